import type { Clock, Entry, Join, RoomId, Seq, Snapshot } from "@alongside/core/engine";
import { type Guard, guardedClock, takeAll } from "../guard.ts";
import { type AuthorNote, commitText, EntriesFrame, ownText } from "./down.ts";
import type { Earlier } from "./earlier.ts";
import type { Inverses } from "./inverses.ts";
import { isResumable, joinedFrame } from "./joined.ts";
import { type Author, type Judge, type Request, TornState, type Verdict } from "./judge.ts";
import type { Ledger } from "./ledger.ts";
import { LogWriter } from "./log-writer.ts";
import type { Member } from "./member.ts";
import { outcomesIn } from "./outcomes.ts";
import { People } from "./people.ts";
import type { RoomOptions } from "./room-options.ts";
import { SavedStates } from "./saved-states.ts";
import { Tail } from "./tail.ts";
import { TextRing, textsIn } from "./text-ring.ts";

/** A decided entry on its way to the disk, with what only memory knows of it. */
interface Decided {
  readonly entry: Entry;
  readonly note: AuthorNote | undefined;
  readonly gesture: number | undefined;
  /** About how many bytes the entry has as JSON. */
  readonly bytes: number;
  /** Tells the server's own code how its change ended. */
  readonly settle: Settle | undefined;
}

type Settle = (
  outcome: { readonly entry: Entry; readonly note: AuthorNote | undefined } | Error,
) => void;

/** Somebody who reads once `head` is durable. */
interface Waiting {
  readonly head: Seq;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What may wait for the disk before the next change does. A few restored records may come to that, and whole messages do not. */
const MAX_WAITING_BYTES = 32 << 20;

const SMALL_SNAPSHOT_BYTES = 256 * 1024;
/** A room that comes from disk with more than this to fold is snapshotted at once: somebody is about to join it, and others may follow. */
const LOADED_BYTES = 64 * 1024;

/** A room that is written to without rest is snapshotted no more often than this: who joins it hears as much in as many seconds. */
const SNAPSHOT_REST_MS = 5000;

/**
 * A room in the hands of its owner. Deciding works at `head`; everything that leaves the room (acknowledgements, commits,
 * joins, reads) is at `durable`.
 */
export class Room {
  readonly id: RoomId;
  readonly people: People;
  readonly judge: Judge;
  readonly ledger: Ledger;
  readonly inverses: Inverses;
  /** The newest edits of texts. */
  readonly texts: TextRing;
  readonly #options: RoomOptions;
  /** The clock, for timers that are the room's. */
  readonly #clock: Clock;
  readonly #members = new Set<Member>();
  readonly #tail: Tail;
  readonly #writer: LogWriter<Decided>;
  #snapshot: Snapshot | undefined;
  #states: SavedStates;
  #snapshotting = false;
  #snapshotAt = Number.NEGATIVE_INFINITY;
  /** Server time of the newest entry; the next is never before it. */
  #at: number;
  readonly #waiting: Waiting[] = [];
  #pins = 0;
  #touchedAt = 0;
  #cancelIdle: (() => void) | undefined;
  #isOpen = true;

  /** `entries` are those after `snapshot`, `earlier` the last ones that it covers. `judge` and `ledger` hold all of them already. */
  constructor(
    options: RoomOptions,
    snapshot: Snapshot | undefined,
    entries: readonly Entry[],
    earlier: readonly Earlier[],
  ) {
    this.id = options.id;
    this.judge = options.judge;
    this.ledger = options.ledger;
    this.inverses = options.inverses;
    this.#options = options;
    const guard: Guard = (fn) => this.#guard(fn);
    const clock = (this.#clock = guardedClock(options.clock, guard));
    this.#snapshot = snapshot;
    this.#states = new SavedStates(snapshot, options.initial);
    const covered = snapshot?.seq ?? 0;
    this.#tail = new Tail(covered - earlier.length, options.keep, options.isFilled);
    for (const { entry, bytes } of earlier) this.#tail.push(entry, bytes);
    this.#tail.snapshotted(covered);
    for (const entry of entries) this.#tail.push(entry, JSON.stringify(entry).length);
    this.#at = Math.max(entries.at(-1)?.at ?? snapshot?.at ?? 0, options.ledger.latest);
    this.#writer = new LogWriter({
      room: options.id,
      store: options.store,
      head: entries.at(-1)?.seq ?? snapshot?.seq ?? 0,
      guard,
      onDurable: (batch) => this.#fanOut(batch),
      onFail: (error, lost) => this.#fail(error, lost),
    });
    this.texts = new TextRing(this.#writer.head, options.keep);
    this.people = new People({
      clock,
      guard,
      room: options.id,
      members: this.#members,
      attend: (member, fn) => this.#attend(member, fn),
      limits: options.limits,
      carets: options.judge.carets,
      keyOf: ({ id, field }) => options.judge.textAt(id, field)?.key,
      check: (author, ops) => options.judge.preview(author, ops),
      onGone: () => this.#left(),
    });
    this.#touch();
    if (this.#tail.bytesSinceSnapshot > Math.max(LOADED_BYTES, this.#snapshotBytes / 4))
      void this.#takeSnapshot();
  }

  /** False once the room has left memory: whoever still holds it must ask for it again. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The last `seq` that anybody outside may know of. */
  get durable(): Seq {
    return this.#writer.durable;
  }

  get head(): Seq {
    return this.#writer.head;
  }

  /** Whether so much waits for the disk that no change should be decided before it is there: see `flushed`. */
  get isFull(): boolean {
    return this.#writer.waitingBytes > MAX_WAITING_BYTES;
  }

  get members(): ReadonlySet<Member> {
    return this.#members;
  }

  /** Grows when a snapshot takes over from the tail, or the tail lets go of entries: `outcomesFor` is then to be asked again. */
  get cut(): number {
    return this.#tail.start + (this.#snapshot?.seq ?? 0);
  }

  /** Keeps the room in memory until the answer is called. */
  pin(): () => void {
    this.#pins += 1;
    return () => {
      this.#pins -= 1;
      this.#left();
    };
  }

  /** The client's own entries that it has not heard of and that a snapshot covers: the only thing a join reads from disk. */
  async outcomesFor(client: string, join: Join, mark: string): Promise<readonly Entry[]> {
    if (isResumable(join, mark, this.#tail, this.durable)) return [];
    if (join.ended >= this.ledger.durable(client)) return [];
    const until = this.durable;
    const after = Math.min(join.after, until);
    return outcomesIn(this.#options.store, this.id, { client, ended: join.ended, after, until });
  }

  /** Seats a session and sends it what it lacks up to `durable`: nothing can come in between. */
  enter(member: Member, join: Join, outcomes: readonly Entry[]): void {
    this.people.enter(member.client, member.user);
    try {
      member.sendRoom(
        joinedFrame({
          room: this.id,
          member,
          join,
          durable: this.durable,
          tail: this.#tail,
          states: this.#states,
          ended: this.ledger.durable(member.client),
          outcomes,
          people: this.people.everyone(member.rights),
        }),
      );
      this.#members.add(member);
    } finally {
      // Who could not be told of the room is not in it.
      if (!this.#members.has(member)) this.people.drop(member.client);
    }
  }

  /** Takes a session's seat away. Its person stays for the grace time, unless they said goodbye. */
  leave(member: Member, goodbye: boolean): void {
    if (!this.#members.delete(member)) return;
    if (goodbye) this.people.leave(member.client);
    else this.people.drop(member.client);
    this.#left();
  }

  #left(): void {
    this.#touch();
    if (this.#isOpen && this.#members.size === 0) this.#options.onEmpty();
  }

  /** Takes the room out of memory when nobody is in it and nothing is on its way. A place kept for somebody whose link is down goes too. */
  release(): boolean {
    if (!this.#isOpen || !this.#isFree) return false;
    this.close("room.reset", "The room was empty");
    return true;
  }

  /**
   * Decides one change, of about `bytes` as JSON, and sends its entry on its way. Whether its counter is the next one is the
   * session's to check. Throws `BadMessage` for an edit of a text that cannot be, and `Rebase` for one made too long ago; then
   * nothing has happened.
   */
  submit(author: Author, n: number, asked: Request, bytes: number, settle?: Settle): void {
    const { link } = author;
    const ops =
      link === undefined || asked.ops === undefined
        ? asked.ops
        : link.receive(
            asked.ops,
            asked.base ?? 0,
            this.durable,
            author.rights.read === true
              ? undefined
              : ({ id, field }) => this.judge.textFor(author.rights, id, field) === undefined,
          );
    const at = (this.#at = Math.max(this.#at, this.#clock.now()));
    let verdict: Verdict;
    try {
      verdict = this.judge.decide(author, n, asked, ops, at);
    } catch (error) {
      if (error instanceof TornState) this.#fault(error);
      throw error;
    }
    // The state has the change now. Where it cannot go to the log as well, the room is not to be trusted any more.
    try {
      this.#write(author, n, asked, verdict, bytes, settle);
    } catch (error) {
      this.#fault(error);
      settle?.(asError(error));
    }
  }

  #write(
    author: Author,
    n: number,
    asked: Request,
    verdict: Verdict,
    bytes: number,
    settle: Settle | undefined,
  ): void {
    const at = this.#at;
    const { version, initial } = this.#options;
    if (this.#writer.head === 0 && (version > 1 || initial !== undefined)) this.#begin();
    const seq = this.#writer.head + 1;
    const { client } = author;
    const actor = author.user.id;
    const size = verdict.ok ? bytes + verdict.added : bytes;
    let entry: Entry;
    if (verdict.ok) {
      const texts = textsIn(verdict.ops);
      this.texts.push(seq, client, texts, size);
      if (texts.length > 0) this.people.moveCarets(seq, client, texts);
      entry = { seq, at, actor, client, clientSeq: n, kind: "change", ops: verdict.ops };
      if (asked.mutation !== undefined) entry = { ...entry, mutation: asked.mutation };
    } else {
      const { code, message, inverses } = verdict;
      this.texts.push(seq, client, [], 0);
      author.link?.refused(seq, inverses);
      entry = { seq, at, actor, client, clientSeq: n, kind: "outcome", code, message };
    }
    this.inverses.decided(entry, verdict.ok ? verdict.step : undefined);
    this.#options.onDecided(verdict.ok);
    this.ledger.decide(client, actor, n);
    const note = verdict.ok ? verdict.note : undefined;
    this.#writer.push({ entry, note, gesture: asked.gesture, bytes: size, settle });
  }

  /** Writes down how a new room begins: at which version, as it would be taken for one of version 1, and with which records. */
  #begin(): void {
    const { version, initial: ops = {} } = this.#options;
    const entry: Entry = { seq: 1, at: this.#at, kind: "migration", version, ops };
    const bytes = JSON.stringify(entry).length;
    const begun = { entry, note: undefined, gesture: undefined, bytes, settle: undefined };
    this.#writer.push(begun);
  }

  /** Sends an event to everyone but its author. Who has much left to read already misses it, and is not closed for it. */
  broadcast(frame: string, author: Member): void {
    for (const member of this.#members)
      if (member !== author)
        this.#attend(member, () => {
          if (!member.isBehind) member.show(frame);
        });
  }

  /** Resolves once everything decided so far is durable. */
  async flushed(): Promise<void> {
    if (this.#writer.durable >= this.#writer.head) return;
    if (this.#writer.isStopped)
      throw new Error(`${this.id} has closed, and not all of it is known to be on disk`);
    await new Promise<void>((resolve, reject) =>
      this.#waiting.push({ head: this.#writer.head, resolve, reject }),
    );
  }

  /** Takes the room out of memory and ends its sessions with `code`. */
  close(code: string, message: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#cancelIdle?.();
    const members = [...this.#members];
    this.#members.clear();
    const steps = [() => this.people.close(), () => this.#options.onClosed()];
    for (const member of members) steps.push(() => member.close(code, message));
    takeAll(steps, this.#options.onError);
  }

  #guard(fn: () => void): void {
    try {
      fn();
    } catch (error) {
      this.#fault(error);
    }
  }

  /** Something threw that should not: what is in memory is not trusted any more. What is not known to be on disk is handed back. */
  #fault(error: unknown): void {
    this.#options.onError(error);
    if (!this.#isOpen) return;
    const lost = this.#writer.stop();
    takeAll(
      [
        () => this.#options.onFault(),
        () => this.close("room.reset", "Something went wrong in the room; it is loaded again"),
        () => this.#giveUp(asError(error), lost),
      ],
      this.#options.onError,
    );
  }

  /** Does something for one member. What throws there ends that member's seat and nobody else's. */
  #attend(member: Member, fn: () => void): void {
    try {
      fn();
    } catch (error) {
      if (error instanceof TornState) return this.#fault(error);
      this.leave(member, false);
      this.#options.onError(error);
      takeAll(
        [() => member.close("room.reset", "Something could not be sent; join again")],
        this.#options.onError,
      );
    }
  }

  #fanOut(batch: readonly Decided[]): void {
    try {
      this.#tellAll(batch);
    } finally {
      for (const { entry, note, settle } of batch) settle?.({ entry, note });
      while (this.#waiting[0] !== undefined && this.#waiting[0].head <= this.durable)
        this.#waiting.shift()?.resolve();
    }
    this.#tail.trim();
    this.#touch();
    this.#snapshotWhenDue();
  }

  #tellAll(batch: readonly Decided[]): void {
    // Where in the batch each author's own entries are.
    const own = new Map<string, number[]>();
    for (let place = 0; place < batch.length; place++) {
      const { entry, bytes, gesture } = batch[place] as Decided;
      this.#tail.push(entry, bytes);
      if (!("client" in entry)) continue;
      const places = own.get(entry.client);
      if (places === undefined) own.set(entry.client, [place]);
      else places.push(place);
      this.ledger.settle(entry.client, entry.clientSeq);
      if (gesture !== undefined) this.people.endPreview(entry.client, gesture);
    }
    // One frame per set of readers, in which authors find other texts in place of their own entries.
    const frames = new Map<string, EntriesFrame>();
    for (const member of this.#members) {
      const { rights, mark } = member;
      const places = own.get(member.client) ?? [];
      // Who is alone needs no frame for others.
      const isAlone = places.length === batch.length;
      let frame = isAlone ? undefined : frames.get(mark);
      if (frame === undefined && !isAlone) {
        const common = batch.map(({ entry }) => commitText(entry, rights));
        frames.set(mark, (frame = new EntriesFrame(this.id, common)));
      }
      this.#attend(member, () => {
        const texts = places.map((place) => {
          const { entry, note } = batch[place] as Decided;
          return ownText(entry, rights, note);
        });
        if (frame === undefined) member.send(new EntriesFrame(this.id, texts).text);
        else member.send(texts.length === 0 ? frame.text : frame.with(places, texts));
      });
    }
  }

  #fail(error: Error, lost: readonly Decided[]): void {
    this.#options.onError(error);
    this.close("room.reset", "The store did not take a change; the room is loaded again");
    this.#giveUp(error, lost);
  }

  /** The server's own code hears that nobody knows what became of its changes. */
  #giveUp(error: Error, lost: readonly Decided[]): void {
    for (const { settle } of lost) settle?.(error);
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #snapshotWhenDue(): void {
    const entries = this.durable - (this.#snapshot?.seq ?? 0);
    const bytes = this.#tail.bytesSinceSnapshot;
    const isRecent = this.#clock.now() - this.#snapshotAt < SNAPSHOT_REST_MS;
    if (isRecent && bytes < this.#options.keep.bytes) return;
    const size = this.#snapshotBytes;
    if (entries >= this.#options.snapshotEvery && bytes > size / 4) void this.#takeSnapshot();
    else if (bytes > Math.max(SMALL_SNAPSHOT_BYTES, size)) void this.#takeSnapshot();
  }

  get #snapshotBytes(): number {
    if (this.#snapshot === undefined) return 0;
    let bytes = this.#snapshot.trash.length + this.#snapshot.ledger.length;
    for (const text of this.#snapshot.state.values()) bytes += text.length;
    return bytes;
  }

  async #takeSnapshot(): Promise<void> {
    if (this.#snapshotting || (this.#snapshot?.seq ?? 0) >= this.durable) return;
    this.#snapshotting = true;
    this.#snapshotAt = this.#clock.now();
    try {
      const snapshot = await this.#options.store.saveSnapshot(this.id, this.durable);
      this.#snapshot = snapshot;
      this.#states = new SavedStates(snapshot);
      this.#tail.snapshotted(snapshot.seq);
    } catch (error) {
      // Without a snapshot the room is only slower to join; it is tried again after the next entries.
      this.#options.onError(error);
    } finally {
      this.#snapshotting = false;
    }
  }

  /** Something happened: the room is idle only after a while without anything. */
  #touch(): void {
    this.#touchedAt = this.#clock.now();
    if (!this.#isOpen || this.#cancelIdle !== undefined) return;
    this.#cancelIdle = this.#clock.after(this.#options.idleMs, () => this.#idle());
  }

  #idle(): void {
    this.#cancelIdle = undefined;
    const left = this.#touchedAt + this.#options.idleMs - this.#clock.now();
    if (left > 0 || this.#snapshotting) {
      this.#cancelIdle = this.#clock.after(left > 0 ? left : this.#options.idleMs, () =>
        this.#idle(),
      );
      return;
    }
    void this.#rest();
  }

  async #rest(): Promise<void> {
    await this.#takeSnapshot();
    this.#guard(() => {
      if (this.#isEmpty && this.#cancelIdle === undefined)
        this.close("room.reset", "The room was empty");
    });
  }

  get #isEmpty(): boolean {
    return this.people.empty && this.#isFree;
  }

  get #isFree(): boolean {
    const isUsed = this.#members.size > 0 || this.#pins > 0 || this.#snapshotting;
    return !isUsed && this.durable === this.head;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
