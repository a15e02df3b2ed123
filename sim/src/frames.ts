import type { Down } from "@alongside/core/engine";

const KEPT = 400;

/** Reads what the server sends. A frame goes to many and passes several checkers: each is read once. */
export class Frames {
  readonly #read = new Map<string, Down>();

  read(frame: string): Down {
    const known = this.#read.get(frame);
    if (known !== undefined) return known;
    const down = JSON.parse(frame) as Down;
    if (this.#read.size >= KEPT) this.#read.clear();
    this.#read.set(frame, down);
    return down;
  }
}
