import type { Delta, Part } from "./delta.ts";
import { cut, isInsert, lengthOf } from "./parts.ts";

/** Reads a delta part by part, as few units at a time as asked. After its end a delta keeps all there is. */
export class PartReader {
  /** The part that is read; 0 at the end. */
  part: Part = 0;
  /** Units of it that are left to read. */
  left = 0;
  readonly #delta: Delta;
  #next = 0;
  #size = 0;

  constructor(delta: Delta) {
    this.#delta = delta;
    this.#advance();
  }

  /** Whether parts are left. */
  get more(): boolean {
    return this.left !== Infinity;
  }

  /** Whether what comes next is inserted. */
  get inserts(): boolean {
    return isInsert(this.part);
  }

  /** The next units, at most `most` of them and from one part. */
  take(most: number = Infinity): Part {
    const n = Math.min(most, this.left);
    const taken = cut(this.part, this.#size - this.left, n);
    this.left -= n;
    if (this.left === 0) this.#advance();
    return taken;
  }

  #advance(): void {
    const part = this.#delta[this.#next++];
    this.part = part ?? 0;
    this.left = this.#size = part === undefined ? Infinity : lengthOf(part);
  }
}
