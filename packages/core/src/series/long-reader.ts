import { Reader } from "../points/reader.ts";

/** Reads numbers of more than 31 bits too. */
export class LongReader extends Reader {
  /** A whole number up to 2^53, written as `Reader.number` reads it. */
  long(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 53; scale *= 128) {
      const byte = this.bytes[this.at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    return value;
  }

  /** Either sign: 0, -1, 1, -2 … are 0, 1, 2, 3 … */
  signedLong(): number {
    const value = this.long();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Eight bytes, the high ones first. */
  float(): number {
    const { buffer, byteOffset, byteLength } = this.bytes;
    const at = this.at;
    this.at += 8;
    return at + 8 > byteLength ? 0 : new DataView(buffer, byteOffset).getFloat64(at);
  }
}
