import { type Caret, type Json, Refused } from "@alongside/core";
import {
  BadMessage,
  type Change,
  type LockAsk,
  type Look,
  type Presence,
  type Preview,
  type Publish,
  type Rights,
  type RoomEvent,
  type UndoCall,
  type UserInfo,
  type Watch,
} from "@alongside/core/engine";
import { Backlog } from "./backlog.ts";
import type { Decisions } from "./decisions.ts";
import { cutFrame } from "./down.ts";
import { type EntryKinds, kindsNotTold } from "./entry-kinds.ts";
import { PostsWanted } from "./feeds/posts-wanted.ts";
import type { Inverse } from "./inverse.ts";
import type { Locks } from "./locks.ts";
import type { Author } from "./verdict.ts";
import type { Member } from "./member.ts";
import type { People } from "./people.ts";
import type { Asked, Guest, Leaving, SeatPort } from "./port.ts";
import { both, markOf } from "./rights.ts";
import type { RoomSeries } from "../series/room-series.ts";
import { sendTo } from "./sends.ts";
import { Rebase, TextLink } from "./text-link.ts";
import { workOf, workOfReaders } from "./work.ts";

/** To find out who is in a view costs about as much as so many times fewer readers of an event. */
const LOOKS = 10;

/** What a seat needs of the room around it. */
export interface Surroundings {
  readonly id: string;
  /** Of the room's definition. */
  readonly version: number;
  readonly entryKinds: EntryKinds;
  readonly isOpen: () => boolean;
  readonly decisions: Decisions;
  readonly people: People;
  readonly locks: Locks;
  readonly series: RoomSeries;
  leave(seat: RoomSeat, why: Leaving): void;
  /** Sends an event to everyone whom it is for but its author. Returns how many those are. */
  broadcast(event: Pick<RoomEvent, "name" | "body" | "to">, author: RoomSeat): number;
  /** Keeps the room in memory until the function that it returns is called. */
  readonly pin: () => () => void;
}

/** A guest's place in one room. A change is let through only in the order of its client's counter. */
export class RoomSeat implements Member, Author, SeatPort {
  readonly guest: Guest;
  readonly textLink: TextLink;
  readonly notTold: EntryKinds | undefined;
  /** It shows nothing of its client, and is shown nobody. */
  readonly isQuiet: boolean;
  rights: Rights;
  mark: string;
  readonly #room: Surroundings;
  readonly #backlog = new Backlog();
  #hasLeft = false;
  /** It is about to end: nothing more is taken from it. */
  #isEnding = false;

  constructor(room: Surroundings, guest: Guest, { rights, join }: Asked) {
    this.#room = room;
    this.guest = guest;
    this.isQuiet = join.quiet === true;
    this.rights = rights;
    this.mark = markOf(rights, room.version);
    this.notTold = kindsNotTold(room.entryKinds, guest.kinds);
    const { textRing, durable } = room.decisions;
    this.textLink = new TextLink(guest.client, textRing, durable);
  }

  get seat(): number {
    return this.guest.seat;
  }

  get client(): string {
    return this.guest.client;
  }

  get user(): UserInfo {
    return this.guest.user;
  }

  /** Whether it is heard: it has neither left nor is about to. */
  get #isHeard(): boolean {
    return !this.#hasLeft && !this.#isEnding;
  }

  charge(work: number): void {
    this.guest.charge(work);
  }

  /** The room has let go of it. */
  gone(): void {
    this.#hasLeft = true;
    this.#room.series.left(this);
  }

  async end(rights: Rights): Promise<void> {
    this.#isEnding = true;
    this.#room.series.left(this);
    this.rights = { read: both(this.rights.read, rights.read), write: [] };
    const before = this.mark;
    this.mark = markOf(this.rights, this.#room.version);
    if (this.#hasLeft) return;
    if (this.mark !== before) sendTo(this, cutFrame(this.seat));
    const { decisions } = this.#room;
    if (decisions.isAwaiting(this.client)) await decisions.flushed().catch(() => undefined);
  }

  leave(why: Leaving): void {
    this.#room.leave(this, why);
  }

  /** Ends the seat, which its guest hears. */
  #close(code: string, message: string): void {
    this.leave("dropped");
    this.guest.close(code, message);
  }

  change(change: Change, bytes: number): void {
    if (!this.#isHeard || this.#mustWait(change, bytes)) return;
    try {
      this.#change(change, bytes);
    } catch (error) {
      this.#failed(error);
    }
  }

  presence(message: Presence, bytes: number): void {
    if (!this.#mayShow("presence") || this.#room.people.isTooLarge(this.client, "presence", bytes))
      return;
    // A caret says how far its owner has seen the log, which a change that waits had not.
    if (this.#mustWait(message, bytes)) return;
    try {
      this.#presence(message);
    } catch (error) {
      this.#failed(error);
    }
  }

  preview({ gesture, ops, set, seat, at }: Preview, bytes: number): void {
    if (!this.#mayShow("a gesture")) return;
    const { people } = this.#room;
    const beside = set === undefined ? 0 : JSON.stringify(set).length + 1;
    // In one task, so that one tick tells of both.
    if (set !== undefined) this.presence({ type: "presence", seat, set }, beside);
    this.#try(() => {
      if (ops === null) people.endPreview(this.client, gesture);
      else people.preview(this, gesture, ops, bytes - beside, at);
    });
  }

  event(message: RoomEvent, bytes: number): void {
    const { people, decisions } = this.#room;
    if (!this.#mayShow("an event") || people.isTooLarge(this.client, "event", bytes)) return;
    if (!people.mayTell(this.client)) return;
    this.#try(() => {
      const { name, to } = message;
      const body = decisions.judge.event(name, message.body);
      const readers = this.#room.broadcast({ name, body, ...(to && { to }) }, this);
      this.charge(workOfReaders(readers, bytes));
    });
  }

  introduce(): void {
    if (!this.#isHeard || this.isQuiet) return;
    this.#room.people.introduce(this.user);
    this.#room.locks.introduced(this.user.id);
  }

  lock(message: LockAsk, bytes: number): void {
    // A record that waits to be made is not there to be locked yet.
    if (!this.#mayShow("a lock") || this.#mustWait(message, bytes)) return;
    this.#try(() => this.#room.locks.ask(this, message));
  }

  keyframe(): void {
    if (!this.#mayShow("a question for everyone")) return;
    const { people } = this.#room;
    this.charge(workOfReaders(people.size));
    people.missed(this);
  }

  look({ viewport }: Look): void {
    if (!this.#mayShow("what it looks at")) return;
    const { people } = this.#room;
    this.charge(workOfReaders(people.size / LOOKS));
    people.look(this, viewport);
  }

  watch(message: Watch): void {
    if (this.#mayShow("what it watches")) this.#try(() => this.#room.series.ask(this, message));
  }

  publish(message: Publish): void {
    if (this.#mayShow("values of a series"))
      this.#try(() => this.#room.series.publishAs(this, message));
  }

  /** Whether what it shows is heard. One that is quiet has broken its word: that is its guest's mistake. */
  #mayShow(what: string): boolean {
    if (this.#isHeard && this.isQuiet)
      this.guest.failed(new BadMessage(`A quiet seat shows nothing, and was sent ${what}`));
    return this.#isHeard && !this.isQuiet;
  }

  /** Lets a message wait where something before it does. Returns whether it has to. */
  #mustWait(message: Change | Presence | LockAsk, bytes: number): boolean {
    if (!this.#backlog.isWaiting) return false;
    this.#try(() => this.#backlog.add(() => this.#again(message, bytes), bytes));
    return true;
  }

  #again(message: Change | Presence | LockAsk, bytes: number): void {
    if (message.type === "change") this.change(message, bytes);
    else if (message.type === "lock") this.lock(message, bytes);
    else this.presence(message, bytes);
  }

  #try(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Who was away for so long that what came meanwhile is not kept has to join again. Any other error is the guest's. */
  #failed(error: unknown): void {
    if (error instanceof Rebase) this.#close("text.rebase", error.message);
    else this.guest.failed(error);
  }

  #change(change: Change, bytes: number): void {
    const { people, decisions } = this.#room;
    if (this.rights.write !== true && this.rights.write.length === 0) {
      this.#close("auth.read-only", "This user may read the room and not write to it");
      return;
    }
    const last = decisions.ledger.head(this.client);
    const { first = change.n } = change;
    // A frame that came twice: its outcome is on its way, or was told when the room was joined.
    if (change.n <= last) return;
    // Another copy of its queue had some of them, and has sent those.
    if (change.isGone && first <= last) return this.#change(oneOf(change, last + 1), bytes);
    // It was cut otherwise than what has ended meanwhile: its client learns how far that goes, and cuts it anew.
    if (first <= last)
      return this.#close("counter.gap", `Changes ${first} to ${change.n} came after ${last}`);
    if (first > last + 1) {
      throw new Refused("counter.gap", `Change ${first} came after ${last}; ${last + 1} is next`);
    }
    if (decisions.isFull) return this.#awaitDisk(change, bytes);
    this.charge(workOf(change.ops, decisions.judge.records));
    if (change.undo !== undefined) return this.#takeBack(change, change.undo, bytes);
    try {
      decisions.submit(people, this, change.n, change, bytes);
    } catch (error) {
      if (!(error instanceof PostsWanted)) throw error;
      this.#awaitPosts(error, change, bytes);
    }
  }

  /** It is about posts that are not in memory: it waits until they were read, and so does what comes behind it. */
  #awaitPosts(wanted: PostsWanted, change: Change, bytes: number): void {
    this.#backlog.begin(() => this.change(change, bytes), bytes);
    this.#room.decisions.readPosts(wanted).then(
      () => this.#goOn(),
      (error: unknown) => {
        if (!this.#hasLeft && this.#room.isOpen()) this.guest.failed(error);
      },
    );
  }

  /** So much of the room is not on disk that this change, and what its author sends after it, waits until it is. */
  #awaitDisk(change: Change, bytes: number): void {
    this.#backlog.begin(() => this.change(change, bytes), bytes);
    this.#room.decisions.flushed().then(
      () => this.#goOn(),
      // The room closes, and ends its seats by itself.
      () => undefined,
    );
  }

  /** A change is taken back that has to be looked for in the log. What its author sends meanwhile waits, so that all stays in order. */
  #takeBack(change: Change, call: UndoCall, bytes: number): void {
    const { decisions, people, pin } = this.#room;
    const submit = (inverse: Inverse): void => {
      if (this.#hasLeft || !this.#room.isOpen()) return;
      this.#try(() => {
        const ops = { ...change.ops };
        for (const [key, edits] of Object.entries(inverse.edits))
          ops[key] = [...(ops[key] ?? []), ...edits];
        decisions.submit(people, this, change.n, { ...change, ops, inverse }, bytes);
      });
    };
    const known = decisions.inverses.recall(this.client, call);
    if (known !== undefined) return submit(known);
    this.#backlog.begin();
    const { client, guest } = this;
    const asker = { client, address: guest.address, isWanted: () => this.#isHeard };
    decisions.inverses.find(decisions, pin, asker, call, submit).then(
      () => this.#goOn(),
      // A room that closes ends its seats by itself.
      (error: unknown) => {
        if (!this.#hasLeft && this.#room.isOpen()) this.guest.failed(error);
      },
    );
  }

  #goOn(): void {
    this.#try(() => this.#backlog.goOn(() => this.#isHeard));
  }

  #presence(message: Presence): void {
    const { people, decisions } = this.#room;
    const set: Record<string, Json> = { ...decisions.judge.presence(message.set) };
    for (const name of decisions.judge.kinds.carets.keys()) {
      const caret = set[name] as Caret | null | undefined;
      if (caret !== undefined && caret !== null) set[name] = this.#located(caret);
    }
    people.set(this.client, set, message.state);
  }

  /** The caret at the head of the log; null where there is no such text for this user. Throws `BadMessage` for one behind its end. */
  #located(caret: Caret): Json {
    const { judge, durable } = this.#room.decisions;
    const { seq = 0 } = caret;
    const text = judge.textFor(this.rights, caret.id, caret.field);
    const located = text && this.textLink.locate({ ...caret, seq }, durable);
    if (located === undefined || text === undefined) return null;
    if (Math.max(located.anchor, located.head) > text.length) {
      throw new BadMessage(
        `A caret is at ${Math.max(caret.anchor, caret.head)}, the text has ${text.length} characters`,
      );
    }
    return { ...located };
  }
}

/** The change without its numbers before `first`. */
function oneOf({ first: _first, ...change }: Change, first: number): Change {
  return first === change.n ? change : { ...change, first };
}
