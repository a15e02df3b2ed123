import { inspect } from "node:util";
import { Broken } from "../checkers/broken.ts";
import { World } from "../world/world.ts";

/** What became of one world, as it travels between threads. */
export interface SeedResult {
  readonly seed: number;
  /** How often each kind of fault happened: see `FaultCounts.fromJSON`. */
  readonly faults: readonly number[];
  /** What to print of a world that failed; undefined for one that held. */
  readonly failure: string | undefined;
}

/**
 * Lives through one world. What is thrown in a task that nobody waits for fails it too. Of one that fails the last `lines` of its trace
 * are shown, each up to `width` characters.
 */
export async function runSeed(seed: number, lines: number, width: number): Promise<SeedResult> {
  const world = new World(seed);
  let failure: string | undefined;
  const thrown: unknown[] = [];
  const note = (error: unknown): void => void thrown.push(error);
  process.on("uncaughtException", note);
  try {
    await world.run();
    if (thrown.length > 0) throw thrown[0];
  } catch (error) {
    const trace = lines > 0 ? world.trace.slice(-lines) : [];
    failure = [
      ...(error instanceof Broken ? [] : [inspect(error)]),
      ...trace.map((line) => `  ${line.slice(0, width)}`),
      `seed ${seed}: ${error instanceof Error ? error.message : String(error)}`,
      `replay: npm run sim -- --from ${seed} --seeds 1 --trace 200`,
    ].join("\n");
  } finally {
    process.off("uncaughtException", note);
  }
  return { seed, faults: world.faults.toJSON(), failure };
}
