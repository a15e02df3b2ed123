import type { Attack } from "../../../fuzz/src/attack.ts";
import { ATTACKS } from "../../../fuzz/src/attacks/index.ts";
import { type Field, Found } from "../../../fuzz/src/field.ts";
import { FuzzRandom } from "../../../fuzz/src/fuzz-random.ts";
import { fuzzParser } from "../../../fuzz/src/parsers.ts";
import { Range } from "../../../fuzz/src/trial.ts";
import { residentBytes, sleep, startNode } from "../process.ts";
import type { Bar, Findings, Row } from "../result.ts";
import { median } from "../stats.ts";
import { recorded, replayed } from "./traffic.ts";

/** How often each attack is measured, and how long it goes on each time, in ms. */
const ROUNDS = 3;
const ROUND_MS = 4000;

/** Malformed frames for the parser. */
const FRAMES = 1_000_000;

/** What somebody else is doing to the disk is no load that a sink could take. */
const UNLIKE_A_SINK = new Set(["held-disk"]);

interface Measured {
  readonly p99: number;
  readonly sinkP99: number;
  readonly memory: number;
  readonly found: boolean;
}

/** An honest page beside each attack of the fuzzer, and beside the same bytes sent where nobody reads them. */
export async function run(): Promise<Findings> {
  const sink = startNode("attack/sink.ts", {});
  const { port } = await sink.hear<{ port: number }>();
  const rows: Row[] = [];
  const bars: Bar[] = [];
  let found = 0;
  for (const attack of ATTACKS.filter(({ name }) => !UNLIKE_A_SINK.has(name))) {
    const rounds: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // oxlint-disable-next-line no-await-in-loop -- one at a time
      rounds.push(await measured(attack, 1000 * (round + 1), port));
    }
    const p99 = median(rounds.map((one) => one.p99));
    const sinkP99 = median(rounds.map((one) => one.sinkP99));
    const memory = median(rounds.map((one) => one.memory)) / 2 ** 20;
    found += rounds.filter((one) => one.found).length;
    const beside = p99 / sinkP99;
    rows.push({
      what: attack.name,
      figures: { "p99 ms": p99, "beside a sink": sinkP99, times: beside, "memory MiB": memory },
    });
    bars.push(
      { name: `${attack.name}-times`, value: beside, limit: 5, better: "lower" },
      { name: `${attack.name}-p99-ms`, value: p99, limit: 100, better: "lower" },
    );
  }
  const began = performance.now();
  const frames = fuzzParser(1, FRAMES);
  const perFrame = (1000 * (performance.now() - began)) / frames;
  rows.push({ what: `${frames} malformed frames`, figures: { "µs a frame": perFrame } });
  bars.push({ name: "found", value: found, limit: 0, better: "lower" });
  return { runs: ROUNDS, rows, bars };
}

async function measured(attack: Attack, seed: number, sinkPort: number): Promise<Measured> {
  const range = new Range({ isTimed: false });
  try {
    const field = await range.field(new FuzzRandom(seed));
    // So that neither page nor server runs for the first time.
    await sleep(1500);
    const { pid } = field.places;
    const before = residentBytes(pid);
    let memory = before;
    let foundOne = false;
    const watch = setInterval(() => {
      if (field.crash === undefined) memory = Math.max(memory, residentBytes(pid));
    }, 25);
    await field.report();
    const traffic = await recorded(async () => {
      const until = performance.now() + ROUND_MS;
      for (let turn = seed; performance.now() < until; turn++) {
        field.random = new FuzzRandom(turn);
        // oxlint-disable-next-line no-await-in-loop -- one at a time
        if (await attacked(attack, field)) foundOne = true;
        // oxlint-disable-next-line no-await-in-loop -- what one left open is not the next one's
        await field.clear();
      }
    });
    const { p99 } = await field.report();
    clearInterval(watch);
    await field.clear();
    await sleep(1000);
    await field.report();
    await replayed(traffic, sinkPort);
    const { p99: sinkP99 } = await field.report();
    return { p99, sinkP99, memory: memory - before, found: foundOne };
  } finally {
    await range.close();
  }
}

/** Whether the attack found something. */
async function attacked(attack: Attack, field: Field): Promise<boolean> {
  try {
    await attack.run(field);
    return false;
  } catch (error) {
    if (!(error instanceof Found)) throw error;
    console.log(`${attack.name}: ${error.message}`);
    return true;
  }
}
