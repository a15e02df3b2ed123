import { normalize } from "@alongside/core";
import type { Delta, Part } from "@alongside/core";
import { graphemeStart } from "./graphemes.ts";

/** How much one edit inserts at most, in UTF-16 units: 240 KB where each takes three bytes on the wire. */
export const MAX_INSERTED = 80 * 1024;

/**
 * The same change as several, one after the other, none of which inserts more than fits a message. Cuts are between whole
 * characters, as people see them.
 *
 * Law: all of them composed are `delta`.
 */
export function pieces(delta: Delta): readonly Delta[] {
  if (delta.reduce<number>((sum, part) => sum + inserted(part), 0) <= MAX_INSERTED) return [delta];
  const out: Delta[] = [];
  let piece: Part[] = [];
  let room = MAX_INSERTED;
  /** How much of the text, as the pieces so far leave it, is behind us. */
  let at = 0;
  const cut = (): void => {
    const done = normalize(piece);
    if (done.length > 0) out.push(done);
    piece = [at];
    room = MAX_INSERTED;
  };
  for (const part of delta) {
    let rest = part;
    for (;;) {
      const text = textOf(rest);
      if (text === undefined || text.length <= room) break;
      const end = graphemeStart(text, room);
      if (end > 0) {
        piece.push(withText(rest, text.slice(0, end)));
        at += end;
        rest = withText(rest, text.slice(end));
      }
      cut();
    }
    piece.push(rest);
    room -= inserted(rest);
    if (typeof rest !== "number" || rest > 0) at += sizeOf(rest);
  }
  cut();
  return out;
}

function textOf(part: Part): string | undefined {
  if (typeof part === "string") return part;
  if (typeof part === "number" || !("insert" in part)) return undefined;
  return typeof part.insert === "string" ? part.insert : undefined;
}

function withText(part: Part, text: string): Part {
  if (typeof part !== "object" || !("insert" in part)) return text;
  return { ...part, insert: text };
}

function sizeOf(part: Part): number {
  if (typeof part === "number") return Math.abs(part);
  if (typeof part === "object" && "retain" in part) return part.retain;
  return textOf(part)?.length ?? 1;
}

function inserted(part: Part): number {
  return typeof part === "number" || (typeof part === "object" && "retain" in part)
    ? 0
    : sizeOf(part);
}
