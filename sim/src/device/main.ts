import { parseArgs } from "node:util";
import { ActivityWorld } from "../activity/activity-world.ts";
import { AskingWorld } from "../asking/asking-world.ts";
import { ErasingWorld } from "../erasing/erasing-world.ts";
import { SeriesWorld } from "../series/series-world.ts";
import { InboxesWorld } from "../inboxes/inboxes-world.ts";
import { FeedsWorld } from "../feeds/feeds-world.ts";
import { DeviceWorld } from "./device-world.ts";
import { TabsWorld } from "./tabs-world.ts";

const { values } = parseArgs({
  options: {
    /** How many worlds. */
    seeds: { type: "string", default: "200" },
    /** The first seed. */
    from: { type: "string", default: "1" },
    /** `tabs`: of several tabs of one browser; `erasing`: of people who are erased; `activity`: of lists of what is done; `feeds`: of posts; `inboxes`: of what people are notified of; `asking`: of the HTTP API; `series`: of live values. */
    worlds: { type: "string", default: "devices" },
    /** How many worlds may fail before it stops. */
    "stop-after": { type: "string", default: "5" },
  },
});
const [from, count, stopAfter] = [values.from, values.seeds, values["stop-after"]].map(Number) as [
  number,
  number,
  number,
];
const WORLDS = new Map<string, new (seed: number) => { run(): Promise<void> }>([
  ["devices", DeviceWorld],
  ["tabs", TabsWorld],
  ["erasing", ErasingWorld],
  ["activity", ActivityWorld],
  ["feeds", FeedsWorld],
  ["inboxes", InboxesWorld],
  ["asking", AskingWorld],
  ["series", SeriesWorld],
]);
const World = WORLDS.get(values.worlds);
if (World === undefined) throw new RangeError(`There are no worlds of ${values.worlds}`);
const started = performance.now();
let failures = 0;
let lived = 0;
const counts = { reloads: 0, switches: 0, rewinds: 0 };
for (let seed = from; seed < from + count && failures < stopAfter; seed++) {
  try {
    lived += 1;
    const world = new World(seed);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await world.run().finally(() => {
      if (!(world instanceof DeviceWorld)) return;
      for (const what of Object.keys(counts) as (keyof typeof counts)[])
        counts[what] += world.counts[what];
    });
  } catch (error) {
    failures += 1;
    console.log(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
const seconds = (performance.now() - started) / 1000;
const { reloads, switches, rewinds } = counts;
console.log(
  `${lived} worlds of ${values.worlds}, ${failures} failed, ${seconds.toFixed(1)} s; ${reloads} reloads, ${switches} transport switches, ${rewinds} logs that went back`,
);
process.exitCode = failures > 0 ? 1 : 0;
