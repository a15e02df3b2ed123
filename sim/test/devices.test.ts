import { expect, test } from "vitest";
import { DeviceWorld } from "../src/device/device-world.ts";
import { TabsWorld } from "../src/device/tabs-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:devices` lives through as many as there is time for. */
const WORLDS = isSoak ? 2000 : 40;

test(
  `[R913] ${WORLDS} worlds of pages that die, power cuts, full disks and copied profiles: what was safe counts once, in order`,
  { timeout: isSoak ? 1_200_000 : 60_000 },
  async () => {
    let lived = 0;
    for (let seed = 1; seed <= WORLDS; seed++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await new DeviceWorld(seed).run();
      lived += 1;
    }
    expect(lived).toBe(WORLDS);
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
