import type { Drafted } from "../drafting.ts";

/** A sum that everybody adds to: +1 and +1 is 2. */
export interface Counter {
  readonly "~kind": "counter";
  readonly "~node": () => CounterNode;
}

/** A counter while it is being written. */
export interface CounterDraft {
  readonly value: number;
  /** Adds `n`, by default 1. Concurrent additions add up. Throws `RangeError` unless the sum is a safe integer. */
  add(n?: number): void;
}

/** A sum that everybody adds to. */
export interface CounterNode extends Drafted<unknown> {
  readonly kind: "counter";
  /** What a new record's counter begins with; undefined for 0. Throws `Invalid`. */
  create(value: unknown, path: string): number | undefined;
}
