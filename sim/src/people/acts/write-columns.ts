import type { Doc } from "../../app/board.ts";
import type { Hand } from "../hand.ts";
import { isInitial } from "../../checkers/initial.ts";

/** Writes to what the room began with, and beside it: makes columns, names, moves and fills them, and deletes what people made. */
export function writeColumns({ columns, votes }: Doc, { around: { random }, trash }: Hand): void {
  const all = columns.map(({ id }) => id);
  const any = all.length === 0 ? undefined : columns.get(random.pick(all));
  const roll = random.below(7);
  if (any === undefined || roll === 0) {
    if (all.length < 6)
      columns.insert({ name: `n${random.below(99)}` }, random.pick(["start", "end"]));
  } else if (roll < 3) any.name = `m${random.below(99)}`;
  else if (roll === 3) {
    any.words.insert(0, "x");
    // So that it is more than typing, which shares the fate of what is typed around it.
    votes.add(1);
  } else if (roll === 4) columns.move(any.id, random.pick(["start", "end"]));
  else if (roll === 5) trash.restore("columns", columns, random);
  else if (!isInitial(any.id)) {
    trash.put("columns", any.id);
    columns.delete(any.id);
  }
}
