import type { RoomFrame } from "../room/port.ts";

/** An answer of more characters is sent in pieces. */
const LARGE = 64 * 1024;

/** Characters of a piece, at most; each is encoded in a turn of its own, in a millisecond or so. */
export const PIECE = 256 * 1024;

/** The frame of an answer, in parts. `rest` gives everybody else a turn: it is called after each piece of a large one. */
export async function framed(
  parts: readonly string[],
  rest: () => Promise<void>,
): Promise<RoomFrame> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length <= LARGE) return parts.join("");
  const pieces: Buffer[] = [];
  for (const text of cut(parts)) {
    pieces.push(Buffer.from(text));
    await rest();
  }
  return pieces;
}

/** The same text in pieces: small parts go together, large ones are cut, but not between the halves of a character. */
function* cut(parts: readonly string[]): Generator<string> {
  let text = "";
  for (const part of parts)
    for (let from = 0; from < part.length;) {
      let to = Math.min(part.length, from + PIECE - text.length);
      if (to < part.length && isHigh(part.charCodeAt(to - 1))) to -= 1;
      text += part.slice(from, to);
      from = to;
      // One less, as room for half a character is none.
      if (text.length < PIECE - 1) continue;
      yield text;
      text = "";
    }
  if (text !== "") yield text;
}

function isHigh(code: number): boolean {
  return code >= 0xd8_00 && code <= 0xdb_ff;
}
