import { type Down, type Frame, parseDown } from "@alongside/core/engine";

const KEPT = 400;

/** Which room each seat of a connection is in, by the seat's number. */
export type Seats = ReadonlyMap<number, string>;

/** A message of the server's with the room of the seat that it names. */
export type Told<M = Down> = M extends { readonly seat: number }
  ? M & { readonly room: string }
  : M;

/**
 * What a frame tells in letters: what must not be in one is looked for there. Of a frame of bytes it is what was read of it without
 * the places, as two bytes of a number may happen to be a letter.
 */
export function textOf(frame: Frame, message: Down): string {
  if (typeof frame === "string") return frame;
  return JSON.stringify(message, (key, value: unknown) => (key === "points" ? undefined : value));
}

/** Reads what the server sends. A frame goes to many and passes several checkers: each is read once. */
export class Frames {
  readonly #read = new Map<Frame, Down>();

  read(frame: Frame, seats: Seats): Told {
    let down = this.#read.get(frame);
    if (down === undefined) {
      down = parseDown(frame);
      if (down === undefined)
        throw new Error(`The server sent what no client knows: ${String(frame)}`);
      if (this.#read.size >= KEPT) this.#read.clear();
      this.#read.set(frame, down);
    }
    if (!("seat" in down)) return down;
    return { ...down, room: seats.get(down.seat) ?? `seat ${down.seat}` };
  }
}
