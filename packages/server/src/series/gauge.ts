import { ENTRIES } from "@alongside/core/engine";
import type { Writer } from "../room/writer.ts";

/** Beyond it a sum of steps is rounded, and told as such. */
const WHOLE = 2 ** 53;
const WAY = 2 ** 52;

/** One number of a key, in the bucket that is open. Values are whole numbers of steps. */
export class Gauge {
  readonly key: string;
  /** Which one of the key; empty where a point is a number. */
  readonly field: string;
  /** By this frames name it. */
  readonly index: number;
  count = 0;
  /** Values that were not told yet. */
  untold = 0;
  /** The newest bucket in which it has a value. */
  bucket = 0;
  #min = 0;
  #max = 0;
  #sum = 0;
  #last = 0;
  /** The newest value that was told. */
  #told = 0;

  constructor(key: string, field: string, index: number) {
    this.key = key;
    this.field = field;
    this.index = index;
  }

  /** One value more. `SeriesMirror` adds by the same steps. */
  add(value: number): void {
    const isFirst = this.count === 0;
    this.#min = isFirst ? value : Math.min(this.#min, value);
    this.#max = isFirst ? value : Math.max(this.#max, value);
    this.#sum = isFirst ? value : this.#sum + value;
    this.#last = value;
    this.count += 1;
    this.untold += 1;
  }

  /** Tells what is new. `before` is the index of the one that was told of before it. */
  writeNews(writer: Writer, before: number): void {
    if (this.untold === 1) {
      writer.number(((this.index - before - 1) << 2) | ENTRIES.one);
      writer.signedLong(this.#last - this.#told);
    } else this.writeBucket(writer, before);
    this.settle();
  }

  /** Whoever is told of it from now on has it already. */
  settle(): void {
    this.untold = 0;
    this.#told = this.#last;
  }

  /** Tells all of the bucket. */
  writeBucket(writer: Writer, before: number): void {
    const { count } = this;
    const last = this.#last;
    const rest = this.#sum - count * last;
    const isLarge =
      Math.abs(this.#sum) > WHOLE || count * Math.abs(last) > WHOLE || Math.abs(rest) > WAY;
    const how = isLarge && count > 1 ? ENTRIES.large : ENTRIES.bucket;
    writer.number(((this.index - before - 1) << 2) | how);
    writer.number(count);
    writer.signedLong(last);
    if (count === 1) return;
    writer.long(last - this.#min);
    writer.long(this.#max - last);
    if (isLarge) writer.float(this.#sum);
    else writer.signedLong(rest);
  }
}
