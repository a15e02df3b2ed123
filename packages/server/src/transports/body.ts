const NEWLINE = 0x0a;

/** A request's body as it comes, in one buffer: small chunks, each kept, would cost many times what they hold. */
export class Body {
  #bytes = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Bytes of memory. */
  get cost(): number {
    return this.#bytes.length;
  }

  add(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#bytes.length) {
      const bytes = Buffer.allocUnsafeSlow(Math.max(length, Math.ceil(this.#bytes.length * 1.25)));
      this.#bytes.copy(bytes, 0, 0, this.#length);
      this.#bytes = bytes;
    }
    chunk.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** The first line, once it has come whole. */
  firstLine(): string | undefined {
    const end = this.#bytes.subarray(0, this.#length).indexOf(NEWLINE);
    return end < 0 ? undefined : this.#bytes.toString("latin1", 0, end);
  }

  /** All of it, or what follows the first line; views of the one buffer. */
  whole(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  rest(): Buffer {
    const whole = this.whole();
    const end = whole.indexOf(NEWLINE);
    return end < 0 ? whole.subarray(whole.length) : whole.subarray(end + 1);
  }
}
