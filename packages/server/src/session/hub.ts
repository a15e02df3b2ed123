import { type RoomDefinition, Refused } from "@alongside/core";
import {
  type Clock,
  decoding,
  type Entry,
  type Folded,
  Incompatible,
  isFields,
  mistake,
  parseRoomId,
  type Random,
  type Rights,
  type RoomId,
  type Snapshot,
  type UserInfo,
} from "@alongside/core/engine";
import { reporter } from "../guard.ts";
import type { RoomImplementation } from "../implement.ts";
import type { Limits } from "../limits.ts";
import { type Earlier, entriesUpTo } from "../room/earlier.ts";
import { Judge } from "../room/judge.ts";
import { KEEP, type Keep } from "../room/keep.ts";
import { Ledger, type LedgerLine } from "../room/ledger.ts";
import { migrationOf, type StoredRoom } from "../room/migration.ts";
import { rightsOf } from "../room/rights.ts";
import { Room } from "../room/room.ts";
import { ServerRoom } from "../room/server-room.ts";
import { Inverses } from "../room/inverses.ts";
import { Recent } from "../room/recent.ts";
import type { Store } from "../store/store.ts";
import { Gate } from "./gate.ts";
import { Greetings } from "./greetings.ts";
import { Kinds } from "./kinds.ts";
import { LocalEdge } from "./local-edge.ts";
import { Misfits } from "./misfits.ts";
import { OpenedRooms } from "./opened-rooms.ts";
import { isOwnReason, NO_RIGHTS, type Refusal, told, within } from "./refusals.ts";
import { RoomFaults } from "./room-faults.ts";
import { Revocations } from "./revocations.ts";
import { NOTHING, type Seat } from "./seat.ts";
import { Session } from "./session.ts";
import type { Authenticate, Connection, RequestInfo, Wire } from "./wire.ts";

const REMEMBERED_OWNERS = 100_000;

/** How long a room that does not fit its definition is not tried again: to find that out, all of it is read. */
const UNFIT_MS = 1000;

/** Rooms that are read from the store at a time, and those that one address asked for. */
const LOADS_AT_ONCE = 16;
const LOADS_OF_ADDRESS = 8;

/** How long `authorize` may take where rights are looked at again because the app asks for it: they may have been taken away. */
const REVIEW_MS = 1000;

/** How long a seat that ends waits for what its client wrote to be on disk. */
const FLUSH_MS = 500;

export interface HubOptions {
  readonly rooms: readonly RoomImplementation[];
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  /** How much of each room's log stays in memory. */
  readonly keep?: Keep;
  readonly authenticate: Authenticate;
  /** What went wrong in the world: a disk that failed, an app's function that threw. */
  onError(error: unknown): void;
  /** A page has another definition than this server. The message is a whole line. */
  onMisfit?(code: string, message: string): void;
}

/** Counts since the start. */
export interface Figures {
  sessions: number;
  rooms: number;
  commits: number;
  refusals: number;
  framesIn: number;
  framesOut: number;
}

/** Owns the rooms of this process and brings sessions and rooms together. Transports, HTTP and the app stand around it. */
export class Hub {
  readonly options: HubOptions;
  readonly figures: Figures = {
    sessions: 0,
    rooms: 0,
    commits: 0,
    refusals: 0,
    framesIn: 0,
    framesOut: 0,
  };
  /** What those keep who were not let in yet. */
  readonly greetings: Greetings;
  /** The links of this process, as rooms see them. */
  readonly edge: LocalEdge;
  /** Whose access was ended. */
  readonly revocations = new Revocations();
  readonly #kinds: Kinds;
  readonly #rooms = new Map<RoomId, Promise<Room>>();
  readonly #open = new Set<Room>();
  readonly #sessions = new Set<Session>();
  /** Every client's one live session. */
  readonly #byClient = new Map<string, Session>();
  /** The user of every client that was here lately, and what they showed: others see its id, and must not take it while its link is down. */
  readonly #owners = new Map<string, { readonly user: string; readonly proof: string }>();
  readonly #serverClient: string;
  readonly #faults: RoomFaults;
  readonly #loads = new Gate(LOADS_AT_ONCE, LOADS_OF_ADDRESS);
  readonly #opened: OpenedRooms;
  /** Changes that are to be taken back are looked for one after the other, whichever room they are of. */
  readonly #looks = new Gate(1);
  readonly #recent = new Recent();
  readonly #misfits: Misfits;
  #stopping = false;

  constructor(options: HubOptions) {
    this.options = { ...options, onError: reporter((error) => options.onError(error)) };
    this.edge = new LocalEdge((error) => this.options.onError(error));
    this.#misfits = new Misfits(options.onMisfit);
    this.#faults = new RoomFaults(options.clock);
    this.#opened = new OpenedRooms(options.limits);
    this.greetings = new Greetings(options.limits.greetingBytes);
    this.#serverClient = options.random.id(16);
    this.#kinds = new Kinds(options.rooms);
  }

  /** A transport has opened a wire. */
  accept(wire: Wire, request: RequestInfo): Connection {
    const session = new Session(this, wire, request);
    this.#sessions.add(session);
    this.figures.sessions = this.#sessions.size;
    if (this.#stopping) session.goodbye();
    return session;
  }

  /** The server's own hands in a room. Throws what `Kinds.check` throws. */
  room<D extends RoomDefinition>(definition: D, id: string): ServerRoom<D> {
    this.#misfits.copied(definition, this.#kinds.check(definition));
    return new ServerRoom<D>(definition, id, this.#serverClient, (room) => this.#load(room));
  }

  /** Closes every session with "retry" once what they said is on disk, then every room. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.allSettled(Array.from(this.#open, (room) => room.flushed()));
    for (const session of this.#sessions) session.goodbye();
    await Promise.allSettled(Array.from(this.#open, (room) => room.flushed()));
    await Promise.allSettled(this.#rooms.values());
    for (const room of this.#open) room.close("server.stopping", "The server is going away");
  }

  /** A session has said who it is. The client's earlier session is closed first, and nothing of it is heard again. */
  greet(session: Session): void {
    const earlier = this.#byClient.get(session.client);
    const owner = earlier?.user.id ?? this.#owners.get(session.client)?.user;
    if (owner !== undefined && owner !== session.user.id) {
      throw new Refused("auth.client-taken", `Client id ${session.client} belongs to another user`);
    }
    this.#owners.delete(session.client);
    this.#owners.set(session.client, { user: session.user.id, proof: session.proof });
    if (this.#owners.size > REMEMBERED_OWNERS)
      this.#owners.delete(this.#owners.keys().next().value ?? "");
    this.#byClient.set(session.client, session);
    earlier?.close("session.replaced", "The same client connected again");
  }

  forget(session: Session): void {
    this.#sessions.delete(session);
    this.figures.sessions = this.#sessions.size;
    if (this.#byClient.get(session.client) === session) this.#byClient.delete(session.client);
  }

  /** Brings a seat into its room. Answers why not, when it may not be. */
  async seat(seat: Seat): Promise<Refusal | undefined> {
    const { session, join } = seat;
    let mayReadAll = false;
    try {
      const { definition } = this.#implementationOf(join.room);
      if (join.version !== definition.version) {
        throw this.#misfits.outdated(definition.name, definition.version, join.version);
      }
      let rights = NOTHING;
      let reviews: number | undefined;
      // The room may leave memory while something is awaited, or rights may have to be looked at again; then it is asked for anew.
      while (seat.isHeld && !seat.isEnding) {
        if (reviews !== seat.reviews) {
          ({ reviews } = seat);
          mayReadAll = false;
          rights = await this.#rights(session.user, join.room);
          mayReadAll = rights.read === true;
          continue;
        }
        const { address } = session;
        const room = await (this.#rooms.get(join.room) ??
          this.#loads.pass(
            address,
            () => seat.isHeld,
            () => this.#load(join.room, address),
          ));
        const asked = reviews;
        const isWanted = (): boolean => seat.isHeld && !seat.isEnding && seat.reviews === asked;
        const place = await room?.join(seat, { join, rights, isWanted });
        if (place === undefined) continue;
        seat.enter(place, rights);
        const notice = this.#misfits.differing(definition, session.client, join.shape);
        if (notice !== undefined)
          seat.send(JSON.stringify({ type: "notice", room: join.room, ...notice }));
        return undefined;
      }
      return undefined;
    } catch (error) {
      if (error instanceof Refused || error instanceof Incompatible) {
        // The room knows better who was first.
        if (error.code === "auth.client-taken") this.#owners.delete(session.client);
        // Why a room does not fit may tell what is in it, and what a migration threw is for the server's log alone.
        const isTold = error instanceof Refused || (mayReadAll && isOwnReason(error));
        const message = isTold ? error.message : `${join.room} does not fit its definition`;
        const wait = this.#faults.closedFor(join.room);
        return { code: error.code, message, ...(wait > 0 && { wait }) };
      }
      this.options.onError(error);
      return { code: "store.failed", message: "The room could not be opened; try again" };
    }
  }

  /** Asks again what the users of these seats may do, also of those still on their way in. Resolves once that is so. */
  async review(of: { readonly user: string } | { readonly room: RoomId }): Promise<void> {
    const given: unknown = of;
    if (!isFields(given) || typeof (given["user"] ?? given["room"]) !== "string")
      throw mistake("review", "whom it is about", '{ user: "ann" } or { room: "board:x" }', of);
    if ("room" in of) this.#implementationOf(of.room);
    const seats: Seat[] = [];
    for (const session of this.#sessions) {
      if ("user" in of && session.userId !== of.user) continue;
      for (const seat of session.seats)
        if (!("room" in of) || seat.join.room === of.room) seats.push(seat);
    }
    const ms = Math.min(REVIEW_MS, this.options.limits.authenticateMs);
    await Promise.all(seats.map((seat) => this.reviewRights(seat, ms)));
  }

  /** Ends the connections of a user, who comes in again only with a newer proof of who they are. Resolves once they are closed. */
  async revoke(user: string): Promise<void> {
    if (typeof user !== "string") throw mistake("revoke", "the user", "an id, a text", user);
    const sessions = [...this.#sessions].filter(({ userId }) => userId === user);
    const proofs = sessions.map(({ proof }) => proof);
    for (const owner of this.#owners.values()) if (owner.user === user) proofs.push(owner.proof);
    this.revocations.add(user, this.options.clock.now(), proofs);
    await Promise.all(sessions.map((session) => session.endAccess()));
  }

  /**
   * Looks at a seat's rights again: where they have changed, it is closed, and joins again with the new ones. `authorize` has
   * `ms` to answer: rights that cannot be had are none.
   */
  async reviewRights(seat: Seat, ms = this.options.limits.authenticateMs): Promise<void> {
    // Who is on the way in is asked about again there.
    seat.reviews += 1;
    if (!seat.isIn) return;
    let refusal: Refusal = {
      code: "auth.revoked",
      message: "What this user may do here has changed",
    };
    let isOut = false;
    let rights = NOTHING;
    try {
      rights = await this.#rights(seat.user, seat.join.room, ms);
      if (JSON.stringify(rights) === JSON.stringify(seat.rights)) return;
    } catch (error) {
      isOut = true;
      // Who has no rights any more hears why when joining again.
      if (error instanceof Refused && error.code === NO_RIGHTS.code) refusal = error;
    }
    if (!seat.isHeld || !seat.isIn) return;
    await this.quieten(seat, rights);
    if (!seat.isHeld) return;
    seat.revoke(refusal.code, refusal.message, isOut);
  }

  /** Takes nothing more from a seat, and waits a little until its client knows how all that it wrote came out. */
  async quieten(seat: Seat, rights: Rights): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.options.clock.after(FLUSH_MS, resolve);
    await Promise.race([seat.end(rights), late]);
    cancel();
  }

  /**
   * What a user may do in a room. Throws `Refused`: `auth.forbidden`, or what `authorize` says in its own words; `auth.unavailable`
   * when it threw anything else, which is reported here.
   */
  async #rights(
    user: UserInfo,
    room: RoomId,
    ms = this.options.limits.authenticateMs,
  ): Promise<Rights> {
    const implementation = this.#implementationOf(room);
    let rights: Rights | undefined;
    try {
      const { clock } = this.options;
      const asked = Promise.resolve().then(() => implementation.authorize(user, room));
      rights = rightsOf(await within(clock, ms, asked, "authorize"));
    } catch (error) {
      if (error instanceof Refused) throw told(error, "auth.forbidden");
      this.options.onError(error);
      throw new Refused(NO_RIGHTS.code, NO_RIGHTS.message);
    }
    if (rights === undefined)
      throw new Refused("auth.forbidden", `${user.id} may not enter ${room}`);
    return rights;
  }

  #implementationOf(room: RoomId): RoomImplementation {
    const parsed = parseRoomId(room);
    const implementation = parsed === undefined ? undefined : this.#kinds.get(parsed.name);
    if (implementation === undefined)
      throw parsed === undefined
        ? new Refused(
            "room.unknown",
            `There is no room ${room}: a room is named by its kind and id, as "board:roadmap"`,
          )
        : this.#misfits.unknown(parsed.name, this.#kinds.names());
    return implementation;
  }

  /** `address` is that of whoever wants it. */
  #load(id: RoomId, address = ""): Promise<Room> {
    const known = this.#rooms.get(id);
    if (known !== undefined) return known;
    const wait = this.#faults.closedFor(id);
    if (wait > 0) {
      const message = `${id} has failed several times and stays closed for ${wait} ms`;
      return Promise.reject(new Refused("room.faulty", message));
    }
    this.#opened.check(address);
    this.#opened.begin(address);
    const opening = this.#openRoom(id, address);
    this.#rooms.set(id, opening);
    opening.catch((error: unknown) => {
      this.#opened.fail(address);
      const forget = (): void => void this.#rooms.delete(id);
      if (!(error instanceof Incompatible)) return forget();
      this.options.onError(error);
      this.options.clock.after(UNFIT_MS, forget);
    });
    return opening;
  }

  async #openRoom(id: RoomId, address: string): Promise<Room> {
    const { store, clock } = this.options;
    const implementation = this.#implementationOf(id);
    const snapshot = await store.loadSnapshot(id);
    const entries: Entry[] = [];
    for await (const entry of store.read(id, snapshot?.seq ?? 0)) entries.push(entry);
    const ledger = new Ledger();
    for (const line of snapshot === undefined ? [] : (JSON.parse(snapshot.ledger) as LedgerLine[]))
      ledger.load(...line);
    for (const entry of entries) {
      if ("client" in entry) ledger.load(entry.client, entry.actor, entry.clientSeq, entry.at);
    }
    const at = Math.max(clock.now(), ledger.latest, entries.at(-1)?.at ?? snapshot?.at ?? 0);
    const { definition } = implementation;
    const migration = migrationOf(definition, id, { snapshot, entries }, at);
    if (migration[0] !== undefined) {
      // Nobody is let in before this is durable. Where another owner was faster, it is refused, and the room is loaded anew.
      await store.append(id, migration[0].seq - 1, migration);
      entries.push(...migration);
    }
    const earlier =
      snapshot === undefined ? [] : await entriesUpTo(store, id, snapshot.seq, this.options.keep);
    let room: Room;
    try {
      const base = snapshot === undefined ? undefined : await this.#decoded(snapshot);
      room = this.#roomOf(implementation, id, ledger, base, { snapshot, entries, earlier });
    } catch (error) {
      // What is stored makes no room, and reading all of it at every join would not help.
      if (!(error instanceof Incompatible)) this.#faults.note(id);
      throw error;
    }
    this.#open.add(room);
    this.#opened.opened(room, address);
    this.figures.rooms = this.#open.size;
    return room;
  }

  /** Reads a snapshot in steps, between which others have their turn. */
  async #decoded(snapshot: Snapshot): Promise<Folded> {
    const steps = decoding(snapshot);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      // oxlint-disable-next-line no-await-in-loop -- that is what it is for
      await new Promise<void>((resolve) => void this.options.clock.after(0, resolve));
    }
  }

  #roomOf(
    implementation: RoomImplementation,
    id: RoomId,
    ledger: Ledger,
    base: Folded | undefined,
    stored: StoredRoom & { readonly earlier: readonly Earlier[] },
  ): Room {
    const { store, clock, limits } = this.options;
    const isNew = base === undefined && stored.entries.length === 0;
    const initial = isNew ? this.#kinds.initialOf(implementation) : undefined;
    const judge = Judge.load(
      implementation,
      id,
      base,
      stored.entries,
      this.options.random,
      (error) => this.options.onError(error),
      initial,
    );
    const room: Room = new Room(
      {
        id,
        version: implementation.definition.version,
        hasTexts: implementation.definition.schema.texts !== undefined,
        isFilled: this.#kinds.initialOf(implementation) !== undefined,
        initial,
        inverses: new Inverses({
          room: id,
          store,
          clock,
          schema: implementation.definition.schema,
          looks: this.#looks,
          recent: this.#recent,
        }),
        judge,
        ledger,
        store,
        clock,
        limits,
        keep: this.options.keep ?? KEEP,
        snapshotEvery: limits.snapshotEvery,
        idleMs: limits.idleMs,
        onError: (error) => this.options.onError(error),
        onFault: () => this.#faults.note(id),
        onDecided: (committed) => {
          if (committed) this.figures.commits += 1;
          else this.figures.refusals += 1;
        },
        onEntered: () => this.#opened.entered(room),
        onEmpty: () => this.#opened.emptied(room),
        onClosed: () => {
          this.#opened.closed(room);
          this.#open.delete(room);
          this.#rooms.delete(id);
          this.figures.rooms = this.#open.size;
        },
      },
      stored.snapshot,
      stored.entries,
      stored.earlier,
    );
    return room;
  }
}
