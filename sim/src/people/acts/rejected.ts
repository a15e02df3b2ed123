import { Refused } from "@alongside/core";
import { checkApart } from "../../checkers/apart.ts";
import { Broken } from "../../checkers/broken.ts";
import { GONE } from "../../app/board.ts";
import type { Hand } from "../hand.ts";

/** What stands in place of a change that was refused. */
const INSTEAD = "instead";

/** More than this are not left lying about. */
const MANY = 6;

/** Decides about a change that was refused: sends it again, sends something else in its place, or forgets it. */
export function decide(hand: Hand): void {
  const { room, around } = hand;
  const { random, faults } = around;
  const list = room.rejected.get();
  if (list.length === 0) return;
  checkApart(list);
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
    const before = countInstead(hand);
    if (isCall && shape === undefined) return;
    const isDone = tryTo(() =>
      hand.expect("either", () =>
        isCall
          ? rejected.resubmit(
              rejected.name === "add" ? { color: "again" } : { id: shape?.id ?? "", seed: 3 },
            )
          : rejected.resubmit((doc) => {
              doc.votes.add(1);
              doc.shapes.insert({ color: INSTEAD });
            }),
      ),
    );
    if (!isDone) return;
    // What followed the refused change may delete or repaint what stands in for it.
    const isTouched = Object.values(rejected.ops)
      .flat()
      .some(({ op }) => op === "delete" || op === "set");
    if (!isCall && !isTouched && countInstead(hand) !== before + 1)
      throw new Broken("what was sent in place of a refused change is not there once");
    faults.count("resubmit");
  }
  if (room.rejected.get().includes(rejected))
    throw new Broken("a refused change that was decided about is still listed");
}

/** Returns false, with the change still listed, where nobody knows any more where it belongs, or the mutation throws here. */
function tryTo(write: () => boolean): boolean {
  try {
    return write();
  } catch (error) {
    if (error instanceof Refused && [GONE, "text.gone"].includes(error.code)) return false;
    throw error;
  }
}

function countInstead({ room }: Hand): number {
  return room.get()?.shapes.filter(({ color }) => color === INSTEAD).length ?? 0;
}
