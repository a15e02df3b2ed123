import { parseArgs } from "node:util";
import { LinkWorld } from "./link-world.ts";

// `npm run sim:links -- --seeds 1000000`: a night's worth of scenarios.
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100000" },
    from: { type: "string", default: "1" },
  },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
const started = performance.now();
let failures = 0;
for (let seed = from; seed < from + seeds && failures < 5; seed++) {
  try {
    new LinkWorld(seed).run();
  } catch (error) {
    failures += 1;
    console.log(`seed ${seed}:`, error);
  }
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${seeds} scenarios, ${failures} failed, ${seconds} s`);
process.exitCode = failures > 0 ? 1 : 0;
