import { Refused } from "@alongside/core";
import {
  type Clock,
  encodeLockAnswer,
  equalJson,
  type Frame,
  type LockAsk,
  type LockHolder,
  lockHoldersJson,
  type LockRefusal,
  locksFrame,
  type LockTarget,
  type Rights,
  type UserInfo,
} from "@alongside/core/engine";
import type { Answer } from "./answer.ts";
import { type Lock, LockTable } from "./lock-table.ts";
import type { Member } from "./member.ts";
import { mayRead, mayWrite } from "./rights.ts";
import type { LockReader } from "./rule-locks.ts";
import { SeatFrames } from "./seat-frames.ts";
import { Sends, sendTo } from "./sends.ts";
import type { Author } from "./verdict.ts";
import { workOfReaders } from "./work.ts";

/** What of a room's locks is bounded. */
export interface LockLimits {
  readonly tickMs: number;
  /** How long a lock is held at most unless it is asked for again. */
  readonly lockMs: number;
  /** How many one client holds ... */
  readonly locksPerClient: number;
  /** ... and all in a room. */
  readonly roomLocks: number;
}

interface LocksOptions {
  readonly clock: Clock;
  readonly limits: LockLimits;
  readonly members: ReadonlySet<Member>;
  /** The top-level key of something that is there and can be locked. */
  keyOf(target: LockTarget): string | undefined;
  /** Who a client here is; undefined where it is not here. */
  userOf(client: string): UserInfo | undefined;
  /** How many are here. */
  count(): number;
  /** Whether the app's rule lets `author` take a lock over. */
  mayTake(author: Author, lock: Lock): Answer;
  /** Does something for one member. What throws there ends that member's seat alone. */
  attend(member: Member, fn: () => void): void;
}

/** A lock is not asked for to be held for less. */
const LEAST_MS = 1000;

/** Locks that have ended are looked for so often at most: one that was asked for meanwhile is free all the same. */
const SWEEP_MS = 100;

/** What an answer costs, in about µs of a core. */
const ANSWER = 10;

/**
 * Soft locks: who works on which record or field. Nothing of it is logged, and nothing is refused for it unless the app's rule does. Of
 * two that are at odds one at most is held; each ends when it is given back, with its record, with its client's place in the room, and
 * by itself where it is not asked for again in time.
 */
export class Locks implements LockReader {
  readonly #options: LocksOptions;
  readonly #table = new LockTable();
  /** Of which keys something is to be told about whom. */
  readonly #fresh = new Map<string, Set<string>>();
  /** Who missed a tick: the next one they can take tells all. */
  readonly #behind = new Set<Member>();
  #cancelTick: (() => void) | undefined;
  #nextTick = Number.NEGATIVE_INFINITY;
  #cancelSweep: (() => void) | undefined;
  #sweepAt = Infinity;

  constructor(options: LocksOptions) {
    this.#options = options;
  }

  on(target: LockTarget): readonly Lock[] {
    this.#expire();
    return this.#table.on(target);
  }

  /** Somebody asks for a lock, to keep one, or gives one back: `ms` is 0. */
  ask(author: Author & Member, message: LockAsk): void {
    const { ask, ms, id, field } = message;
    const target = field === undefined ? { id } : { id, field };
    author.charge?.(ANSWER);
    if (ms === 0) {
      const lock = this.#table.find(target, author.client);
      if (lock !== undefined) this.#end(lock);
      return;
    }
    const { lockMs } = this.#options.limits;
    const granted = Math.min(Math.max(ms, LEAST_MS), lockMs);
    const refused = this.#take(author, target, granted, message.take === true);
    const told = refused === undefined ? { ms: granted } : { ms: 0, refused };
    sendTo(author, encodeLockAnswer({ seat: author.seat, ask, ...told }));
  }

  /** A client has come in, maybe again: it holds nothing that it may not write by now. */
  entered(client: string, rights: Rights): void {
    for (const lock of this.#table.of(client)) if (!mayWrite(rights, lock.key)) this.#end(lock);
    this.#rename(client);
  }

  /** A user has another name or colour: readers are told of it with what they hold. */
  introduced(id: string): void {
    for (const client of this.#table.clients)
      if (this.#options.userOf(client)?.id === id) this.#rename(client);
  }

  #rename(client: string): void {
    const user = this.#options.userOf(client);
    if (user === undefined) return;
    for (const lock of this.#table.of(client)) {
      if (equalJson(user, lock.user)) continue;
      lock.user = user;
      this.#changed(lock);
    }
  }

  /** A client's place is gone, and all that it held. */
  left(client: string): void {
    for (const lock of this.#table.of(client)) this.#end(lock);
  }

  /** Records may have been deleted: locks on what is not there any more end. */
  review(): void {
    for (const lock of this.#table.removeIf((one) => this.#options.keyOf(one) !== one.key))
      this.#changed(lock);
  }

  /** Whether anybody holds anything. */
  get isEmpty(): boolean {
    return this.#table.size === 0;
  }

  /** Tells somebody who has just come in. `mayKnow`: they were here before, and are told also where there is nothing. */
  welcome(member: Member, mayKnow: boolean): void {
    this.#expire();
    const holders = this.#holders(this.#table.clients, member.rights);
    if (holders.length > 0 || mayKnow)
      sendTo(member, locksFrame(member.seat, lockHoldersJson(holders), true));
  }

  close(): void {
    this.#cancelTick?.();
    this.#cancelSweep?.();
    this.#fresh.clear();
    this.#behind.clear();
  }

  /** Gives `author` the lock, or keeps it for them. Returns why not. */
  #take(
    author: Author & Member,
    target: LockTarget,
    ms: number,
    isTaking: boolean,
  ): LockRefusal | undefined {
    const { keyOf, userOf, clock } = this.#options;
    const { client, rights } = author;
    const key = keyOf(target);
    if (key === undefined || !mayRead(rights, key))
      return { code: "lock.nowhere", message: "There is no such record or field" };
    if (!mayWrite(rights, key))
      return { code: "auth.key", message: `This user may not write ${key}` };
    this.#expire();
    const expiresAt = clock.now() + ms;
    const known = this.#table.find(target, client);
    if (known !== undefined) {
      known.expiresAt = expiresAt;
      this.#sweepLater(expiresAt);
      return undefined;
    }
    const others = this.#table.on(target).filter((lock) => lock.client !== client);
    const [first] = others;
    if (first !== undefined && !isTaking)
      return refusal("lock.held", `${first.user.name} holds it`, first);
    if (!this.#hasPlace(client, others.length))
      return {
        code: "limit.locks",
        message: `A client holds ${this.#options.limits.locksPerClient} locks at most, all in a room ${this.#options.limits.roomLocks}`,
      };
    for (const lock of others) {
      const answer = this.#mayTake(author, lock);
      if (answer !== true) return refusal(answer.code, answer.message, lock);
    }
    for (const lock of others) this.#end(lock);
    this.#add({ ...target, client, user: userOf(client) ?? author.user, key, expiresAt });
    author.charge?.(workOfReaders(this.#options.members.size));
    return undefined;
  }

  #mayTake(author: Author, lock: Lock): Answer {
    // Who has it in another tab takes it along.
    if (lock.user.id === author.user.id) return true;
    try {
      return this.#options.mayTake(author, lock);
    } catch (error) {
      if (error instanceof Refused) return { code: error.code, message: error.message };
      throw error;
    }
  }

  /** Whether a client may hold one more, where `gone` end for it: while the room has place, and always their equal part of it. */
  #hasPlace(client: string, gone: number): boolean {
    const { limits, count } = this.#options;
    const own = this.#table.of(client).size + 1;
    if (own > limits.locksPerClient) return false;
    return this.#table.size + 1 - gone <= limits.roomLocks || own <= limits.roomLocks / count();
  }

  #add(lock: Lock): void {
    this.#table.add(lock);
    this.#changed(lock);
    this.#sweepLater(lock.expiresAt);
  }

  #end(lock: Lock): void {
    this.#table.remove(lock);
    this.#changed(lock);
  }

  #expire(): void {
    for (const lock of this.#table.expire(this.#options.clock.now())) this.#changed(lock);
  }

  #sweepLater(at: number): void {
    if (at >= this.#sweepAt) return;
    this.#cancelSweep?.();
    const { clock } = this.#options;
    this.#sweepAt = at;
    this.#cancelSweep = clock.after(Math.max(at - clock.now(), SWEEP_MS), () => {
      this.#sweepAt = Infinity;
      this.#cancelSweep = undefined;
      this.#expire();
      const { earliest } = this.#table;
      if (earliest < Infinity) this.#sweepLater(earliest);
    });
  }

  // What is told.

  #changed({ client, key }: Lock): void {
    let keys = this.#fresh.get(client);
    if (keys === undefined) this.#fresh.set(client, (keys = new Set()));
    keys.add(key);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#cancelTick !== undefined) return;
    const { clock } = this.#options;
    // Also in a quiet room: what one task takes over or ends for several is told at once.
    this.#cancelTick = clock.after(Math.max(0, this.#nextTick - clock.now()), () => this.#tick());
  }

  #tick(): void {
    const { clock, limits, members, attend } = this.#options;
    this.#cancelTick = undefined;
    for (const member of this.#behind) if (!members.has(member)) this.#behind.delete(member);
    const frameOf =
      (isAll: boolean) =>
      (seat: number, holders: readonly LockHolder[]): Frame | undefined =>
        isAll || holders.length > 0 ? locksFrame(seat, lockHoldersJson(holders), isAll) : undefined;
    const changes = new SeatFrames((rights) => this.#news(rights), frameOf(false));
    const all = new SeatFrames(
      (rights) => this.#holders(this.#table.clients, rights),
      frameOf(true),
    );
    const sends = new Sends();
    for (const member of this.#fresh.size > 0 ? members : this.#behind)
      attend(member, () => {
        if (member.guest.isBehind) {
          this.#behind.add(member);
          return;
        }
        const frame = (this.#behind.delete(member) ? all : changes).of(member);
        if (frame !== undefined) sends.add(frame, member);
      });
    sends.flush("show");
    this.#fresh.clear();
    this.#nextTick = clock.now() + limits.tickMs;
    if (this.#behind.size > 0) this.#schedule();
  }

  /** Who holds something else now, of those of whom a reader with `rights` may know that. */
  #news(rights: Rights): readonly LockHolder[] {
    const clients: string[] = [];
    for (const [client, keys] of this.#fresh)
      if ([...keys].some((key) => mayRead(rights, key))) clients.push(client);
    return clients.map((client) => this.#holder(client, rights));
  }

  #holders(clients: Iterable<string>, rights: Rights): readonly LockHolder[] {
    return Array.from(clients, (client) => this.#holder(client, rights)).filter(
      ({ targets }) => targets.length > 0,
    );
  }

  #holder(client: string, rights: Rights): LockHolder {
    const shown = [...this.#table.of(client)].filter(({ key }) => mayRead(rights, key));
    const targets = shown.map(({ id, field }) => (field === undefined ? { id } : { id, field }));
    const user = shown[0]?.user;
    return user === undefined ? { client, targets } : { client, user, targets };
  }
}

function refusal(code: string, message: string, { client, user }: Lock): LockRefusal {
  return { code, message, client, user };
}
