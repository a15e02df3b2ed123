import { parseArgs } from "node:util";
import { Broken } from "./checkers.ts";
import { FaultCounts } from "./faults.ts";
import { World } from "./world.ts";

const { values } = parseArgs({
  options: {
    /** How many worlds. */
    seeds: { type: "string", default: "200" },
    /** The first seed; with --seeds 1 it replays one world. */
    from: { type: "string", default: "1" },
    /** Lines of trace to show of a world that failed. */
    trace: { type: "string", default: "40" },
    /** How many worlds may fail before it stops. */
    "stop-after": { type: "string", default: "5" },
  },
});

const from = Number(values.from);
const seeds = Number(values.seeds);
const faults = new FaultCounts();
const started = performance.now();
const lines = Number(values.trace);
let failures = 0;

for (let seed = from; seed < from + seeds; seed++) {
  const world = new World(seed);
  try {
    await world.run();
  } catch (error) {
    if (!(error instanceof Broken)) console.log(error);
    failures += 1;
    for (const line of lines > 0 ? world.trace.slice(-lines) : [])
      console.log(`  ${line.slice(0, Number(process.env["WIDTH"] ?? 400))}`);
    console.log(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    console.log(`replay: npm run sim -- --from ${seed} --seeds 1 --trace 200`);
    if (failures >= Number(values["stop-after"])) break;
  }
  faults.add(world.faults);
}

const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${seeds} seeds, ${failures} failed, ${seconds} s; ${faults.toString()}`);
const rare = faults.rarerThan(seeds / 10);
if (failures === 0 && seeds >= 200 && rare.length > 0) {
  console.log(`Too rare to prove anything: ${rare.join(", ")}`);
  failures += 1;
}
process.exitCode = failures > 0 ? 1 : 0;
