import { PART_BYTES } from "./outlet.ts";

/** What a text is on the wire, made once however many connections it goes to: a room sends one text to all of its readers. */
export class Encoded {
  readonly #encode: (text: string) => Buffer;
  readonly #soon: (fn: () => void) => void;
  readonly #empty: Buffer;
  #text = "";
  #bytes: Buffer;

  /** `soon` calls back at the end of the event loop's turn. */
  constructor(encode: (text: string) => Buffer, soon: (fn: () => void) => void) {
    this.#encode = encode;
    this.#soon = soon;
    this.#bytes = this.#empty = encode("");
  }

  of(text: string): Buffer {
    if (text === this.#text) return this.#bytes;
    const bytes = this.#encode(text);
    // A large one goes to all who get it in one turn, and is not kept for longer.
    if (bytes.length > PART_BYTES && this.#bytes.length <= PART_BYTES)
      this.#soon(() => this.#keep("", this.#empty));
    this.#keep(text, bytes);
    return bytes;
  }

  #keep(text: string, bytes: Buffer): void {
    this.#text = text;
    this.#bytes = bytes;
  }
}
