import { parseArgs } from "node:util";
import { FaultCounts } from "./faults.ts";
import { inThisThread, inThreads, type Seeds } from "./runs/seeds.ts";

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
    /** Threads that the worlds are spread over. Each is as it would be in one, and so is what is printed. */
    workers: { type: "string", default: "1" },
  },
});

const from = wholeNumber("from", 0);
const count = wholeNumber("seeds", 1);
const threads = wholeNumber("workers", 1);
const stopAfter = wholeNumber("stop-after", 1);
const seeds: Seeds = {
  from,
  to: from + count,
  lines: wholeNumber("trace", 0),
  width: Number(process.env["WIDTH"] ?? 400),
};
const faults = new FaultCounts();
const started = performance.now();
let lived = 0;
let failures = 0;

for await (const result of threads > 1 ? inThreads(seeds, threads) : inThisThread(seeds)) {
  lived += 1;
  faults.add(FaultCounts.fromJSON(result.faults));
  if (result.failure === undefined) continue;
  failures += 1;
  console.log(result.failure);
  if (failures >= stopAfter) break;
}

const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${lived} seeds, ${failures} failed, ${seconds} s; ${faults.toString()}`);
const rare = faults.rarerThan(lived / 10);
if (failures === 0 && lived >= 200 && rare.length > 0) {
  console.log(`Too rare to prove anything: ${rare.join(", ")}`);
  failures += 1;
}
process.exitCode = failures > 0 ? 1 : 0;

/** A number of the command line. Throws `RangeError` for what is not one, or is below `least`. */
function wholeNumber(name: keyof typeof values, least: number): number {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < least)
    throw new RangeError(
      `--${name} should be a whole number from ${least} on, got ${values[name]}`,
    );
  return number;
}
