import { parseArgs } from "node:util";
import { RealWorld } from "./world.ts";

const { values } = parseArgs({
  options: {
    /** How many worlds, one after the other. */
    worlds: { type: "string", default: "5" },
    /** How long people work in each. */
    seconds: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
  },
});

let failures = 0;
let kills = 0;
const from = Number(values.from);
for (let seed = from; seed < from + Number(values.worlds); seed++) {
  const world = new RealWorld(seed);
  try {
    await world.run(Number(values.seconds) * 1000);
  } catch (error) {
    failures += 1;
    console.log(`world ${seed}:`, error);
  }
  kills += world.kills;
}
console.log(`${values.worlds} worlds of ${values.seconds} s, ${kills} kills, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
