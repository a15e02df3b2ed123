import { expect, test } from "vitest";
import { InboxesWorld } from "../src/inboxes/inboxes-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:devices -- --worlds inboxes` lives through as many as there is time for. */
const WORLDS = isSoak ? 1000 : 2;

test(
  `[R1990, R1991, R1992, R1993, R1994] ${WORLDS} worlds of people who are notified, on several devices, with servers that die and disks that fail: each is told once of what is theirs, and all is counted right`,
  { timeout: isSoak ? 1_200_000 : 60_000 },
  async () => {
    const counts = { crashes: 0, failures: 0, notes: 0, marks: 0, looks: 0 };
    for (let seed = 1; seed <= WORLDS; seed++) {
      const world = new InboxesWorld(seed);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await world.run();
      for (const count of ["crashes", "failures", "notes", "marks", "looks"] as const)
        counts[count] += world.counts[count];
    }
    expect(counts.crashes).toBeGreaterThan(WORLDS);
    expect(counts.failures).toBeGreaterThan(0);
    expect(counts.notes).toBeGreaterThan(20 * WORLDS);
    expect(counts.marks).toBeGreaterThan(10 * WORLDS);
    expect(counts.looks).toBeGreaterThan(0);
  },
);
