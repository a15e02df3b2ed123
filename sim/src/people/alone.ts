import { toJSON } from "@alongside/core";
import type { OpsByKey } from "@alongside/core/engine";
import { press } from "./acts/take-back.ts";
import { mutate } from "./acts/mutate.ts";
import { update } from "./acts/update.ts";
import { Broken } from "../checkers/broken.ts";
import { firstDifference } from "../checkers/difference.ts";
import type { Hand } from "./hand.ts";

/** More presses than anybody needs for what is done here. */
const MANY_PRESSES = 40;

/**
 * Somebody works while everybody else rests, and takes it all back: the room is as it was. Done again it is as it was left, and
 * taken back once more as it was at first.
 */
export async function workAlone(
  hand: Hand,
  quiet: (isDone: () => boolean) => Promise<void>,
): Promise<void> {
  if (!hand.canWrite || !hand.mayWrite("shapes")) return;
  const { random } = hand.around;
  const look = async (): Promise<unknown> => {
    await quiet(() => hand.open === 0);
    return toJSON(hand.room.get());
  };
  const start = await look();
  const refused = new Set(hand.room.rejected.get());
  hand.undo.clear();
  const many = 2 + random.below(4);
  for (let i = 0; i < many; i++) {
    if (random.chance(0.3)) mutate(hand);
    else update(hand);
    if (random.chance(0.5)) await look();
  }
  const end = await look();
  for (const [which, goal] of [
    ["undo", start],
    ["redo", end],
    ["undo", start],
  ] as const) {
    const can = which === "undo" ? hand.undo.canUndo : hand.undo.canRedo;
    // A step that left everything as it was is told as stuck: the press after that is about the next one.
    for (let presses = 0; can.get() && presses < MANY_PRESSES; presses++) press(hand, which);
    if (can.get()) throw new Broken(`${hand.actor.number}: ${which} never comes to an end`);
    const now = await look();
    // What stands in the trash may come back, so it counts as nesting: a move back to where it was may be refused for it.
    if (hand.room.rejected.get().some((one) => one.code === "op.depth" && !refused.has(one)))
      return;
    const difference = firstDifference(now, goal);
    // What was moved into a record whose return from the trash was refused went there with it, and is not moved there again.
    const isNew = hand.room.rejected.get().filter((one) => !refused.has(one));
    if (which === "redo" && isNew.some(restores)) continue;
    if (difference !== undefined)
      throw new Broken(
        `${hand.actor.number} alone in ${hand.id}: ${which} of all did not come back, at ${difference}`,
      );
  }
}

function restores({ ops }: { readonly ops: OpsByKey }): boolean {
  return Object.values(ops).some((list) => list.some(({ op }) => op === "restore"));
}
