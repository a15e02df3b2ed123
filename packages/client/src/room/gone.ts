import type { RoomDefinition } from "@alongside/core";
import { encodeChange } from "@alongside/core/engine";
import type { RoomCopy } from "./copy.ts";
import type { Gone, PendingChange } from "./pending.ts";

/** Numbers of a client's changes, from `first` to `n`. */
interface GoneNumbers {
  readonly first: number;
  readonly n: number;
}

/** How many numbers one message ends. */
const MAX_RANGE = 1000;

/**
 * Own numbers that the log does not know and that nothing is sent under any more: it went back, and what they were was in it before, or
 * cannot go on. A number is never given to another change, so that all who send one queue mean the same by it. So these have to end
 * before a later one is sent: then whoever has the queue from before that, and has not sent them yet, is told.
 */
class GoneOfCopy implements Gone {
  readonly #copy: RoomCopy<RoomDefinition>;
  #runs: GoneNumbers[] = [];

  /** Those after `ended` and up to `last` that no pending change has. */
  constructor(copy: RoomCopy<RoomDefinition>, ended: number, last: number) {
    this.#copy = copy;
    let first = ended + 1;
    const going = copy.pending.all().map(({ data }) => data.n);
    for (const n of [...going, Infinity].map((one) => Math.min(one, last + 1))) {
      for (; first < n; first += MAX_RANGE)
        this.#runs.push({ first, n: Math.min(n, first + MAX_RANGE) - 1 });
      first = n + 1;
    }
  }

  /** The first of them; undefined where there is none. */
  get first(): number | undefined {
    return this.#runs[0]?.first;
  }

  /** The log has ended the numbers up to `n`. */
  endedTo(n: number): void {
    const [run] = this.#runs;
    if (run === undefined || run.first > n) return;
    this.#runs = this.#runs
      .filter((one) => one.n > n)
      .map((one) => (one.first > n ? one : { ...one, first: n + 1 }));
  }

  /** The messages that end those between two numbers. */
  frames(after: number, before: number): readonly string[] {
    return this.#runs
      .filter(({ n }) => n > after && n < before)
      .map((numbers) => {
        const { seat } = this.#copy;
        const [first, n] = [this.#copy.onWire(numbers.first), this.#copy.onWire(numbers.n)];
        const ended = first === n ? { n } : { first, n };
        return encodeChange({ seat, ...ended, base: 0, isGone: true });
      });
  }
}

/**
 * The log went back, and knows of the numbers up to `ended`: of those that were pending `changes` go on, as they were numbered. All
 * others were in the old log, or cannot go on.
 */
export function leaveOthers(
  copy: RoomCopy<RoomDefinition>,
  changes: readonly PendingChange[],
  ended: number,
): void {
  const { pending } = copy;
  const last = pending.next - 1;
  pending.restart(changes);
  pending.skipTo(last);
  pending.gone = new GoneOfCopy(copy, ended, last);
}

/** It is the turn of the changes up to `end`. */
export function turnTo(copy: RoomCopy<RoomDefinition>, end: number): void {
  const { pending } = copy;
  pending.end = end;
  pending.gone = new GoneOfCopy(copy, pending.ended, Math.min(end, pending.next - 1));
}
