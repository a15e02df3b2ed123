import type { MutationCall, OpsByKey } from "@alongside/core";
import type { Committed } from "./types.ts";

/** A change that has not ended. */
export interface PendingChange {
  readonly n: number;
  /** What it writes; for a mutation, the guess. */
  readonly ops: OpsByKey;
  readonly mutation: MutationCall | undefined;
  readonly strict: boolean;
  /** The message that carries it, the same each time it is sent. */
  readonly frame: string;
  /** All it wrote to went with a change that was refused. It still ends on the server, which finds nothing to write to. */
  isOrphan: boolean;
  resolve(committed: Committed): void;
  reject(error: Error): void;
}

/** Characters that may be under way before the rest waits. */
const WINDOW = 64 * 1024;

/**
 * A client's changes in one room that have not ended, in order. Those up to the window are under way; after a break, all that
 * have not ended are sent again.
 */
export class PendingChanges {
  readonly #changes = new Map<number, PendingChange>();
  /** The last counter that was sent over the present link. */
  #sent = 0;
  #last: number;

  /** `last` is the last counter used in the room before. */
  constructor(last: number) {
    this.#last = last;
  }

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

  /** The server knows of `n` to have ended: later ones come after it. */
  skipTo(n: number): void {
    this.#last = Math.max(this.#last, n);
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

  /** Takes out all of them; none will be sent any more. `ended` is the last that the server has heard of. */
  takeAll(ended: number): readonly PendingChange[] {
    const all = this.all();
    this.#changes.clear();
    this.#last = ended;
    return all;
  }

  all(): readonly PendingChange[] {
    return [...this.#changes.values()];
  }

  /** The link is new: nothing is under way over it. */
  unsend(): void {
    this.#sent = 0;
  }

  /** Sends what may be sent now. */
  send(send: (frame: string) => void, inFlight: number): void {
    let count = 0;
    let size = 0;
    for (const { n, frame } of this.#changes.values()) {
      count += 1;
      size += frame.length;
      // One that is larger than the window goes alone.
      if (count > inFlight || (count > 1 && size > WINDOW)) return;
      if (n <= this.#sent) continue;
      this.#sent = n;
      send(frame);
    }
  }
}
