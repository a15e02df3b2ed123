import { expect, test } from "vitest";
import { FeedsWorld } from "../src/feeds/feeds-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:devices -- --worlds feeds` lives through as many as there is time for. */
const WORLDS = isSoak ? 2000 : 4;

test(
  `[R1735, R1736, R1737, R1738, R1739] ${WORLDS} worlds of people who post, answer, react, pin and resolve over bad links, with servers that die, disks that fail and posts that are let go: each feed is what the log makes it`,
  { timeout: isSoak ? 1_200_000 : 60_000 },
  async () => {
    const counts = { crashes: 0, failures: 0, refused: 0, swept: 0, told: 0, viewed: 0 };
    for (let seed = 1; seed <= WORLDS; seed++) {
      const world = new FeedsWorld(seed);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.run();
      for (const count of ["crashes", "failures", "refused", "swept", "told", "viewed"] as const)
        counts[count] += world.counts[count];
    }
    expect(counts.crashes).toBeGreaterThan(WORLDS);
    expect(counts.refused).toBeGreaterThan(5 * WORLDS);
    expect(counts.told).toBeGreaterThan(15 * WORLDS);
    expect(counts.failures).toBeGreaterThan(0);
    // Of each page the feed, four lists, and threads that were opened.
    expect(counts.viewed).toBeGreaterThan(15 * WORLDS);
    expect(counts.swept).toBeGreaterThan(0);
  },
);
