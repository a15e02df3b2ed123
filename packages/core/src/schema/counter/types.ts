import type { Drafted } from "../drafting.ts";

/** A sum that everybody adds to: +1 and +1 is 2. */
export interface Counter {
  readonly "~kind": "counter";
  readonly "~node": () => CounterNode;
}

/** A counter while it is being written. */
export interface CounterDraft {
  /** The sum, with what this change has added. */
  readonly value: number;
  /**
   * Adds `n`, which may be negative; 1 where none is given. Concurrent additions add up. Throws `TypeError` for what is no number,
   * `RangeError` unless `n` and the sum are safe integers.
   */
  add(n?: number): void;
}

/** A sum that everybody adds to. */
export interface CounterNode extends Drafted<unknown> {
  readonly kind: "counter";
  /** What a new record's counter begins with; undefined for 0. Throws `Invalid`. */
  create(value: unknown, path: string): number | undefined;
}
