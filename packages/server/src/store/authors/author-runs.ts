import type { Delta } from "@alongside/core/text";
import { isInsert, lengthOf } from "@alongside/core/text";

/** Runs in a block: an edit looks through one block's, and through the blocks. */
const BLOCK = 512;

/** Some neighbouring runs. */
interface Block {
  /** Of each run: how long it is, and who wrote it. */
  readonly lengths: number[];
  readonly writers: number[];
  length: number;
}

/**
 * Who wrote which letters of a text: runs of (length, writer), a writer being a number. Neighbours of one writer are one run. They are
 * kept in blocks, so that an edit of a text of many runs costs about as much as one of a text of few.
 */
export class AuthorRuns {
  readonly #blocks: Block[] = [];
  /** The block that was written to last, and where it starts. */
  #at = 0;
  #start = 0;

  /** `pairs` are writer and length of each run, in order. */
  constructor(pairs: readonly number[] = []) {
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const [writer, length] = [pairs[i] as number, pairs[i + 1] as number];
      if (length > 0) this.#push(writer, length);
    }
  }

  /** Takes over an edit by `writer`. What it deletes beyond the end is passed over. */
  apply(delta: Delta, writer: number): void {
    let at = 0;
    for (const part of delta) {
      const length = lengthOf(part);
      if (isInsert(part)) this.#insert(at, length, writer);
      else if (typeof part === "number" && part < 0) {
        this.#remove(at, length);
        continue;
      }
      at += length;
    }
  }

  /** Writer and length of each run, in order. */
  pairs(): readonly number[] {
    const pairs: number[] = [];
    for (const { lengths, writers } of this.#blocks)
      for (let i = 0; i < lengths.length; i++) {
        const [writer, length] = [writers[i] as number, lengths[i] as number];
        if (pairs.length > 0 && pairs.at(-2) === writer)
          pairs[pairs.length - 1] = (pairs.at(-1) as number) + length;
        else pairs.push(writer, length);
      }
    return pairs;
  }

  #push(writer: number, length: number): void {
    let block = this.#blocks.at(-1);
    if (block === undefined || block.lengths.length >= BLOCK / 2)
      this.#blocks.push((block = { lengths: [], writers: [], length: 0 }));
    block.lengths.push(length);
    block.writers.push(writer);
    block.length += length;
  }

  /** The block that has the unit at `position`; of one at the end the last. Undefined where there are none. */
  #seek(position: number): Block | undefined {
    if (position < this.#start) this.#at = this.#start = 0;
    let block = this.#blocks[this.#at];
    while (
      block !== undefined &&
      position >= this.#start + block.length &&
      this.#at + 1 < this.#blocks.length
    ) {
      this.#start += block.length;
      this.#at += 1;
      block = this.#blocks[this.#at];
    }
    return block;
  }

  #insert(position: number, length: number, writer: number): void {
    // With the letter before it, whose run it mostly goes on with.
    const block = this.#seek(Math.max(0, position - 1));
    if (block === undefined) return this.#push(writer, length);
    const { lengths, writers } = block;
    let offset = position - this.#start;
    let run = 0;
    while (run < lengths.length && offset > (lengths[run] as number))
      offset -= lengths[run++] as number;
    block.length += length;
    const here = lengths[run];
    const isEnd = offset === here;
    const near =
      writers[run] === writer ? run : isEnd && writers[run + 1] === writer ? run + 1 : undefined;
    if (near !== undefined) lengths[near] = (lengths[near] as number) + length;
    else if (here === undefined || offset === 0 || isEnd) {
      const place = run + (isEnd ? 1 : 0);
      lengths.splice(place, 0, length);
      writers.splice(place, 0, writer);
    } else {
      lengths.splice(run, 1, offset, length, here - offset);
      writers.splice(run, 0, writers[run] as number, writer);
    }
    if (lengths.length > BLOCK) this.#halve(block);
  }

  #remove(position: number, length: number): void {
    for (let left = length; left > 0;) {
      const block = this.#seek(position);
      if (block === undefined || position >= this.#start + block.length) return;
      const { lengths, writers } = block;
      let offset = position - this.#start;
      let run = 0;
      while (offset >= (lengths[run] as number)) offset -= lengths[run++] as number;
      const gone = Math.min(left, (lengths[run] as number) - offset);
      left -= gone;
      block.length -= gone;
      lengths[run] = (lengths[run] as number) - gone;
      if (lengths[run] === 0) {
        lengths.splice(run, 1);
        writers.splice(run, 1);
        if (run > 0 && run < lengths.length && writers[run - 1] === writers[run]) {
          lengths[run - 1] = (lengths[run - 1] as number) + (lengths[run] as number);
          lengths.splice(run, 1);
          writers.splice(run, 1);
        }
      }
      if (lengths.length > 0) continue;
      this.#blocks.splice(this.#at, 1);
      this.#at = this.#start = 0;
    }
  }

  /** Makes two of a block that has too many runs. */
  #halve(block: Block): void {
    const lengths = block.lengths.splice(BLOCK / 2);
    const writers = block.writers.splice(BLOCK / 2);
    const length = lengths.reduce((sum, one) => sum + one, 0);
    block.length -= length;
    this.#blocks.splice(this.#at + 1, 0, { lengths, writers, length });
  }
}
