import type { Change, MutationCall, OpsByKey, Seq } from "@alongside/core";
import type { Committed } from "./types.ts";

/** A change that has not ended. */
export interface PendingChange {
  readonly n: number;
  /** What it writes; for a mutation, the guess. */
  readonly ops: OpsByKey;
  readonly mutation: MutationCall | undefined;
  readonly strict: boolean;
  readonly gesture: number | undefined;
  readonly bytes: number;
  resolve(committed: Committed): void;
  reject(error: Error): void;
}

/** Bytes that may be under way before the rest waits. */
const WINDOW_BYTES = 64 * 1024;

/**
 * A client's changes in one room that have not ended, in order. Those up to the window are under way; after a break, all that
 * have not ended are sent again.
 */
export class PendingChanges {
  readonly #changes = new Map<number, PendingChange>();
  /** The last counter that was sent over the present link. */
  #sent = 0;
  #last = 0;

  get size(): number {
    return this.#changes.size;
  }

  /** The counter of the next change. */
  get next(): number {
    return this.#last + 1;
  }

  /** The last counter known to have ended. */
  get ended(): number {
    const first = this.#changes.keys().next();
    return first.done === true ? this.#last : first.value - 1;
  }

  add(change: PendingChange): void {
    this.#last = change.n;
    this.#changes.set(change.n, change);
  }

  get(n: number): PendingChange | undefined {
    return this.#changes.get(n);
  }

  /** Takes out a change that has ended. */
  take(n: number): PendingChange | undefined {
    const change = this.#changes.get(n);
    this.#changes.delete(n);
    return change;
  }

  all(): readonly PendingChange[] {
    return [...this.#changes.values()];
  }

  /** The link is new: nothing is under way over it. */
  unsend(): void {
    this.#sent = 0;
  }

  /** What may be sent now; it counts as sent. */
  *toSend(room: string, base: Seq, inFlight: number): Iterable<Change> {
    let count = 0;
    let bytes = 0;
    for (const change of this.#changes.values()) {
      count += 1;
      bytes += change.bytes;
      // One that is larger than the window goes alone.
      if (count > inFlight || (count > 1 && bytes > WINDOW_BYTES)) return;
      if (change.n <= this.#sent) continue;
      this.#sent = change.n;
      const { n, ops, mutation, strict, gesture } = change;
      yield {
        type: "change",
        room,
        n,
        base,
        ...(mutation === undefined ? { ops } : { mutation }),
        ...(strict && { strict: true as const }),
        ...(gesture !== undefined && { gesture }),
      };
    }
  }
}
