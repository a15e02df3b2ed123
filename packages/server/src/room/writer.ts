/** Grows as numbers and bytes are written to it: see `Reader` in core. */
export class Writer {
  #bytes: Uint8Array;
  #length = 0;

  constructor(size = 256) {
    this.#bytes = new Uint8Array(size);
  }

  /** What was written, until something else is. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0;
  }

  number(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  signed(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A whole number up to 2^53. */
  long(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  signedLong(value: number): void {
    this.long(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Eight bytes, the high ones first. */
  float(value: number): void {
    this.#reserve(8);
    const { buffer, byteOffset } = this.#bytes;
    new DataView(buffer, byteOffset).setFloat64(this.#length, value);
    this.#length += 8;
  }

  text(value: string): void {
    const bytes = Buffer.from(value);
    this.number(bytes.length);
    this.all(bytes);
  }

  all(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + more));
    grown.set(this.bytes);
    this.#bytes = grown;
  }
}
