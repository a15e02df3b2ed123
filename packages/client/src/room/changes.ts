import {
  type Ack,
  type Change,
  createDraft,
  type DraftOf,
  type KeyState,
  MAX_OPS,
  type MutationContext,
  type OpenChange,
  type OpsByKey,
  type RecordIds,
  recordId,
  recordIds,
  Refused,
  type RefusedEntry,
  Replica,
  type RoomDefinition,
  type Seq,
} from "@alongside/core";
import { checkSize } from "./check-size.ts";
import { GestureOf, type GestureOwner } from "./gesture.ts";
import type { RoomHost } from "./host.ts";
import { PendingChanges } from "./pending.ts";
import { Rejections, type Written } from "./rejections.ts";
import { countOps, joinOps, leaningOn, madeBy, type Names, renewed } from "./renew.ts";
import { runSync } from "./run-sync.ts";
import type { Changed, Committed, UpdateOptions } from "./types.ts";

/** What changes need of the room they are made in. */
export interface ChangesOwner<D extends RoomDefinition> {
  readonly definition: D;
  readonly name: string;
  /** The last `seq` that is seen here. */
  readonly seq: Seq;
  /** Throws when nothing may be written now. */
  checkWritable(): void;
  /** Shows a gesture to the others; null takes it back. */
  showGesture(gesture: number, ops: OpsByKey | null): void;
  /** Something is pending that was not. */
  onWrite(): void;
  /** The view is another one. */
  onView(): void;
}

type Write = Pick<Change, "mutation" | "gesture"> & UpdateOptions;

type Run = (open: OpenChange, ids: RecordIds) => void;

/** Gestures under way lie over every pending change. */
const GESTURE_ORDER = 2 ** 40;

/** A room's state on this page with the own changes over it, and how each of them ends. */
export class Changes<D extends RoomDefinition> implements GestureOwner {
  readonly pending: PendingChanges;
  readonly rejections: Rejections<D>;
  /** Ids of records that gestures make. 0 for the change: which one will end the gesture is not known yet. */
  readonly ids: RecordIds;
  readonly #room: ChangesOwner<D>;
  readonly #host: RoomHost;
  readonly #gestures = new Map<number, GestureOf<D>>();
  #replica: Replica;
  #gestureCount = 0;
  #isWriting = false;

  /** `lastCounter` is the last one this client used in the room before. */
  constructor(room: ChangesOwner<D>, host: RoomHost, lastCounter: number) {
    this.#room = room;
    this.#host = host;
    this.pending = new PendingChanges(lastCounter);
    this.rejections = new Rejections<D>(this, host.report);
    this.ids = { client: host.id, next: () => recordId(host.id, 0, host.nextGestureRecord()) };
    this.#replica = new Replica(room.definition.schema);
  }

  get replica(): Replica {
    return this.#replica;
  }

  update<T>(fn: (doc: DraftOf<D>) => T, { strict = false }: UpdateOptions): Changed<T> {
    let local: T | undefined;
    const { committed } = this.updateAgain((doc) => {
      local = runSync(() => fn(doc));
    }, strict);
    return { local: local as T, committed };
  }

  updateAgain(fn: (doc: DraftOf<D>) => void, strict: boolean): Written {
    return this.#write({ strict }, this.#draft(fn));
  }

  mutate(name: string, args: unknown): Written {
    const { definition } = this.#room;
    const { clock, random, user } = this.#host;
    const node = definition.checks.mutations.get(name);
    const mutation = definition.mutations[name];
    const made = node?.create(args, `${name}.args`);
    if (made === undefined || mutation === undefined)
      throw new TypeError(`${name} is not a mutation, or has no arguments`);
    const ctx: MutationContext = {
      now: clock.now(),
      random: () => random.next(),
      user: user.get(),
      where: "client",
    };
    return this.#write(
      { mutation: { name, args: made } },
      this.#draft((doc) => runSync(() => mutation.run(doc as never, made as never, ctx))),
    );
  }

  again(ops: OpsByKey, names: Names, strict: boolean): Written {
    return this.#write({ strict }, (open, ids) =>
      pushAll(
        open,
        renewed(ops, names, () => ids.next()),
      ),
    );
  }

  gesture(): GestureOf<D> {
    this.#room.checkWritable();
    const number = ++this.#gestureCount;
    const gesture = new GestureOf<D>(this, number, this.#host.clock);
    this.#gestures.set(number, gesture);
    return gesture;
  }

  openGesture(number: number): OpenChange {
    return this.#replica.begin(GESTURE_ORDER + number);
  }

  showGesture(number: number, ops: OpsByKey | null): void {
    this.#room.showGesture(number, ops);
  }

  endGesture(number: number): void {
    this.#gestures.delete(number);
  }

  commitGesture(number: number, ops: OpsByKey): Changed<void> {
    return this.#write({ gesture: number }, (open) => pushAll(open, ops));
  }

  onView(): void {
    this.#room.onView();
  }

  /** The room was entered again: the others are shown what is under way. */
  showGestures(): void {
    for (const gesture of this.#gestures.values()) gesture.showAgain();
  }

  // How changes end.

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
    const gone = new Set(madeBy(change.ops));
    let leaning: OpsByKey = {};
    for (const later of gone.size === 0 ? [] : this.pending.all()) {
      // A mutation is run by the server, which says itself what becomes of it.
      if (later.isOrphan || later.mutation !== undefined) continue;
      const ops = leaningOn(gone, later.ops);
      leaning = joinOps(leaning, ops);
      if (countOps(ops) === 0 || countOps(ops) < countOps(later.ops)) continue;
      later.isOrphan = true;
      later.reject(
        new Refused(
          "change.leaning",
          `It wrote only to what a refused change would have made: ${message}`,
        ),
      );
    }
    this.rejections.add({ ...change, code, message, leaning });
    change.reject(new Refused(code, message));
  }

  /** Begins anew from the server's state, in which some of the own changes ended: `outcomes` tells how. */
  restart(
    states: { readonly [key: string]: KeyState },
    outcomes: readonly (Ack | RefusedEntry)[],
    hasEnded: (n: number) => boolean,
  ): void {
    for (const outcome of outcomes) {
      if ("refused" in outcome) this.refuse(outcome);
      else this.#settle(outcome.ack, { seq: outcome.seq, void: outcome.void ?? [] });
    }
    this.#replica = Replica.from(this.#room.definition.schema, states);
    for (const { n, ops } of this.pending.all()) if (!hasEnded(n)) this.#replica.addPending(n, ops);
    for (const gesture of this.#gestures.values()) gesture.reopen();
  }

  /** The server says which counter ended last. What ended and was not told of otherwise was committed. */
  settleUpTo(ended: number, seq: Seq): void {
    for (const { n } of this.pending.all()) if (n <= ended) this.#settle(n, { seq, void: [] });
    this.pending.skipTo(ended);
  }

  /** Nothing may be written any more: what is pending is refused. `ended` is the last counter the server has heard of. */
  refuseAll(code: string, message: string, ended: number): void {
    for (const change of this.pending.takeAll(ended)) {
      this.#replica.dropPending(change.n);
      if (change.isOrphan) continue;
      this.rejections.add({ ...change, code, message, leaning: {} });
      change.reject(new Refused(code, message));
    }
  }

  /** The room is over on this page. */
  end(): void {
    for (const gesture of this.#gestures.values()) gesture.cancel();
    const error = new Refused(
      "client.closed",
      "The client was closed before the server had answered",
    );
    for (const change of this.pending.takeAll(0)) change.reject(error);
  }

  #settle(n: number, committed: Committed): void {
    this.pending.skipTo(n);
    this.pending.take(n)?.resolve(committed);
  }

  #draft(fn: (doc: DraftOf<D>) => void): Run {
    return (open, ids) => {
      const draft = createDraft(this.#replica, open, ids);
      try {
        fn(draft.doc as DraftOf<D>);
      } finally {
        draft.end();
      }
    };
  }

  #write(write: Write, run: Run): Written {
    this.#room.checkWritable();
    if (this.#isWriting)
      throw new Error("An update inside another one: write both in one, or one after the other");
    const n = this.pending.next;
    const open = this.#replica.begin(n);
    let ops: OpsByKey;
    let frame: string | undefined;
    this.#isWriting = true;
    try {
      run(open, recordIds(this.#host.id, n));
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
      return {
        local: undefined,
        ops,
        committed: Promise.resolve({ seq: this.#room.seq, void: [] }),
      };
    }
    const { promise, resolve, reject } = Promise.withResolvers<Committed>();
    // Nobody has to listen: a refusal is in `rejected` too.
    promise.catch(() => undefined);
    const { mutation, strict = false } = write;
    this.pending.add({ n, ops, mutation, strict, frame, isOrphan: false, resolve, reject });
    this.#room.onWrite();
    return { local: undefined, ops, committed: promise };
  }

  /** The change as it is sent. Throws `Refused` for one that the server would not take. */
  #frame(n: number, ops: OpsByKey, { mutation, strict = false, gesture }: Write): string {
    const change: Change = {
      type: "change",
      room: this.#room.name,
      n,
      base: this.#room.seq,
      ...(mutation === undefined ? { ops } : { mutation }),
      ...(strict && { strict: true }),
      ...(gesture !== undefined && { gesture }),
    };
    if (mutation === undefined && countOps(ops) > MAX_OPS) {
      throw new Refused(
        "message.too-big",
        `A change has at most ${MAX_OPS} ops, this one has ${countOps(ops)}`,
      );
    }
    return checkSize(JSON.stringify(change), this.#host.limits.message);
  }
}

function pushAll(open: OpenChange, ops: OpsByKey): void {
  for (const [key, list] of Object.entries(ops)) for (const op of list) open.push(key, op);
}
