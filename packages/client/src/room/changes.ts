import {
  type Ack,
  type Change,
  type Clock,
  createDraft,
  type DraftOf,
  type Json,
  type KeyState,
  MAX_OPS,
  type MutationContext,
  type OpenChange,
  type OpsByKey,
  type Random,
  type RecordIds,
  recordId,
  recordIds,
  Refused,
  type RefusedEntry,
  Replica,
  type RoomDefinition,
  type Seq,
  type UserInfo,
} from "@alongside/core";
import type { Report } from "../readable.ts";
import { GestureOf } from "./gesture.ts";
import { PendingChanges } from "./pending.ts";
import { Rejections, type Written } from "./rejections.ts";
import { countOps, joinOps, leaningOn, madeBy, renewed } from "./renew.ts";
import { runSync } from "./run-sync.ts";
import type { Changed, Committed, Gesture, UpdateOptions } from "./types.ts";

export interface ChangesOptions<D extends RoomDefinition> {
  readonly definition: D;
  readonly room: string;
  readonly client: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: Report;
  /** The last counter this client used in the room before. */
  readonly lastCounter: number;
  user(): UserInfo | undefined;
  /** A number no record made in a gesture of this client has had. */
  nextGestureRecord(): number;
  /** Bytes that one message may have. */
  maxBytes(): number;
  /** The last `seq` that is seen here. */
  seq(): Seq;
  /** Throws when nothing may be written now. */
  checkWritable(): void;
  /** Shows a gesture to the others; null takes it back. */
  onPreview(gesture: number, ops: OpsByKey | null): void;
  /** Something is pending that was not. */
  onWrite(): void;
  /** The view is another one. */
  onView(): void;
}

type Write = Pick<Change, "mutation" | "gesture"> & UpdateOptions;

type Run = (replica: Replica, open: OpenChange, ids: RecordIds) => void;

/** Gestures under way lie over every pending change. */
const GESTURE_ORDER = 2 ** 40;

/** A room's state on this page with the own changes over it, and how each of them ends. */
export class Changes<D extends RoomDefinition> {
  readonly pending: PendingChanges;
  readonly rejections: Rejections<D>;
  readonly #options: ChangesOptions<D>;
  readonly #gestures = new Set<GestureOf<D>>();
  #replica: Replica;
  #gestureCount = 0;
  #isWriting = false;

  constructor(options: ChangesOptions<D>) {
    this.#options = options;
    this.pending = new PendingChanges(options.lastCounter);
    this.#replica = new Replica(options.definition.schema);
    this.rejections = new Rejections<D>({
      report: options.report,
      again: (ops, names, strict) =>
        this.#write({ strict }, (_, open, ids) => pushAll(open, renewed(ops, names, () => ids.next()))),
      mutate: (name, args) => this.mutate(name, args),
      update: (fn, strict) => this.#write({ strict }, this.#draft(fn)),
    });
  }

  get view(): unknown {
    return this.#replica.view;
  }

  get gestures(): ReadonlySet<GestureOf<D>> {
    return this.#gestures;
  }

  update<T>(fn: (doc: DraftOf<D>) => T, { strict = false }: UpdateOptions): Changed<T> {
    let local: T | undefined;
    const { committed } = this.#write(
      { strict },
      this.#draft((doc) => {
        local = runSync(() => fn(doc));
      }),
    );
    return { local: local as T, committed };
  }

  mutate(name: string, args: unknown): Written {
    const { definition, clock, random, user } = this.#options;
    const node = definition.checks.mutations.get(name);
    const mutation = definition.mutations[name];
    if (node === undefined || mutation === undefined) throw new TypeError(`There is no mutation ${JSON.stringify(name)}`);
    const made = node.create(args, `${name}.args`);
    if (made === undefined) throw new TypeError(`${name} should be called with arguments`);
    const ctx: MutationContext = { now: clock.now(), random: () => random.next(), user: user(), where: "client" };
    return this.#write(
      { mutation: { name, args: made } },
      this.#draft((doc) => runSync(() => mutation.run(doc as never, made as never, ctx))),
    );
  }

  gesture(): Gesture<D> {
    const { clock, client, checkWritable, nextGestureRecord, onPreview, onView } = this.#options;
    checkWritable();
    const number = ++this.#gestureCount;
    const gesture: GestureOf<D> = new GestureOf<D>({
      clock,
      replica: () => this.#replica,
      open: () => this.#replica.begin(GESTURE_ORDER + number),
      // 0 for the change: which one will end the gesture is not known yet.
      ids: { client, next: () => recordId(client, 0, nextGestureRecord()) },
      show: (ops) => onPreview(number, ops),
      commit: (ops) => this.#write({ gesture: number }, (_, open) => pushAll(open, ops)),
      onChange: onView,
      onEnd: () => this.#gestures.delete(gesture),
    });
    this.#gestures.add(gesture);
    return gesture;
  }

  /** Somebody else's gesture shows something else, or nothing any more. */
  preview(key: string, ops: OpsByKey | undefined): void {
    this.#replica.setPreview(key, ops);
  }

  // How changes end.

  /** Somebody else's change. */
  commit(ops: OpsByKey): void {
    this.#replica.confirm(ops);
  }

  prune(ids: readonly string[]): void {
    this.#replica.prune(ids);
  }

  /** An own change is in the log. Answers false when nothing is known of it, and nothing told of what it wrote. */
  acknowledge({ ack, seq, ops, void: gone = [] }: Ack): boolean {
    const written = ops ?? this.pending.get(ack)?.ops;
    if (written === undefined) return false;
    this.#replica.confirm(written, ack);
    this.#settle(ack, { seq, void: gone });
    return true;
  }

  /** An own change was refused: it leaves the screen, and what leaned on it with it. */
  refuse({ refused, code, message }: RefusedEntry): void {
    this.pending.skipTo(refused);
    const change = this.pending.take(refused);
    if (change === undefined) return;
    this.#replica.dropPending(refused);
    if (change.isOrphan) return;
    const error = new Refused(code, message);
    const { ops, mutation, strict } = change;
    const gone = new Set(madeBy(ops));
    let leaning: OpsByKey = {};
    for (const later of gone.size === 0 ? [] : this.pending.all()) {
      // A mutation is run by the server, which says itself what becomes of it.
      if (later.isOrphan || later.mutation !== undefined) continue;
      const ops = leaningOn(gone, later.ops);
      leaning = joinOps(leaning, ops);
      if (countOps(ops) === 0 || countOps(ops) < countOps(later.ops)) continue;
      later.isOrphan = true;
      later.reject(new Refused("change.leaning", `It wrote only to what a refused change would have made: ${message}`));
    }
    this.rejections.add({ code, message, ops, leaning, mutation, strict });
    change.reject(error);
  }

  /** Begins anew from the server's state. `outcomes` are of changes in that state; those up to `ended` that `told` does not tell of ended in it as well. */
  restart(
    states: { readonly [key: string]: KeyState },
    outcomes: readonly (Ack | RefusedEntry)[],
    hasEnded: (n: number) => boolean,
  ): void {
    for (const outcome of outcomes) {
      if ("refused" in outcome) this.refuse(outcome);
      else this.#settle(outcome.ack, { seq: outcome.seq, void: outcome.void ?? [] });
    }
    this.#replica = Replica.from(this.#options.definition.schema, states);
    for (const { n, ops } of this.pending.all()) if (!hasEnded(n)) this.#replica.addPending(n, ops);
    for (const gesture of this.#gestures) gesture.reopen();
  }

  /** The server says which counter ended last. What ended and was not told of otherwise was committed. */
  settleUpTo(ended: number, seq: Seq): void {
    for (const { n } of this.pending.all()) if (n <= ended) this.#settle(n, { seq, void: [] });
    this.pending.skipTo(ended);
  }

  /** Nothing may be written any more: what is pending is refused. `ended` is the last counter the server has heard of. */
  refuseAll(code: string, message: string, ended: number): void {
    for (const { n, ops, mutation, strict, isOrphan, reject } of this.pending.takeAll(ended)) {
      this.#replica.dropPending(n);
      if (isOrphan) continue;
      this.rejections.add({ code, message, ops, leaning: {}, mutation, strict });
      reject(new Refused(code, message));
    }
  }

  /** The room is over on this page. */
  end(): void {
    for (const gesture of this.#gestures) gesture.cancel();
    const error = new Refused("client.closed", "The client was closed before the server had answered");
    for (const { reject } of this.pending.takeAll(0)) reject(error);
  }

  #settle(n: number, committed: Committed): void {
    this.pending.skipTo(n);
    this.pending.take(n)?.resolve(committed);
  }

  #draft(fn: (doc: DraftOf<D>) => void): Run {
    return (replica, open, ids) => {
      const { doc, end } = createDraft(replica, open, ids);
      try {
        fn(doc as DraftOf<D>);
      } finally {
        end();
      }
    };
  }

  #write(write: Write, run: Run): Written {
    this.#options.checkWritable();
    if (this.#isWriting) throw new Error("An update inside another one: write both in one, or one after the other");
    const n = this.pending.next;
    const open = this.#replica.begin(n);
    let ops: OpsByKey;
    let frame: string | undefined;
    this.#isWriting = true;
    try {
      run(this.#replica, open, recordIds(this.#options.client, n));
      ops = open.ops();
      if (write.mutation !== undefined || countOps(ops) > 0) frame = this.#frame(n, ops, write);
    } catch (error) {
      open.abort();
      throw error;
    } finally {
      this.#isWriting = false;
    }
    if (frame === undefined) {
      open.abort();
      return { local: undefined, ops, committed: Promise.resolve({ seq: this.#options.seq(), void: [] }) };
    }
    const { promise, resolve, reject } = Promise.withResolvers<Committed>();
    // Nobody has to listen: a refusal is in `rejected` too.
    promise.catch(() => undefined);
    const { mutation, strict = false } = write;
    this.pending.add({ n, ops, mutation, strict, frame, isOrphan: false, resolve, reject });
    this.#options.onWrite();
    return { local: undefined, ops, committed: promise };
  }

  /** The change as it is sent. Throws `Refused` for one that the server would not take. */
  #frame(n: number, ops: OpsByKey, { mutation, strict = false, gesture }: Write): string {
    const { room, seq, maxBytes } = this.#options;
    const change: Change = {
      type: "change",
      room,
      n,
      base: seq(),
      ...(mutation === undefined ? { ops } : { mutation }),
      ...(strict && { strict: true }),
      ...(gesture !== undefined && { gesture }),
    };
    const frame = JSON.stringify(change);
    checkSize(frame, maxBytes());
    if (mutation === undefined && countOps(ops) > MAX_OPS) {
      throw new Refused("message.too-big", `A change has at most ${MAX_OPS} ops, this one has ${countOps(ops)}`);
    }
    return frame;
  }
}

/** Throws `Refused` for a message that the server would not take: sent, it would cost the whole connection. */
export function checkSize(frame: string, maxBytes: number): void {
  // A character has at most three bytes; counting them is for those that come near.
  if (frame.length * 3 <= maxBytes) return;
  const bytes = new TextEncoder().encode(frame).length;
  if (bytes > maxBytes) {
    throw new Refused("message.too-big", `The message has ${bytes} bytes, the server takes ${maxBytes}`);
  }
}

function pushAll(open: OpenChange, ops: OpsByKey): void {
  for (const [key, list] of Object.entries(ops)) for (const op of list) open.push(key, op);
}
