import { cut, DeltaBuilder, isDelete, isInsert, lengthOf, textOf } from "@alongside/core/text";
import type { Delta } from "@alongside/core/text";
import { graphemeAround } from "./graphemes.ts";

/** How much one edit inserts at most, in UTF-16 units: 240 KB where each takes three bytes on the wire. */
export const MAX_INSERTED = 80 * 1024;

/**
 * The same change as several, one after the other, none of which inserts more than fits a message. Cuts are between whole
 * characters, as people see them.
 *
 * Law: all of them composed are `delta`.
 */
export function pieces(delta: Delta): readonly Delta[] {
  const out: Delta[] = [];
  let piece = new DeltaBuilder();
  let room = MAX_INSERTED;
  /** How much of the text, as the pieces so far leave it, is behind us. */
  let at = 0;
  for (const part of delta) {
    const size = lengthOf(part);
    let from = 0;
    while (isInsert(part) && size - from > room) {
      const [to] = graphemeAround(textOf(part), from + room);
      piece.push(cut(part, from, to - from));
      at += to - from;
      from = to;
      out.push(piece.done());
      piece = new DeltaBuilder().keep(at);
      room = MAX_INSERTED;
    }
    piece.push(cut(part, from, size - from));
    if (isInsert(part)) room -= size - from;
    if (!isDelete(part)) at += size - from;
  }
  return [...out, piece.done()];
}
