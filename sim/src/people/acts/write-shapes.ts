import type { Doc } from "../../app/board.ts";
import type { Hand } from "../hand.ts";
import { lettersOf, whole } from "../typist.ts";

type Shape = NonNullable<ReturnType<Doc["shapes"]["get"]>>;

/** Writes to the shapes: makes them at any place, moves, deletes and restores them, and writes to what they hold. */
export function writeShapes(doc: Doc, hand: Hand): void {
  const { random, faults } = hand.around;
  const ids = doc.shapes.map(({ id }) => id);
  const any = ids.length === 0 ? undefined : random.pick(ids);
  const roll = random.below(15);
  if (any === undefined || roll < 3) {
    const beside = random.pick(ids.length === 0 ? [""] : ids);
    const places = ["start", "end", { after: beside }, { before: beside }] as const;
    const at = ids.length === 0 ? "end" : random.pick(places);
    const x = random.below(9);
    const made = { color: `c${random.below(9)}`, at: { x, y: 0 }, notes: [{ body: "n" }] };
    doc.shapes.insert(made, at);
    return;
  }
  const shape = doc.shapes.get(any);
  if (shape === undefined) return;
  if (roll === 3) shape.color = `c${random.below(999)}`;
  else if (roll === 4) shape.at = { x: random.below(99), y: random.below(99) };
  else if (roll === 5) shape.likes.add(1 + random.below(3));
  else if (roll === 6) {
    const beside = random.pick(ids);
    doc.shapes.move(
      any,
      beside === any ? "start" : random.pick([{ after: beside }, { before: beside }]),
    );
  } else if (roll === 7 && ids.length > 3) {
    hand.trash.put("shapes", any);
    doc.shapes.delete(any);
  } else if (roll === 8) {
    if (hand.trash.restore("shapes", doc.shapes, random)) faults.count("restore");
  } else writeInside(doc, shape, ids, hand);
}

function writeInside(doc: Doc, shape: Shape, ids: readonly string[], hand: Hand): void {
  const { random } = hand.around;
  const roll = random.below(6);
  if (roll === 0) {
    const at = whole(shape.label.toString(), random.below(shape.label.length + 1));
    shape.label.insert(at, random.pick(lettersOf(hand.actor.number)));
    // So that it is more than typing, which shares the fate of what is typed around it.
    doc.votes.add(1);
  } else if (roll === 1) shape.notes.push({ body: `b${random.below(99)}` });
  else if (roll === 2) {
    const note = shape.notes.at(0);
    const to = doc.shapes.get(random.pick(ids));
    if (note !== undefined && to !== undefined) shape.notes.move(note.id, to.notes, "end");
  } else if (roll === 3) {
    const note = shape.notes.at(-1);
    if (random.chance(0.5)) hand.trash.restore("notes", shape.notes, random);
    else if (note !== undefined) {
      hand.trash.put("notes", note.id);
      shape.notes.delete(note.id);
    }
  } else if (roll === 4) {
    shape.memo = random.pick([null, undefined, "memo", `m${random.below(999)}`]);
  } else {
    const tag = shape.tags.at(0);
    if (tag === undefined || random.chance(0.4)) shape.tags.insert(`t${random.below(9)}`, "start");
    else if (random.chance(0.5)) tag.value = `u${random.below(9)}`;
    else shape.tags.move(tag.id, "end");
  }
}
