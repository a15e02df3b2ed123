import { expect, test } from "vitest";
import { DeviceWorld } from "../src/device/device-world.ts";
import { TabsWorld } from "../src/device/tabs-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:devices` lives through as many as there is time for. */
const WORLDS = isSoak ? 2000 : 16;
const DEVICES = isSoak ? 1600 : 12;

test(
  `[R913] [R987] [R992] ${DEVICES} worlds of pages that die, power cuts, full disks, copied profiles, logs that go back and other transports: what was safe counts once, in order`,
  { timeout: isSoak ? 1_200_000 : 120_000 },
  async () => {
    const counts = { reloads: 0, switches: 0, rewinds: 0 };
    for (let seed = 1; seed <= DEVICES; seed++) {
      const world = new DeviceWorld(seed);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.run();
      for (const count of Object.keys(counts) as (keyof typeof counts)[])
        counts[count] += world.counts[count];
    }
    // Of each a few in every world.
    expect(counts.reloads).toBeGreaterThan(4 * DEVICES);
    expect(counts.switches).toBeGreaterThan(4 * DEVICES);
    expect(counts.rewinds).toBeGreaterThan(DEVICES / 2);
  },
);

test(
  `[R914] [R915] [R917] ${WORLDS} worlds of tabs that die while others live: what was safe counts once, in order, and nothing waits for a reload`,
  { timeout: isSoak ? 1_200_000 : 60_000 },
  async () => {
    let lived = 0;
    for (let seed = 1; seed <= WORLDS; seed++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await new TabsWorld(seed).run();
      lived += 1;
    }
    expect(lived).toBe(WORLDS);
  },
);
