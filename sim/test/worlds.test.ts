import { expect, test } from "vitest";
import { FaultCounts } from "../src/faults.ts";
import { World } from "../src/world/world.ts";
import { isSoak } from "./soak.ts";

/** Seeds that found something, with what it was. Each has a test of its own too, as a seed's world changes with the world. */
const PINNED: readonly (readonly [seed: number, story: string])[] = [
  [2, "a batch that came again long after ended its connection for good"],
  [471, "a page was hidden twice while a batch hung, and posted one too many ahead"],
  [58, "a note moved out of a shape in the trash, of which a joiner knew nothing"],
  [110, "as seed 58, and its page followed the log from further back"],
  [5, "an empty map read as another empty map after an acknowledgement"],
  [25, "a note moved into a shape in the trash stayed on a joiner's screen"],
  [1087, "what was typed in a record whose acknowledgement was lost met what others typed in it"],
  [3095, "as seed 1087, and undo then deleted the others' letters"],
  [1080, "a gesture cancelled while the link was down was shown for ever"],
  [20281, "an append waited behind one that failed, and survived a crash after the next owner's"],
  [
    900257,
    "a step forgot what it took a key from, as a later change was refused that had brought it back",
  ],
  [924172, "a refused undo, sent again, edited a text of a record that was refused before it"],
  [1000278, "a link was lost as rights went, and what was left out then was never read"],
  [
    3005879,
    "a page came back after long to a refusal, and listed what was typed in the refused record twice",
  ],
  [49128414, "an event was told over a link that the page was just leaving for a better one"],
  [123, "an editor was not told of a refused edit in a record that went on under another id"],
  [
    4011654,
    "a change took the number of one that was never sent, and its record took that one's id",
  ],
  [458, "two bytes of a cursor's place were taken for the mark of what a page may not read"],
];

/** Few enough for every run of the tests; `npm run sim` lives through thousands. */
const FRESH = isSoak ? 150 : 40;
/** From here on each misfortune is seen often enough. */
const FIRST = 56;

test.each(PINNED)("seed %i keeps every promise: %s", async (seed) => {
  await expect(new World(seed).run()).resolves.toBeUndefined();
});

test(
  `[R3, R11, R150, R577, R335, R336, R337, R1408, R1220, R1188, R1137, R1436, R1437, R1514, R1515] ${FRESH} worlds keep every promise, and every misfortune happens in them`,
  { timeout: 240_000 },
  async () => {
    const faults = new FaultCounts();
    for (let seed = FIRST; seed < FIRST + FRESH; seed++) {
      const world = new World(seed);
      await world.run();
      faults.add(world.faults);
    }
    expect(faults.rarerThan(FRESH / 10)).toEqual([]);
  },
);
