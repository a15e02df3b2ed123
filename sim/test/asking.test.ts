import { expect, test } from "vitest";
import { AskingWorld } from "../src/asking/asking-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:devices -- --worlds asking` lives through as many as there is time for. */
const WORLDS = isSoak ? 1000 : 4;

test(
  `[R1706] [R1707] [R1708] [R1709] ${WORLDS} worlds of clients of the HTTP API, while requests and answers are lost, the disk fails and the server dies: each key is one entry, what is stale is none, and a room that is imported is whole`,
  { timeout: isSoak ? 1_200_000 : 60_000 },
  async () => {
    const sum = new Map<string, number>();
    for (let seed = 1; seed <= WORLDS; seed++) {
      const world = new AskingWorld(seed);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.run();
      for (const [name, count] of Object.entries(world.counts))
        sum.set(name, (sum.get(name) ?? 0) + count);
    }
    // Of each a few in every world.
    const rare = [...sum].filter(([, count]) => count < WORLDS);
    expect(rare).toEqual([]);
    expect(sum.get("written")).toBeGreaterThan(20 * WORLDS);
    expect(sum.get("lost")).toBeGreaterThan(10 * WORLDS);
    expect(sum.get("again")).toBeGreaterThan(10 * WORLDS);
  },
);
