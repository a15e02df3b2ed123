import { expect, test } from "vitest";
import { ActivityWorld } from "../src/activity/activity-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:devices -- --worlds activity` lives through as many as there is time for. */
const WORLDS = isSoak ? 2000 : 4;

test(
  `[R1838, R1840, R1841] ${WORLDS} worlds of people who write and tell, some of it refused: nobody is shown what is not in the log or not theirs to read, and at rest each list is what the log has`,
  { timeout: isSoak ? 1_200_000 : 60_000 },
  async () => {
    const counts = { crashes: 0, refused: 0, shown: 0 };
    for (let seed = 1; seed <= WORLDS; seed++) {
      const world = new ActivityWorld(seed);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.run();
      for (const count of ["crashes", "refused", "shown"] as const)
        counts[count] += world.counts[count];
    }
    expect(counts.crashes).toBeGreaterThan(WORLDS);
    expect(counts.refused).toBeGreaterThan(5 * WORLDS);
    expect(counts.shown).toBeGreaterThan(50 * WORLDS);
  },
);
