import { Refused } from "@alongside/core";
import { Broken } from "../broken.ts";
import { GONE } from "../board.ts";
import type { Hand } from "../hand.ts";

/** More than this are not left lying about. */
const MANY = 6;

/** Decides about a change that was refused: sends it again, sends something else in its place, or forgets it. */
export function decide(hand: Hand): void {
  const { room, around } = hand;
  const { random, faults } = around;
  const list = room.rejected.get();
  if (list.length === 0) return;
  const rejected = random.pick(list);
  const roll = random.next();
  if (list.length > MANY || roll < 0.3) {
    const before = room.get();
    rejected.discard();
    faults.count("discard");
    if (room.get() !== before) throw new Broken("discarding a refused change moved the view");
  } else if (roll < 0.7) {
    if (!tryTo(() => hand.expect("either", () => rejected.retry()))) return;
    faults.count("retry");
  } else {
    const isCall = rejected.name !== undefined;
    const shape = room.get()?.shapes[0];
    if (isCall && shape === undefined) return;
    const isDone = tryTo(() =>
      hand.expect("either", () =>
        isCall
          ? rejected.resubmit(
              rejected.name === "add" ? { color: "again" } : { id: shape?.id ?? "", seed: 3 },
            )
          : rejected.resubmit((doc) => {
              doc.votes.add(1);
              doc.shapes.insert({ color: "instead" });
            }),
      ),
    );
    if (!isDone) return;
    faults.count("resubmit");
  }
  if (room.rejected.get().includes(rejected))
    throw new Broken("a refused change that was decided about is still listed");
}

/** Answers false, with the change still listed, where nobody knows any more where it belongs, or the mutation throws here. */
function tryTo(write: () => boolean): boolean {
  try {
    return write();
  } catch (error) {
    if (error instanceof Refused && [GONE, "text.gone"].includes(error.code)) return false;
    throw error;
  }
}
