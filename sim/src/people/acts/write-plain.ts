import { type Doc, SECRET_MARK } from "../../app/board.ts";
import type { Hand } from "../hand.ts";

/** Writes a plain value, a counter, or a list of plain values. */
export function writePlain(doc: Doc, hand: Hand): void {
  const { random } = hand.around;
  const roll = random.below(8);
  if (roll < 3) doc.title = `t${random.below(999)}`;
  else if (roll === 3) doc.motto = random.chance(0.4) ? null : `m${random.below(999)}`;
  else if (roll === 4) doc.votes.add(random.pick([1, 2, -1]));
  else writeOrder(doc, hand);
}

function writeOrder({ order }: Doc, { around: { random }, trash }: Hand): void {
  const items = order.map(({ id }) => id);
  const any = items.length === 0 ? undefined : random.pick(items);
  const roll = random.below(7);
  if (any === undefined || roll < 3) {
    const beside = any === undefined || roll === 0 ? "end" : { before: any };
    order.insert(random.below(99), beside);
  } else if (roll === 3) {
    const item = order.get(any);
    if (item !== undefined) item.value = random.below(99);
  } else if (roll === 4) order.move(any, random.pick(["start", "end", { after: items[0] ?? any }]));
  else if (roll === 5) {
    order.delete(any);
    trash.put("order", any);
  } else trash.restore("order", order, random);
}

/** Writes what not everybody may see, where this page may. */
export function writeSecret(doc: Doc, hand: Hand): void {
  if (!hand.mayWrite("secret")) return;
  const { random } = hand.around;
  const body = `${SECRET_MARK}${random.below(9)}`;
  const first = doc.secret.at(0);
  const roll = random.next();
  if (first === undefined || roll < 0.5) doc.secret.insert({ body, words: SECRET_MARK });
  else if (roll < 0.75) first.body = body;
  else if (roll < 0.9) {
    first.words.insert(first.words.length, SECRET_MARK);
    // So that it is more than typing, which shares the fate of what is typed around it.
    doc.secret.insert({ body });
  } else {
    hand.trash.put("secret", first.id);
    doc.secret.delete(first.id);
  }
}
