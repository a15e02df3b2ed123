import { expect, test } from "vitest";
import { SeriesWorld } from "../src/series/series-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:devices -- --worlds series` lives through as many as there is time for. */
const WORLDS = isSoak ? 2000 : 4;

test(
  `[R1804, R1805, R1806, R1807] ${WORLDS} worlds of viewers with bad links, slow readers, restarts and rights that end: each shows what was published and at rest all that the server has, and nobody is told what is not theirs`,
  { timeout: isSoak ? 1_200_000 : 60_000 },
  async () => {
    const counts = { restarts: 0, slow: 0, ended: 0, shown: 0, moves: 0 };
    for (let seed = 1; seed <= WORLDS; seed++) {
      const world = new SeriesWorld(seed);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.run();
      for (const count of Object.keys(counts) as (keyof typeof counts)[])
        counts[count] += world.counts[count];
    }
    expect(counts.restarts).toBeGreaterThan(WORLDS);
    expect(counts.slow).toBeGreaterThan(4 * WORLDS);
    expect(counts.ended).toBeGreaterThan(WORLDS / 2);
    expect(counts.moves).toBeGreaterThan(0);
    expect(counts.shown).toBeGreaterThan(1000 * WORLDS);
  },
);
