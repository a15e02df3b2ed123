import type { MutationCall, OpsByKey, SeenField, Seq, UndoCall } from "@alongside/core/engine";
import { withResolvers } from "../with-resolvers.ts";
import type { Committed } from "./types.ts";

/** What a pending change is made of: plain JSON, so that a disk can hold it. */
export interface ChangeData {
  readonly n: number;
  /** When it was made, in ms of the client's clock. */
  readonly at?: number | undefined;
  /** The last `seq` that was seen when `ops` were as they are. */
  readonly base: Seq;
  /** What it writes. Where the server says what that is, for a mutation or an `undo`, this page's guess. */
  readonly ops: OpsByKey;
  readonly mutation?: MutationCall | undefined;
  /** The change that the server is asked to take back. */
  readonly undo?: UndoCall | undefined;
  readonly strict?: true | undefined;
  /** The gesture that it ends. */
  readonly gesture?: number | undefined;
  /** What was seen in the plain fields that it sets, where it was made offline and is to be refused if they hold something else by then. */
  readonly seen?: readonly SeenField[] | undefined;
  /** What it wrote by an older version of the definition, and this one has no place for: it is listed once it is known not to have ended. */
  readonly outdated?: OpsByKey | undefined;
}

/** A change that has not ended, with what only this page's memory knows of it. */
export interface PendingChange {
  /** As it was made. Its edits of texts may have moved since: see `Writing.dataOf`. */
  data: ChangeData;
  /** It edits texts. Those edits move with what others type, so it is put into words when it is sent. */
  readonly editsTexts: boolean;
  /** It edits texts and does nothing else, so as long as it is not sent the next such change may join it. */
  readonly isTyping: boolean;
  /** About how many characters it has typed. */
  typed: number;
  /** A mutation that has to end first: it makes the record whose text is edited, and may begin it otherwise than was guessed. */
  waitsFor: number | undefined;
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

/** What is known of a change when it is made. */
type Known = Pick<PendingChange, "editsTexts" | "isTyping" | "typed" | "waitsFor" | "frame">;

/** A change that begins to be pending. Nobody has to listen to its `committed`: a refusal is in `rejected` too. */
export function pendingChange(
  data: ChangeData,
  { editsTexts, isTyping, typed, waitsFor, frame }: Known,
): PendingChange {
  const { promise, resolve, reject } = withResolvers<Committed>();
  promise.catch(() => undefined);
  return {
    data,
    editsTexts,
    isTyping,
    typed,
    waitsFor,
    frame,
    isOrphan: false,
    lost: undefined,
    sentAt: undefined,
    committed: promise,
    resolve,
    reject,
  };
}

/** Which pending changes are sent as one. On the wire it ends all their numbers. */
export interface Runs {
  /** The last of the changes that go in one message with `change`, which is the first; itself where it goes alone. */
  lastWith(change: PendingChange): PendingChange;
  /** What they write together. From here on they stand as one, until they have ended or are told apart. */
  opsOf(first: PendingChange, last: PendingChange): OpsByKey;
  /** The numbers from `first` to `n` have ended by one entry, sent from here or from a copy. Returns whether `n` is all of them now. */
  ended(first: number, n: number): boolean;
  /** Whether a change stands as one with others. */
  has(n: number): boolean;
  /** Tells all of them apart again. */
  clear(): void;
}

/** Numbers that nothing is sent under any more. */
export interface Gone {
  /** The first of them; undefined where there is none. */
  readonly first: number | undefined;
  /** The log has ended the numbers up to `n`. */
  endedTo(n: number): void;
  /** The messages that end those between two numbers. */
  frames(after: number, before: number): readonly string[];
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
  /** The last change of those whose turn it is to be sent: what comes after it is another client's. */
  end = Infinity;
  /** The last change that is on the device, or on its way there: nothing joins it any more. */
  frozen = 0;
  /** Numbers that have to end on the server before what is pending behind them, once there may be such. */
  gone: Gone | undefined;
  /** The last counter that was sent over the present link. */
  #sent = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** Changes under way, in how many messages, and how many characters those have. */
  #flying = 0;
  #frames = 0;
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
    const isOpen =
      last?.isTyping === true &&
      last.data.n > Math.max(this.#sent, this.frozen) &&
      last.typed < WINDOW;
    return isOpen && last.data.strict !== true && !last.isOrphan ? last : undefined;
  }

  /** The server knows of `n` to have ended: later ones come after it. */
  skipTo(n: number): void {
    this.#last = Math.max(this.#last, n);
  }

  add(change: PendingChange): void {
    this.#last = change.data.n;
    this.#made = Math.max(this.#made, this.#last);
    this.#changes.set(this.#last, change);
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
      if (change.frame !== undefined) this.#frames -= 1;
      this.#flyingSize -= change.frame?.length ?? 0;
    }
    return change;
  }

  /** The changes from `first` on were sent with the change `n`, as one, and end as that does. */
  join(first: number, n: number): void {
    const whole = this.#changes.get(n);
    for (let one = first; one < n; one++) {
      const change = this.take(one);
      void whole?.committed.then(change?.resolve, change?.reject);
    }
  }

  /** These are pending in place of all that were. */
  restart(changes: readonly PendingChange[]): void {
    this.takeAll(0);
    this.#made = 0;
    for (const change of changes) this.add(change);
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

  /** The seat is new: nothing is under way from it, and what names the old one is put into words again. */
  unsend(): void {
    this.#sent = 0;
    this.#flying = 0;
    this.#frames = 0;
    this.#flyingSize = 0;
    for (const change of this.#changes.values()) {
      change.sentAt = undefined;
      change.frame = undefined;
    }
  }

  /**
   * Hands what may be sent at `now`, in ms, to `send`: with `isHurried` also what is still being typed. `frameOf` makes the message
   * of a change that has none yet, or of all from the first to the one that `runs` says. Returns in how many ms there is more to send,
   * when that is known.
   */
  send(
    inFlight: number,
    now: number,
    isHurried: boolean,
    frameOf: (change: PendingChange, last: PendingChange) => string,
    send: (frame: string) => void,
    runs?: Runs,
  ): number | undefined {
    for (const change of this.#flying === this.#changes.size ? [] : this.#changes.values()) {
      const { data, waitsFor } = change;
      const isFirst = this.#flying === 0;
      if (this.#frames >= inFlight || (!isFirst && this.#flyingSize >= WINDOW)) return undefined;
      if (data.n <= this.#sent) continue;
      if (data.n > this.end) return undefined;
      if (waitsFor !== undefined && this.#changes.has(waitsFor)) return undefined;
      if (!isFirst && !isHurried && change === this.typing) {
        const wait = this.#sentAt + TYPING_MS - now;
        if (wait > 0) return wait;
      }
      const last = runs?.lastWith(change) ?? change;
      const frame = last.frame ?? frameOf(change, last);
      // One that is larger than the window goes alone.
      if (!isFirst && this.#flyingSize + frame.length > WINDOW) return undefined;
      // Those of a queue whose first numbers are gone are not above 0 here.
      const after = this.#sent === 0 ? -Infinity : this.#sent;
      for (const ending of this.gone?.frames(after, data.n) ?? []) send(ending);
      last.frame = frame;
      change.sentAt = now;
      this.#sent = last.data.n;
      if (!isHurried) this.#sentAt = now;
      this.#flying += last.data.n - data.n + 1;
      this.#frames += 1;
      this.#flyingSize += frame.length;
      send(frame);
    }
    return undefined;
  }
}
