/** Reads numbers and texts out of bytes, from `at` on. Beyond their end it reads zeros. */
export class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get isDone(): boolean {
    return this.at >= this.bytes.length;
  }

  /** A whole number below 2^31: seven bits a byte, the low ones first, with the eighth where more follow. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 7) {
      const byte = this.bytes[this.at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return value;
  }

  /** Either sign: 0, -1, 1, -2 … are 0, 1, 2, 3 … */
  signed(): number {
    const value = this.number();
    return (value >>> 1) ^ -(value & 1);
  }

  /** So many bytes of UTF-8. */
  text(length: number): string {
    const from = this.at;
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(from, this.at));
  }
}
