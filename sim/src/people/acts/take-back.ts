import { sessionOf } from "../../../../packages/client/src/room/sessions.ts";
import { Broken } from "../../checkers/broken.ts";
import type { Hand } from "../hand.ts";
import { checkInitial } from "../../checkers/initial.ts";
import { lettersOf } from "../typist.ts";

/** Takes back what was done last, or does it again. What was refused may stand in what comes back of a text. */
export function takeBack(hand: Hand): void {
  const { random } = hand.around;
  const which = random.chance(0.7) ? "undo" : "redo";
  // Some go back a long way, to what others have written over since.
  const many = random.pick([1, 1, 2, 8]);
  for (let i = 0; i < many && hand.canWrite; i++) press(hand, which);
}

/** One press. Returns whether anything was written; throws `Broken` where it wrote what it may not. */
export function press(hand: Hand, which: "undo" | "redo"): boolean {
  const { room, undo, around, watch } = hand;
  const { copy } = sessionOf(room);
  const before = room.get();
  if (before === undefined) return false;
  const n = copy.pending.next;
  const changed = undo[which]();
  if (changed === undefined) {
    if (copy.pending.next > n || room.get() !== before)
      throw new Broken(`a press of ${which} that took nothing back wrote something`);
    return false;
  }
  around.faults.count("undo");
  if (copy.pending.next > n + 1) throw new Broken(`one press of ${which} made several changes`);
  watch.pressed(copy.replica, n, copy.seq);
  checkInitial(room.get()?.columns ?? [], (what) => `after a press of ${which} ${what}`);
  if (which === "undo") checkLetters(hand, before.page.toString());
  watch.made(n, copy.replica.opsOf(n));
  hand.expect("either", () => changed);
  return true;
}

/** An undo takes no letter away that others alone type. */
function checkLetters(hand: Hand, before: string): void {
  const after = hand.room.get()?.page.toString() ?? "";
  const own = new Set(lettersOf(hand.actor.number));
  // What comes back of the own may stand between a letter and its mark.
  const others = [0, 1, 2, 3]
    .flatMap(lettersOf)
    .filter((letter) => !own.has(letter) && Array.from(letter).length === 1);
  for (const letter of others) {
    const [was, is] = [before, after].map((text) => text.split(letter).length - 1);
    if (was !== undefined && is !== undefined && is < was)
      throw new Broken(`undo took away ${was - is} of "${letter}", which this page does not type`);
  }
}
