import { FORBIDDEN } from "../board.ts";
import type { End, Hand } from "../hand.ts";
import { pickWeighted, type Weighted, type Write } from "./act.ts";
import { writeFlags, writeSettings } from "./write-maps.ts";
import { writePlain, writeSecret } from "./write-plain.ts";
import { writeShapes } from "./write-shapes.ts";
import { writeTree } from "./write-tree.ts";

const WRITES: Weighted<Write> = [
  [14, writeShapes],
  [4, writePlain],
  [4, writeSettings],
  [1, writeFlags],
  [4, writeTree],
  [1, writeSecret],
];

/** Makes one change of one to three writes; some are strict, and of a hundred `refusals` break the rule. */
export function update(hand: Hand, refusals = 12): void {
  const { room, around } = hand;
  const { random, faults } = around;
  const isRefused = random.below(100) < refusals;
  const strict = !isRefused && random.chance(0.05);
  // Of two moves that put records into one another the server refuses the later one.
  let mayCollide = strict;
  const end = (): End => (isRefused ? "refused" : mayCollide ? "either" : "committed");
  const isMade = hand.expect(end, () =>
    room.update(
      (doc) => {
        const many = 1 + random.below(3);
        for (let i = 0; i < many; i++) {
          const write = pickWeighted(WRITES, random);
          mayCollide ||= write === writeTree;
          write(doc, hand);
        }
        if (isRefused) doc.title = FORBIDDEN;
      },
      { strict },
    ),
  );
  if (isRefused && isMade) faults.count("refusal");
}
