import { equalJson } from "@alongside/core/engine";
import { sessionOf } from "../../../../packages/client/src/room/sessions.ts";
import { FORBIDDEN } from "../../app/board.ts";
import { Broken } from "../../checkers/broken.ts";
import type { End, Hand } from "../hand.ts";
import { pickWeighted, type Weighted, type Write } from "./act.ts";
import { writeColumns } from "./write-columns.ts";
import { writeFlags, writeSettings } from "./write-maps.ts";
import { writePlain, writeSecret } from "./write-plain.ts";
import { writeShapes } from "./write-shapes.ts";
import { writeTree } from "./write-tree.ts";

const WRITES: Weighted<Write> = [
  [14, writeShapes],
  [8, writePlain],
  [4, writeSettings],
  [1, writeFlags],
  [4, writeTree],
  [1, writeSecret],
  [2, writeColumns],
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
  if (isMade) checkSeen(hand);
  if (isRefused && isMade) faults.count("refusal");
}

/** What was just written to a plain field is seen at once. */
function checkSeen({ room, actor }: Hand): void {
  const { copy } = sessionOf(room);
  const view = room.get();
  if (view === undefined) return;
  for (const op of Object.values(copy.replica.opsOf(copy.pending.next - 1)).flat()) {
    // A place may be under an own gesture.
    if (op.op !== "set" || (op.id !== "root" && !["color", "memo"].includes(op.field))) continue;
    const record: object | undefined =
      op.id === "root" ? view : view.shapes.find(({ id }) => id === op.id);
    const seen: unknown = record?.[op.field as never];
    if (record !== undefined && !equalJson(seen, op.value))
      throw new Broken(`${actor.number} set ${op.field} and sees ${JSON.stringify(seen)}`);
  }
}
