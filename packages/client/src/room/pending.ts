import type { MutationCall, OpsByKey } from "@alongside/core/engine";
import type { Committed } from "./types.ts";
import type { TakingBack } from "./write.ts";

/** A change that has not ended. */
export interface PendingChange {
  readonly n: number;
  /** What it wrote when it was made; for a mutation, the guess. */
  readonly ops: OpsByKey;
  readonly mutation: MutationCall | undefined;
  /** Where the server is asked to take another change back; `ops` are the guess then too. */
  readonly undo: TakingBack | undefined;
  readonly strict: boolean;
  /** It edits texts. Those edits move with what others type, so it is put into words when it is sent. */
  readonly editsTexts: boolean;
  /** It edits texts and does nothing else, so as long as it is not sent the next such change may join it. */
  readonly isTyping: boolean;
  /** About how many characters it has typed. */
  typed: number;
  /** A mutation that has to end first: it makes the record whose text is edited, and may begin it otherwise than was guessed. */
  readonly waitsFor: number | undefined;
  /** The message that carries it; undefined until there is one. */
  frame: string | undefined;
  /** All it wrote to went with a change that was refused. It still ends on the server, which finds nothing to write to. */
  isOrphan: boolean;
  /** Records it wrote to that refused changes would have made: what it wrote there went with those. */
  lost: ReadonlySet<string> | undefined;
  /** When it was sent over the present link, in ms of the client's clock; undefined where it was not. */
  sentAt: number | undefined;
  readonly committed: Promise<Committed>;
  resolve(committed: Committed): void;
  reject(error: Error): void;
}

/** How changes are sent. */
export interface Sending {
  /** The message of a change that edits texts, as they are now. */
  frame(change: PendingChange): string;
  send(frame: string): void;
  /** In ms of the client's clock. */
  now(): number;
}

/** Characters that may be under way before the rest waits. */
export const WINDOW = 64 * 1024;

/** How often typing is sent while some of it is under way, in ms. */
const TYPING_MS = 50;

/**
 * A client's changes in one room that have not ended, in order. Those up to the window are under way; after a break, all that
 * have not ended are sent again.
 */
export class PendingChanges {
  readonly #changes = new Map<number, PendingChange>();
  /** The last counter that was sent over the present link. */
  #sent = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Changes under way, and how many characters they have. */
  #flying = 0;
  #flyingSize = 0;
  #last: number;
  /** The highest counter that a change was made with, whether it was ever sent or not. */
  #made = 0;

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

  /** Whether another change, which the server never heard of, was made with the counter `n`: records have its ids already. */
  isReused(n: number): boolean {
    return n <= this.#made;
  }

  /** The last counter known to have ended. */
  get ended(): number {
    const first = this.#changes.keys().next();
    return first.done === true ? this.#last : first.value - 1;
  }

  /** The last counter that was sent over the present link. */
  get sent(): number {
    return this.#sent;
  }

  /** When the oldest change under way was sent, in ms, and how many characters all under way have; undefined where none is. */
  get underWay(): { readonly since: number; readonly size: number } | undefined {
    const first = this.#changes.values().next().value;
    if (this.#flying === 0 || first?.sentAt === undefined) return undefined;
    return { since: first.sentAt, size: this.#flyingSize };
  }

  /** The change that what is typed next may join: the last one, while it is not sent. */
  get typing(): PendingChange | undefined {
    const last = this.#changes.get(this.#last);
    const isOpen = last?.isTyping === true && last.n > this.#sent && last.typed < WINDOW;
    return isOpen && !last.strict && !last.isOrphan ? last : undefined;
  }

  /** The server knows of `n` to have ended: later ones come after it. */
  skipTo(n: number): void {
    this.#last = Math.max(this.#last, n);
  }

  add(change: PendingChange): void {
    this.#last = change.n;
    this.#made = Math.max(this.#made, change.n);
    this.#changes.set(change.n, change);
  }

  get(n: number): PendingChange | undefined {
    return this.#changes.get(n);
  }

  /** Takes out a change that has ended. */
  take(n: number): PendingChange | undefined {
    const change = this.#changes.get(n);
    this.#changes.delete(n);
    if (change !== undefined && n <= this.#sent) {
      this.#flying -= 1;
      this.#flyingSize -= change.frame?.length ?? 0;
    }
    return change;
  }

  /** Takes out all of them; none will be sent any more. `ended` is the last that the server has heard of. */
  takeAll(ended: number): readonly PendingChange[] {
    const all = this.all();
    this.#changes.clear();
    this.unsend();
    this.#last = ended;
    return all;
  }

  all(): readonly PendingChange[] {
    return [...this.#changes.values()];
  }

  /** The link is new: nothing is under way over it. */
  unsend(): void {
    this.#sent = 0;
    this.#flying = 0;
    this.#flyingSize = 0;
    for (const change of this.#changes.values()) {
      change.sentAt = undefined;
      if (change.editsTexts) change.frame = undefined;
    }
  }

  /**
   * Sends what may be sent at `now`, in ms: `Infinity` also for what is still being typed. Answers in how many ms there is more to
   * send, when that is known.
   */
  send(inFlight: number, now: number, sending: Sending): number | undefined {
    for (const change of this.#flying === this.#changes.size ? [] : this.#changes.values()) {
      const { n, waitsFor } = change;
      const isFirst = this.#flying === 0;
      if (this.#flying >= inFlight || (!isFirst && this.#flyingSize >= WINDOW)) return undefined;
      if (n <= this.#sent) continue;
      if (waitsFor !== undefined && this.#changes.has(waitsFor)) return undefined;
      if (!isFirst && change === this.typing) {
        const wait = this.#sentAt + TYPING_MS - now;
        if (wait > 0) return wait;
      }
      const frame = change.frame ?? sending.frame(change);
      // One that is larger than the window goes alone.
      if (!isFirst && this.#flyingSize + frame.length > WINDOW) return undefined;
      change.frame = frame;
      change.sentAt = sending.now();
      this.#sent = n;
      if (Number.isFinite(now)) this.#sentAt = now;
      this.#flying += 1;
      this.#flyingSize += frame.length;
      sending.send(frame);
    }
    return undefined;
  }
}
