import { type DraftOf, type MutationContext, Refused, type RoomDefinition } from "@alongside/core";
import {
  type Ack,
  createDraft,
  freeze,
  type Grounds,
  linked,
  type KeyState,
  mistake,
  type Op,
  type OpsByKey,
  type RecordIds,
  ownerOf,
  recordId,
  recordIds,
  type RefusedEntry,
  Replica,
  type Seq,
  type Shelf,
  type TextOp,
} from "@alongside/core/engine";
import { type Delta } from "@alongside/core/text";
import type { ChangesOwner } from "./changes-owner.ts";
import { changeFrame } from "./change-frame.ts";
import { GestureOf, type GestureOwner } from "./gesture.ts";
import type { RoomHost } from "./host.ts";
import type { Recorder } from "./recorder.ts";
import { type PendingChange, PendingChanges, type Sending, WINDOW } from "./pending.ts";
import { Rejections, type Written } from "./rejections.ts";
import {
  countOps,
  joinOps,
  leaningOn,
  madeBy,
  movedOps,
  type Names,
  notLeaningOn,
  refuseTexts,
  renewed,
  textsOf,
} from "./renew.ts";
import { attempt } from "./attempt.ts";
import { checkUpdate, ofSync } from "./of-sync.ts";
import { withResolvers } from "../with-resolvers.ts";
import { TextEvents } from "./text-events.ts";
import type { Dropped, Framed, Made, Run, TakingBack, Write } from "./write.ts";
import { pushAll, typedIn } from "./written-ops.ts";
import type { Changed, Committed, UpdateOptions } from "./types.ts";

/** Characters that may be too many for a message. */
const LARGE = 100_000;

/** A room's state on this page with the own changes over it, and how each of them ends. */
export class Changes<D extends RoomDefinition> implements GestureOwner {
  readonly pending: PendingChanges;
  readonly rejections: Rejections<D>;
  /** What happens to texts as they are seen. */
  readonly texts: TextEvents;
  /** Ids of records that gestures make. 0 for the change: which one will end the gesture is not known yet. They are never given twice. */
  readonly ids: RecordIds;
  /** Who notes changes to undo them, once somebody does. */
  recorder: Recorder | undefined;
  readonly #room: ChangesOwner<D>;
  readonly #host: RoomHost;
  readonly #gestures = new Map<number, GestureOf<D>>();
  readonly #sending: Sending = {
    frame: ({ n, mutation, undo, strict }) => {
      const how = { strict, ...(mutation && { mutation }), ...(undo && { undo }) };
      return this.#frame(n, this.#replica.opsOf(n), how);
    },
    send: (frame) => this.#host.send(frame),
    now: () => this.#host.clock.now(),
  };
  #replica: Replica;
  #gestureCount = 0;
  #isWriting = false;

  /** `lastCounter` is the last one this client used in the room before. */
  constructor(room: ChangesOwner<D>, host: RoomHost, lastCounter: number) {
    this.#room = room;
    this.#host = host;
    this.pending = new PendingChanges(lastCounter);
    this.rejections = new Rejections<D>(this, room.name, host.report);
    this.ids = { client: host.id, next: () => recordId(host.id, 0, host.nextGestureRecord()) };
    this.texts = new TextEvents(host.report);
    this.#replica = this.#heard(new Replica(room.definition.schema));
  }

  get replica(): Replica {
    return this.#replica;
  }

  update<T>(fn: (doc: DraftOf<D>) => T, { strict = false }: UpdateOptions): Changed<T> {
    checkUpdate(fn);
    let local: T | undefined;
    const { committed } = this.updateAgain((doc) => {
      local = fn(doc);
      return local;
    }, strict);
    return { local: local as T, committed };
  }

  updateAgain(fn: (doc: DraftOf<D>) => unknown, strict: boolean): Written {
    return this.write({ strict }, this.#draft(fn));
  }

  mutate(name: string, args: unknown): Written {
    const { definition } = this.#room;
    const { clock, random, user } = this.#host;
    const node = definition.checks.mutations.get(name);
    const mutation = definition.mutations[name];
    const made = freeze(this.told(() => node?.create(args, `${name}.args`)));
    if (made === undefined || mutation === undefined)
      throw mistake("mutate", `the arguments of ${name}`, "a value (null is one)", args);
    const ctx: MutationContext = {
      now: clock.now(),
      random: () => random.next(),
      user: user.get(),
      where: "client",
    };
    const run = this.#draft((doc) => mutation.run(doc as never, made as never, ctx));
    return this.write({ mutation: { name, args: made } }, (open, ids) => {
      run(open, ids);
      refuseTexts(open.ops(), `The mutation ${name}`);
    });
  }

  again(ops: OpsByKey, names: Names, strict: boolean, undo?: TakingBack): Written {
    const isGuess = undo !== undefined;
    return this.write({ strict, isGuess, ...(undo && { undo }) }, (open, ids) =>
      pushAll(
        open,
        renewed(ops, names, () => ids.next()),
      ),
    );
  }

  unshelve(shelf: Shelf): void {
    this.#replica.texts?.unshelve(shelf);
  }

  gesture(): GestureOf<D> {
    this.told(() => this.#room.checkWritable());
    const number = ++this.#gestureCount;
    const gesture = new GestureOf<D>(this, this.#room, number, this.#host.clock);
    this.#gestures.set(number, gesture);
    return gesture;
  }

  endGesture(number: number): void {
    this.#gestures.delete(number);
  }

  commitGesture(number: number, ops: OpsByKey): Changed<void> {
    return this.write({ gesture: number }, (open) => pushAll(open, ops));
  }

  /** The room was entered again: the others are shown what is under way. */
  showGestures(): void {
    for (const gesture of this.#gestures.values()) gesture.showAgain();
  }

  // How changes end.

  /** Sends what may be sent now. Answers in how many ms there is more to send, when that is known. */
  send(inFlight: number, now: number): number | undefined {
    return this.pending.send(inFlight, now, this.#sending);
  }

  /** An own change is in the log. Answers false when nothing is known of it, and nothing told of what it wrote. */
  acknowledge({ ack, seq, ops, void: gone = [] }: Ack): boolean {
    if (ops === undefined && this.pending.get(ack) === undefined) return false;
    if (this.pending.get(ack)?.editsTexts === true)
      this.#room.onOwnText(seq, ops ?? this.#replica.opsOf(ack));
    const noting = this.recorder?.decided(ack, seq, ops);
    this.#replica.confirm(ops, ack, "right", noting);
    this.#settle(ack, { seq, void: gone });
    return true;
  }

  /** An own change was refused: it leaves the screen, and what leaned on it with it. */
  refuse({ refused, code, message }: Omit<RefusedEntry, "seq">): void {
    this.pending.skipTo(refused);
    const change = this.pending.take(refused);
    if (change === undefined) return;
    const ops = this.#opsOf(change);
    // Asked for while the refused edits of texts are still under those that leaned on them: so they come back.
    const leaning = change.isOrphan ? {} : this.#takeLeaning(ops, message);
    const grounds = this.#replica.texts?.grounds(refused, textsOf(leaning), (id) =>
      this.#replica.node(id),
    );
    const { isTold, shelves } = this.#drop(change, ops, code);
    if (change.isOrphan) return;
    if (!isTold) this.rejections.add({ ...change, ops, shelves, code, message, leaning, grounds });
    change.reject(linked(new Refused(code, message)));
  }

  /** Returns what later changes wrote to records that the refused `ops` would have made: from now on it goes with those. */
  #takeLeaning(ops: OpsByKey, message: string): OpsByKey {
    const gone = new Set(madeBy(ops));
    let leaning: OpsByKey = {};
    for (const later of gone.size === 0 ? [] : this.pending.all()) {
      // A mutation is run by the server, which says itself what becomes of it.
      if (later.isOrphan || later.mutation !== undefined) continue;
      const all = this.#opsOf(later);
      const taken = leaningOn(gone, all);
      if (countOps(taken) === 0) continue;
      leaning = joinOps(leaning, taken);
      later.lost = new Set([...(later.lost ?? []), ...gone]);
      if (countOps(taken) < countOps(all)) continue;
      later.isOrphan = true;
      const why = `It wrote only to what a refused change would have made: ${message}`;
      later.reject(linked(new Refused("change.leaning", why)));
    }
    return leaning;
  }

  following(leaning: OpsByKey, grounds: Grounds | undefined, names: Names): OpsByKey {
    const moved =
      grounds &&
      this.#replica.texts?.mover(grounds, (id) => this.#replica.node(names.get(id) ?? id));
    return moved === undefined ? leaning : movedOps(leaning, moved).ops;
  }

  /** What a pending change writes, without what leaned on a refused one: that went with it, and comes back with it alone. */
  #opsOf({ n, ops, editsTexts, lost }: PendingChange): OpsByKey {
    const all = editsTexts ? this.#replica.opsOf(n) : ops;
    return lost === undefined ? all : notLeaningOn(lost, all);
  }

  /** Takes a change that was refused, and wrote `ops`, off the screen. Returns its edits of texts as they would be made later. */
  #drop(change: PendingChange, ops: OpsByKey, code: string): Dropped {
    const shelves = new Map<Op, Shelf>();
    this.#replica.dropPending(change.n);
    const isTold = this.recorder?.refused(change.n, code) === true;
    const { texts } = this.#replica;
    if (texts === undefined || change.isOrphan) return { shelves, isTold };
    const made = new Set(madeBy(ops));
    for (const op of Object.values(ops).flat())
      if (op.op === "text" && !made.has(op.id)) shelves.set(op, texts.shelve(op, change.n));
    return { shelves, isTold };
  }

  /**
   * Begins anew from the server's state, in which some of the own changes ended: `outcomes` tells how. A step that throws is
   * reported, and the others are made all the same: what was seen and what is seen then differ by what that step knew of alone.
   */
  restart(
    states: { readonly [key: string]: KeyState },
    outcomes: readonly (Ack | RefusedEntry)[],
    hasEnded: (n: number) => boolean,
  ): void {
    const { report } = this.#host;
    const old = this.#replica;
    const now = this.#heard(Replica.from(this.#room.definition.schema, states));
    for (const outcome of outcomes)
      attempt(report, () => {
        if ("refused" in outcome) this.refuse(outcome);
        else this.#settle(outcome.ack, { seq: outcome.seq, void: outcome.void ?? [] });
      });
    const open = this.pending.all().filter(({ n }) => !hasEnded(n));
    const made = new Set(open.flatMap(({ ops }) => madeBy(ops)));
    const moved = old.texts?.movedTo(now.state, hasEnded, (id) => made.has(id), report);
    this.#replica = now;
    for (const change of open)
      attempt(report, () => {
        const { n, ops, editsTexts } = change;
        const isMoved = editsTexts && moved !== undefined;
        const still = isMoved && this.#still(change, old.opsOf(n), (op) => moved(n, op));
        now.addPending(n, still || ops);
      });
    if (old.texts !== undefined) {
      now.texts?.takeShelves(old.texts, report);
      for (const { id, field } of this.texts.watched()) {
        const delta = attempt(report, () => now.texts?.difference(old, now, id, field));
        this.texts.push({ id, field, delta, isOwn: false });
      }
    }
    attempt(report, () => this.recorder?.restarted());
    for (const gesture of this.#gestures.values()) attempt(report, () => gesture.reopen());
  }

  /** The server says which counter ended last. What ended and was not told of otherwise was committed. */
  settleUpTo(ended: number, seq: Seq): void {
    for (const { n } of this.pending.all()) if (n <= ended) this.#settle(n, { seq, void: [] });
    this.pending.skipTo(ended);
  }

  /** Nothing may be written any more: what is pending is refused. `ended` is the last counter the server has heard of. */
  refuseAll(code: string, message: string, ended: number): void {
    for (const { n } of this.pending.all()) this.refuse({ refused: n, code, message });
    this.pending.takeAll(ended);
  }

  /** The room is over on this page. */
  end(): void {
    for (const gesture of this.#gestures.values()) gesture.cancel();
    const why = "The client was closed before the server had answered";
    const error = linked(new Refused("client.closed", why));
    for (const change of this.pending.takeAll(0)) change.reject(error);
  }

  #settle(n: number, committed: Committed): void {
    this.pending.skipTo(n);
    this.pending.take(n)?.resolve(committed);
  }

  #draft<T>(fn: (doc: DraftOf<D>) => T): Run<T> {
    return (open, ids) => {
      const draft = createDraft(this.#replica, open, ids);
      try {
        return ofSync(fn(draft.doc as DraftOf<D>));
      } finally {
        draft.end();
      }
    };
  }

  /** Makes a change of what `run` writes. Throws what it throws, and then nothing has happened. */
  write(write: Write, run: Run): Written {
    return write.isQuiet === true
      ? this.#write(write, run)
      : this.told(() => this.#write(write, run));
  }

  /** What `write` returns. A refusal that it throws is told to `onError` too, where all refusals are. */
  told<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      this.#host.reportThrown(error, { room: this.#room.name });
      throw error;
    }
  }

  #write(write: Write, run: Run): Written {
    this.#room.checkWritable();
    if (this.#isWriting)
      throw new Error("An update inside another one: write both in one, or one after the other");
    const n = this.pending.next;
    let open = this.#replica.begin(n);
    const { isStep } = write;
    if (isStep !== false)
      open = this.recorder?.note(open, isStep && this.#host.clock.now()) ?? open;
    let ops: OpsByKey = {};
    let committed: Promise<Committed> | undefined;
    this.#isWriting = true;
    try {
      run(open, this.#idsFor(n, write));
      committed = this.#join(n, write);
      if (committed === undefined) {
        ops = open.ops();
        if (write.mutation !== undefined || write.isGuess === true || countOps(ops) > 0)
          committed = this.#add(ops, write, this.#made(n, ops, write));
      }
    } catch (error) {
      open.abort();
      throw error;
    } finally {
      this.#isWriting = false;
    }
    if (committed === undefined) {
      open.abort();
      committed = Promise.resolve({ seq: this.#room.seq, void: [] });
    } else {
      const last = this.pending.get(this.pending.next - 1);
      const isGuess = last?.mutation !== undefined || last?.undo !== undefined;
      this.recorder?.written(isGuess, this.#room.seq);
      this.#room.onWrite();
    }
    return { local: undefined, ops, committed };
  }

  /** Ids for the records of a change. A mutation's are those that the server gives them too. */
  #idsFor(n: number, { mutation }: Write): RecordIds {
    const isFree = mutation !== undefined || !this.pending.isReused(n);
    return isFree ? recordIds(this.#host.id, n) : this.ids;
  }

  /** What was typed joins the change before it, where that just types too and is not sent. Answers how that will end. */
  #join(n: number, { strict, mutation, gesture, undo, by }: Write): Promise<Committed> | undefined {
    const isOther = strict === true || mutation || gesture || undo;
    const before = isOther ? undefined : this.pending.typing;
    const texts = before === undefined ? undefined : this.#replica.typingOf(n);
    if (before === undefined || texts === undefined) return undefined;
    const typed = typedIn(texts);
    if (typed > LARGE || this.#makerOf(texts) !== before.waitsFor) return undefined;
    this.#tellTyped(texts, by);
    this.#replica.merge(n, before.n);
    before.typed += typed;
    if (before.typed >= WINDOW) this.#weigh(before);
    return before.committed;
  }

  /** How much a change has typed, put together: on the wire that may be far less than what was typed key by key. */
  #weigh(change: PendingChange): void {
    const ops = this.#replica.schema.texts?.pack(this.#replica.opsOf(change.n));
    const { length } = JSON.stringify(ops ?? {});
    // One that is nearly full is left as it is, or it would be put together again for each key.
    change.typed = length < WINDOW * 0.9 ? length : WINDOW;
  }

  /** A change was made, and is pending. */
  #add(ops: OpsByKey, write: Write, { n, texts, typed, frame, undo }: Made): Promise<Committed> {
    const { mutation, strict = false } = write;
    const isTyping = undo === undefined && this.#replica.typingOf(n) !== undefined;
    this.#tellTyped(texts, write.by);
    const waitsFor = this.#makerOf(texts);
    const { promise, resolve, reject } = withResolvers<Committed>();
    // Nobody has to listen: a refusal is in `rejected` too.
    promise.catch(() => undefined);
    const editsTexts = texts.length > 0;
    this.pending.add({
      n,
      ops,
      mutation,
      undo,
      strict,
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
    });
    return promise;
  }

  /** The mutation under way that makes a record whose text is edited. */
  #makerOf(texts: readonly TextOp[]): number | undefined {
    for (const { id } of texts) {
      const n = id.startsWith(this.#host.id) ? ownerOf(id)?.clientSeq : undefined;
      if (n !== undefined && this.pending.get(n)?.mutation !== undefined) return n;
    }
    return undefined;
  }

  #tellTyped(texts: readonly TextOp[], by: object | undefined): void {
    for (const { id, field, delta } of texts) {
      // What is sent again may edit a text whose record was never made, or is gone for good: then nothing is seen.
      if (this.#replica.node(id) !== undefined)
        this.texts.push({ id, field, delta, isOwn: true, by });
    }
  }

  /** A change with its edits of texts where they stand now. Those whose text is gone are listed as refused, if they are not yet. */
  #still(change: PendingChange, all: OpsByKey, moved: (op: TextOp) => Delta | undefined): OpsByKey {
    const { ops, gone } = movedOps(all, moved);
    const alone = change.lost === undefined ? gone : notLeaningOn(change.lost, gone);
    if (countOps(alone) > 0) {
      const message = "The record that held the text is in the trash";
      const rest = { shelves: new Map(), code: "text.gone", message, leaning: {} };
      this.rejections.add({ ...change, ...rest, ops: alone });
    }
    return ops;
  }

  /** Hears what happens to the texts of a replica. */
  #heard(replica: Replica): Replica {
    if (replica.texts !== undefined) {
      replica.texts.onChange = (id, field, delta) =>
        this.texts.push({ id, field, delta, isOwn: false });
    }
    return replica;
  }

  /** What is to be known of a change that was written. Throws `Refused` for one that the server would not take. */
  #made(n: number, ops: OpsByKey, write: Write): Made {
    const texts = textsOf(ops);
    const typed = typedIn(texts);
    let undo = write.isGuess === true ? write.undo : undefined;
    const framed = (): string => this.#frame(n, ops, { ...write, undo });
    let frame: string | undefined;
    // Edits of texts are put into words when they are sent; what is large is tried beforehand.
    if (texts.length === 0 || typed > LARGE) {
      try {
        frame = framed();
      } catch (error) {
        if (undo !== undefined || write.undo === undefined) throw error;
        undo = write.undo;
        frame = framed();
      }
    }
    return { n, texts, typed, frame: texts.length === 0 ? frame : undefined, undo };
  }

  /** The change as it is sent. Throws `Refused` for one that the server would not take. */
  #frame(n: number, ops: OpsByKey, write: Framed): string {
    return changeFrame(this.#room, n, ops, write, this.#host.limits.message);
  }
}
