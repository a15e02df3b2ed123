import { expect, test } from "vitest";
import { ErasingWorld } from "../src/erasing/erasing-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:devices -- --worlds erasing` lives through as many as there is time for. */
const WORLDS = isSoak ? 2000 : 4;

test(
  `[R1460] [R1466] [R1700] [R1701] [R1702] [R1703] [R1487] ${WORLDS} worlds in which people are erased while others write, follow and sweep, and the server dies: their words are nowhere, and nothing else is lost`,
  { timeout: isSoak ? 1_200_000 : 60_000 },
  async () => {
    const counts = { crashes: 0, erased: 0, swept: 0, reloads: 0 };
    for (let seed = 1; seed <= WORLDS; seed++) {
      const world = new ErasingWorld(seed);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.run();
      counts.reloads += world.reloads;
      for (const count of ["crashes", "erased", "swept"] as const)
        counts[count] += world.counts[count];
    }
    // Of each a few in every world.
    expect(counts.crashes).toBeGreaterThan(WORLDS);
    expect(counts.erased).toBeGreaterThan(2 * WORLDS);
    expect(counts.swept).toBeGreaterThan(4 * WORLDS);
    expect(counts.reloads).toBeGreaterThan(WORLDS);
  },
);
