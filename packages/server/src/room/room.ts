import { Refused } from "@alongside/core";
import {
  type Clock,
  type Entry,
  type Rights,
  type RoomId,
  type Seq,
  type Snapshot,
  type VersionEntry,
} from "@alongside/core/engine";
import { GuardedClock, takeAll } from "../guard.ts";
import { Dropped } from "../store/store.ts";
import type { Naming } from "../store/versions.ts";
import { Agents } from "./agents.ts";
import { Company } from "./company.ts";
import { type Decided, Decisions } from "./decisions.ts";
import type { Earlier } from "./earlier.ts";
import { tellBatch } from "./fan-out.ts";
import { type Claim, Fence, REPLACED } from "./fence.ts";
import { Idleness } from "./idleness.ts";
import { joinedFrame } from "./joined.ts";
import { Locks } from "./locks.ts";
import { logVerdict } from "./log-verdict.ts";
import type { Member } from "./member.ts";
import { People } from "./people.ts";
import type {
  AgentPresence,
  Asked,
  Guest,
  Leaving,
  RoomPort,
  SeatPort,
  Terms,
  Writer,
} from "./port.ts";
import type { RoomOptions } from "./room-options.ts";
import { RoomSeat, type Surroundings } from "./room-seat.ts";
import { RoomSnapshots } from "./room-snapshots.ts";
import { Tail } from "./tail.ts";
import { type Request, TornState } from "./verdict.ts";
import { writeOnce } from "./write-once.ts";
import { checkNoChange, writeOwn } from "./written.ts";

/**
 * A room in the hands of its owner. Deciding works at `head`; everything that leaves the room (acknowledgements, commits,
 * joins, reads) is at `durable`.
 */
export class Room implements RoomPort {
  readonly id: RoomId;
  readonly #options: RoomOptions;
  /** The clock, for timers that are the room's. */
  readonly #clock: Clock;
  readonly #seats = new Set<RoomSeat>();
  /** Those that show presence, and are shown that of others. */
  readonly #shown = new Set<RoomSeat>();
  readonly #fence = new Fence();
  readonly #tail: Tail;
  readonly #snapshots: RoomSnapshots;
  readonly #decisions: Decisions;
  readonly #people: People;
  readonly #locks: Locks;
  readonly #agents: Agents;
  readonly company: Company;
  readonly #surroundings: Surroundings;
  readonly #idleness: Idleness;
  #pins = 0;
  #isOpen = true;

  /** `entries` are those after `snapshot`, `earlier` the last ones that it covers. `judge` and `ledger` hold all of them already. */
  constructor(
    options: RoomOptions,
    snapshot: Snapshot | undefined,
    entries: readonly Entry[],
    earlier: readonly Earlier[],
  ) {
    this.id = options.id;
    this.#options = options;
    const guard = this.#guard;
    const clock = (this.#clock = new GuardedClock(options.clock, guard));
    const covered = snapshot?.seq ?? 0;
    this.#tail = new Tail(covered - earlier.length, options.keep, options.isFilled);
    for (const { entry, bytes } of earlier) this.#tail.push(entry, bytes);
    this.#tail.snapshotted(covered);
    for (const entry of entries) this.#tail.push(entry, JSON.stringify(entry).length);
    this.#decisions = new Decisions({
      room: options,
      clock,
      head: entries.at(-1)?.seq ?? covered,
      at: Math.max(entries.at(-1)?.at ?? snapshot?.at ?? 0, options.ledger.latest),
      guard,
      onDurable: this.#tell,
      onFail: (error) => {
        options.onError(error);
        this.close("room.reset", "The store did not take a change; the room is loaded again");
      },
      onFault: (error) => this.#fault(error),
      isOpen: () => this.#isOpen,
    });
    const { trash } = this.#decisions;
    this.#snapshots = new RoomSnapshots(options, clock, this.#tail, trash, snapshot);
    this.#people = new People({
      clock,
      guard,
      members: this.#shown,
      attend: this.#attend,
      limits: options.limits,
      kinds: options.judge.kinds,
      keyOf: ({ id, field }) => options.judge.textAt(id, field)?.key,
      check: (author, ops) => options.judge.preview(author, ops),
      onGone: (client) => {
        this.#locks.left(client);
        this.#left();
      },
    });
    this.#locks = options.judge.locks = new Locks({
      clock,
      limits: options.limits,
      members: this.#shown,
      keyOf: (target) => options.judge.lockKey(target),
      userOf: (client) => this.#people.userOf(client),
      count: () => this.#people.size,
      mayTake: (author, lock) => options.judge.mayTake(author, lock),
      attend: this.#attend,
    });
    this.#agents = new Agents({
      clock,
      people: this.#people,
      decisions: this.#decisions,
      most: options.limits.agentsPerRoom,
    });
    this.company = new Company({
      people: this.#people,
      judge: options.judge,
      shown: this.#shown,
      seats: this.#seats,
      attend: this.#attend,
      end: (seat, code, message) => {
        this.#leave(seat, "goodbye");
        seat.guest.close(code, message);
      },
    });
    this.#surroundings = {
      id: options.id,
      version: options.version,
      entryKinds: options.entryKinds,
      isOpen: () => this.#isOpen,
      decisions: this.#decisions,
      people: this.#people,
      locks: this.#locks,
      series: options.series,
      leave: (seat, why) => this.#leave(seat, why),
      broadcast: (event, author) => this.company.tell(event, author),
      pin: () => this.pin(),
    };
    this.#idleness = new Idleness({
      clock,
      idleMs: options.idleMs,
      isBusy: () => this.#snapshots.isTaking,
      onIdle: () => void this.#rest(),
    });
    this.#touch();
    this.#snapshots.takeWhenLoaded(this.#decisions.durable);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether nothing was ever written in it, and nobody is here or has a place kept: it costs nothing to make again. */
  get isUntouched(): boolean {
    return this.#decisions.head === 0 && this.#people.empty;
  }

  pin(): () => void {
    this.#pins += 1;
    return () => {
      this.#pins -= 1;
      this.#left();
    };
  }

  async join(guest: Guest, asked: Asked): Promise<SeatPort | undefined> {
    const { client, user } = guest;
    this.#decisions.ledger.checkOwner(client, user.id);
    this.#people.checkOwner(client, user.id);
    const unpin = this.pin();
    const { claim, earlier } = this.#fence.claim(guest, asked.order);
    try {
      // Nothing that the earlier seat still says is heard: what it wrote before is told to this one.
      if (earlier !== undefined) this.#replace(earlier);
      const at = await this.#atOf(asked.join.last?.seq ?? 0);
      while (this.#isOpen && asked.isWanted() && this.#fence.holds(claim)) {
        this.#decisions.ledger.checkOwner(client, user.id);
        // Edits of texts stand on one another: those of an earlier seat are told as ended before this one sends any.
        if (this.#options.hasTexts && this.#decisions.isAwaiting(client)) {
          await this.flushed().catch(() => undefined);
          continue;
        }
        // Others of its address were sent theirs meanwhile.
        if (guest.isCrowded) {
          while (guest.isCrowded && asked.isWanted()) await guest.pause();
          continue;
        }
        const seat = new RoomSeat(this.#surroundings, guest, asked);
        claim.seat = this.#enter(seat, asked, at);
        return claim.seat;
      }
      return undefined;
    } finally {
      if (claim.seat === undefined) this.#fence.release(claim);
      unpin();
    }
  }

  /** Ends the seat of a client that has joined again. Its connection lives on. */
  #replace({ seat, guest }: Claim): void {
    if (seat !== undefined) this.#leave(seat, "dropped");
    guest.close("seat.replaced", REPLACED);
  }

  /** Server time of the entry at `seq`, in ms; undefined where that is not known. The entry of somebody who comes back late is read from the store. */
  async #atOf(seq: Seq): Promise<number | undefined> {
    const { states } = this.#snapshots;
    if (seq === 0 || seq > this.#decisions.durable) return undefined;
    const known = seq === states.seq ? states.at : this.#tail.atOf(seq);
    if (known !== undefined) return known;
    try {
      for await (const { at } of this.#options.store.read(this.id, seq - 1, 1)) return at;
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
    }
    return undefined;
  }

  async read(): ReturnType<RoomPort["read"]> {
    if (!this.#isOpen) return undefined;
    const unpin = this.pin();
    try {
      const { head: seq, judge } = this.#decisions;
      const storage = judge.view as object;
      await this.flushed();
      return { seq, storage };
    } finally {
      unpin();
    }
  }

  async postRanges(posts: readonly string[], rights: Rights): ReturnType<RoomPort["postRanges"]> {
    return this.#isOpen ? this.#decisions.rangesOf(posts, rights) : undefined;
  }

  showAgent(shown: AgentPresence): boolean {
    if (this.#isOpen) this.#agents.show(shown);
    return this.#isOpen;
  }

  removeAgent(id: string): boolean {
    if (this.#isOpen) this.#agents.remove(id);
    return this.#isOpen;
  }

  async write(author: Writer, request: Request, terms?: Terms): ReturnType<RoomPort["write"]> {
    if (!this.#isOpen) return undefined;
    const unpin = this.pin();
    try {
      const now = this.#clock.now();
      if (terms?.n !== undefined) this.#options.versions.checkUnused(author.client, now);
      return await writeOwn(this.#decisions, this.#people, now, author, request, terms);
    } finally {
      unpin();
    }
  }

  async writeOnce(author: Writer, n: number, request: Request): ReturnType<RoomPort["writeOnce"]> {
    if (!this.#isOpen) return undefined;
    const unpin = this.pin();
    return writeOnce(this.#decisions, this.#people, author, n, request).finally(unpin);
  }

  versions(): readonly VersionEntry[] | undefined {
    return this.#isOpen ? this.#options.versions.upTo(this.#decisions.durable) : undefined;
  }

  async nameVersion(naming: Naming, head?: Seq): Promise<VersionEntry | undefined> {
    if (!this.#isOpen) return undefined;
    const { once: [key] = [] } = naming;
    if (key !== undefined) checkNoChange(this.#decisions.ledger, key);
    const terms = { head, now: this.#clock.now() };
    return this.#options.versions.give(this.#decisions, naming, terms);
  }

  /** Resolves once everything decided so far is durable. */
  flushed(): Promise<void> {
    return this.#decisions.flushed();
  }

  /** Sends a guest what it lacks up to `durable`, and seats it: nothing can come in between. */
  #enter(seat: RoomSeat, { join, isWanted }: Asked, at: number | undefined): RoomSeat | undefined {
    const { isQuiet } = seat;
    const { origin, log } = this.#options;
    const { durable, ledger } = this.#decisions;
    const latest = this.#decisions.at;
    const facts = { ...origin, durable, ended: ledger.durable(seat.client), latest, at };
    const verdict = logVerdict(join, facts, seat.user.id);
    if (!isQuiet) this.#people.enter(seat.client, seat.user);
    this.#options.onEntered();
    try {
      seat.guest.sendRoom(
        joinedFrame({
          member: seat,
          join,
          log,
          verdict,
          tail: this.#tail,
          states: this.#snapshots.states,
          ledger,
          people: isQuiet ? "[0]" : this.#people.everyone(seat),
        }),
      );
      if (isWanted()) this.#seats.add(seat);
      if (this.#seats.has(seat) && !isQuiet) {
        this.#shown.add(seat);
        this.#locks.entered(seat.client, seat.rights);
        this.#locks.welcome(seat, join.last !== undefined);
      }
    } finally {
      // Who could not be told of the room is not in it.
      if (!isQuiet && !this.#seats.has(seat)) this.#people.drop(seat.client);
    }
    return this.#seats.has(seat) ? seat : undefined;
  }

  #leave(seat: RoomSeat, why: Leaving): void {
    seat.gone();
    if (!this.#seats.delete(seat)) return;
    this.#fence.left(seat);
    if (this.#shown.delete(seat)) {
      if (why === "revoked") {
        this.#people.endPreviews(seat.client);
        this.#locks.left(seat.client);
      }
      if (why === "goodbye") this.#people.leave(seat.client);
      else this.#people.drop(seat.client);
    }
    this.#left();
  }

  #left(): void {
    this.#touch();
    if (this.#isOpen && this.#seats.size === 0) this.#options.onEmpty();
  }

  /** Takes the room out of memory when nobody is in it and nothing is on its way. A place kept for somebody whose link is down goes too. */
  release(): boolean {
    if (!this.#isOpen || !this.#isFree) return false;
    this.close("room.reset", "The room was empty");
    return true;
  }

  /** Empties the trash of what has been there for too long. Resolves once that is durable. */
  async tidy(): Promise<void> {
    await this.#snapshots.tidy(this.#decisions.durable);
    await this.flushed();
  }

  postsSwept(): void {
    this.#decisions.postsSwept();
  }

  /** Takes the room out of memory and ends its seats with `code`. */
  close(code: string, message: string): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#idleness.close();
    const seats = [...this.#seats];
    this.#seats.clear();
    this.#shown.clear();
    for (const seat of seats) {
      seat.gone();
      this.#fence.left(seat);
    }
    const steps = [
      () => this.#agents.close(),
      () => this.#people.close(),
      () => this.#locks.close(),
      () => this.#options.onClosed(),
    ];
    for (const { guest } of seats) steps.push(() => guest.close(code, message));
    takeAll(steps, this.#options.onError);
  }

  /**
   * Writes nothing more, also of what was decided and is not with the store yet. The returned function takes the room out of memory,
   * and ends its seats with a code.
   */
  stop(): (code: string, message: string) => void {
    const giveUp = this.#decisions.stop();
    return (code, message) => {
      this.close(code, message);
      giveUp(new Refused(code, message));
    };
  }

  readonly #guard = (fn: () => void): void => {
    try {
      fn();
    } catch (error) {
      this.#fault(error);
    }
  };

  /** Something threw that should not: what is in memory is not trusted any more. What is not known to be on disk is handed back. */
  #fault(error: unknown): void {
    this.#options.onError(error);
    if (!this.#isOpen) return;
    const giveUp = this.#decisions.stop();
    takeAll(
      [
        () => this.#options.onFault(),
        () => this.close("room.reset", "Something went wrong in the room; it is loaded again"),
        () => giveUp(error),
      ],
      this.#options.onError,
    );
  }

  /** Does something for one member. */
  readonly #attend = (member: Member, fn: () => void): void => {
    try {
      fn();
    } catch (error) {
      this.#failed(member, error);
    }
  };

  /** What throws for one member ends that member's seat and nobody else's. */
  readonly #failed = (member: Member, error: unknown): void => {
    if (error instanceof TornState) return this.#fault(error);
    for (const seat of this.#seats) if (seat === member) this.#leave(seat, "dropped");
    const { onError } = this.#options;
    if (error instanceof Refused)
      return takeAll([() => member.guest.close(error.code, error.message)], onError);
    onError(error);
    const message = "Something could not be sent; join again";
    takeAll([() => member.guest.close("room.reset", message)], onError);
  };

  /** A batch is on disk. */
  readonly #tell = (batch: readonly Decided[]): void => {
    const own = new Map<string, number[]>();
    for (let place = 0; place < batch.length; place++) {
      const { entry, bytes, gesture } = batch[place] as Decided;
      this.#tail.push(entry, bytes);
      if (!("client" in entry)) continue;
      const places = own.get(entry.client);
      if (places === undefined) own.set(entry.client, [place]);
      else places.push(place);
      this.#decisions.ledger.settle(entry);
      if (gesture !== undefined) this.#people.endPreview(entry.client, gesture);
    }
    tellBatch(batch, own, this.#seats, this.#failed);
    if (!this.#locks.isEmpty && batch.some(takesAway)) this.#locks.review();
    this.#tail.trim();
    this.#touch();
    this.#snapshots.takeWhenDue(this.#decisions.durable);
  };

  /** Something happened. */
  #touch(): void {
    if (this.#isOpen) this.#idleness.touch();
  }

  async #rest(): Promise<void> {
    await this.#snapshots.take(this.#decisions.durable);
    this.#guard(() => {
      if (this.#people.empty && this.#isFree && !this.#idleness.isWaiting)
        this.close("room.reset", "The room was empty");
    });
  }

  get #isFree(): boolean {
    const isUsed = this.#seats.size > 0 || this.#pins > 0 || this.#snapshots.isTaking;
    return !isUsed && this.#decisions.durable === this.#decisions.head;
  }
}

/** Whether records may be gone with it. */
function takesAway({ entry }: Decided): boolean {
  if (entry.kind !== "change" && entry.kind !== "migration") return false;
  return Object.values(entry.ops).some((list) =>
    list.some(({ op }) => op === "delete" || op === "put" || op === "move"),
  );
}
