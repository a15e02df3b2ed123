import type { Frame } from "@alongside/core/engine";
import { PART_BYTES } from "./outlet.ts";

/** What a frame is on the wire, made once however many connections it goes to: a room sends one frame to all of its readers. */
export class Encoded {
  readonly #encode: (frame: Frame) => Buffer;
  readonly #soon: (fn: () => void) => void;
  readonly #empty: Buffer;
  #frame: Frame = "";
  #bytes: Buffer;

  /** `soon` calls back at the end of the event loop's turn. */
  constructor(encode: (frame: Frame) => Buffer, soon: (fn: () => void) => void) {
    this.#encode = encode;
    this.#soon = soon;
    this.#bytes = this.#empty = encode("");
  }

  /** Of bytes the same object, which nobody writes to any more, is made once. */
  of(frame: Frame): Buffer {
    if (frame === this.#frame) return this.#bytes;
    const bytes = this.#encode(frame);
    // A large one goes to all who get it in one turn, and is not kept for longer.
    if (bytes.length > PART_BYTES && this.#bytes.length <= PART_BYTES)
      this.#soon(() => this.#keep("", this.#empty));
    this.#keep(frame, bytes);
    return bytes;
  }

  #keep(frame: Frame, bytes: Buffer): void {
    this.#frame = frame;
    this.#bytes = bytes;
  }
}
