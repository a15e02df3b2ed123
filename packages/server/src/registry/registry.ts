import { Refused, type RoomDefinition } from "@alongside/core";
import {
  type Clock,
  type Entry,
  Incompatible,
  parseRoomId,
  type Random,
  type Rights,
  type RoomId,
  type Seq,
  type UserInfo,
} from "@alongside/core/engine";
import { Gate } from "../gate.ts";
import type { Kind } from "../history/past.ts";
import type { RoomImplementation } from "../implement.ts";
import type { Limits } from "../limits.ts";
import { ENTRY_KINDS, type EntryKinds } from "../room/entry-kinds.ts";
import type { Keep } from "../room/keep.ts";
import type { TrashLimits } from "../room/trash.ts";
import { Recent } from "../room/recent.ts";
import { rightsOf } from "../room/rights.ts";
import type { Room } from "../room/room.ts";
import { SeriesRooms } from "../series/series-rooms.ts";
import type { Store } from "../store/store.ts";
import { Kinds } from "./kinds.ts";
import { loadRoom } from "./load-room.ts";
import { Misfits } from "./misfits.ts";
import { OpenedRooms } from "./opened-rooms.ts";
import { NO_RIGHTS, told, within } from "../refusals.ts";
import { RoomFaults } from "./room-faults.ts";

/** How long a room that does not fit its definition is not tried again: to find that out, all of it is read. */
const UNFIT_MS = 1000;

/** Rooms that are read from the store at a time, and those that one address asked for. */
const LOADS_AT_ONCE = 16;
const LOADS_OF_ADDRESS = 8;

export interface RegistryOptions {
  readonly rooms: readonly RoomImplementation[];
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Limits;
  /** How much of each room's log stays in memory. */
  readonly keep?: Keep;
  readonly trash?: TrashLimits;
  readonly entryKinds?: EntryKinds;
  /** Never throws. */
  onError(error: unknown): void;
  onMisfit?(code: string, message: string): void;
  /** So many rooms are in memory now. */
  onCount(rooms: number): void;
  onDecided(committed: boolean): void;
  /** Entries of a room are on disk, in order. Never throws. */
  onDurable(room: RoomId, entries: readonly Entry[]): void;
  /** A snapshot of a room was saved: see `Sweeper`. */
  onSaved?(room: RoomId, seq: Seq): void;
}

/**
 * The rooms that this process owns: it loads them, lets them go, and knows who may do what in which. Whoever wants a room asks here
 * each time, as it may have left memory since, or belong to another process later.
 */
export class Registry {
  readonly kinds: Kinds;
  readonly misfits: Misfits;
  /** Live values of rooms, in memory or not. */
  readonly series: SeriesRooms;
  readonly #options: RegistryOptions;
  readonly #rooms = new Map<RoomId, Promise<Room>>();
  readonly #open = new Set<Room>();
  /** Rooms of which the store is letting go. */
  readonly #deleting = new Map<RoomId, Promise<void>>();
  readonly #faults: RoomFaults;
  readonly #loads = new Gate(LOADS_AT_ONCE, LOADS_OF_ADDRESS);
  readonly #opened: OpenedRooms;
  /** Changes that are to be taken back are looked for one after the other, whichever room they are of. */
  readonly #looks = new Gate(1);
  readonly #recent = new Recent();

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.kinds = new Kinds(options.rooms);
    this.misfits = new Misfits(options.onMisfit);
    this.series = new SeriesRooms(options, (room) => this.#implementationOf(room));
    this.#faults = new RoomFaults(options.clock);
    this.#opened = new OpenedRooms(options.limits);
  }

  /** The definition of a room of this kind. Throws `Refused` for a kind that this server does not run. */
  definitionOf(room: RoomId): RoomDefinition {
    return this.#implementationOf(room).definition;
  }

  /**
   * What a user may do in a room; `authorize` has `ms` to answer. Throws `Refused`: `auth.forbidden`, or what `authorize` says in its
   * own words; `auth.unavailable` when it threw anything else, which is reported here.
   */
  async rights(user: UserInfo, room: RoomId, ms: number): Promise<Rights> {
    const implementation = this.#implementationOf(room);
    const { clock, onError } = this.#options;
    let rights: Rights | undefined;
    try {
      const asked = Promise.resolve().then(() => implementation.authorize(user, room));
      rights = rightsOf(
        await within(clock, ms, asked, "authorize"),
        implementation.definition.schema.feeds,
      );
    } catch (error) {
      if (error instanceof Refused) throw told(error, "auth.forbidden");
      onError(error);
      throw new Refused(NO_RIGHTS.code, NO_RIGHTS.message);
    }
    if (rights === undefined)
      throw new Refused("auth.forbidden", `${user.id} may not enter ${room}`);
    return rights;
  }

  /** What is known of the kind of a room. Throws `Refused` for a kind that this server does not run. */
  kindOf(room: RoomId): Kind {
    const implementation = this.#implementationOf(room);
    return { implementation, initial: this.kinds.initialOf(implementation) };
  }

  /**
   * Resolves where a user with `rights` may see what a room was before; the app's rule has `ms` to answer. Rejects with `Refused`:
   * `history.forbidden`, or what the rule says in its own words; `auth.unavailable` when it threw anything else, which is reported here.
   */
  async checkHistory(user: UserInfo, room: RoomId, rights: Rights, ms: number): Promise<void> {
    const { history } = this.#implementationOf(room);
    const { clock, onError } = this.#options;
    let may: unknown = rights.write === true || rights.write.length > 0;
    try {
      if (history !== undefined)
        may = await within(clock, ms, Promise.resolve(history(user, room)), "history");
    } catch (error) {
      if (error instanceof Refused) throw error;
      onError(error);
      throw new Refused(NO_RIGHTS.code, NO_RIGHTS.message);
    }
    if (may !== true)
      throw new Refused("history.forbidden", `${user.id} may not see the past of ${room}`);
  }

  /**
   * The room, loaded when it is not in memory. `address` is that of whoever wants it, whose turn it has to be; undefined where it is
   * not wanted any more by then. Throws `Refused`, `Incompatible` and what the store throws.
   */
  async enter(id: RoomId, address: string, isWanted: () => boolean): Promise<Room | undefined> {
    // Outside of the gate, where it would hold up other rooms.
    const deleting = this.#deleting.get(id);
    if (deleting !== undefined) await deleting.catch(() => undefined);
    return this.#rooms.get(id) ?? this.#loads.pass(address, isWanted, () => this.load(id, address));
  }

  /** The same at once, for the server's own code, which has no address. */
  load(id: RoomId, address = ""): Promise<Room> {
    const deleting = this.#deleting.get(id);
    if (deleting !== undefined)
      return deleting.catch(() => undefined).then(() => this.load(id, address));
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
      this.#options.onError(error);
      this.#options.clock.after(UNFIT_MS, forget);
    });
    return opening;
  }

  /** The room, where it is in memory. */
  async known(id: RoomId): Promise<Room | undefined> {
    return this.#rooms.get(id)?.catch(() => undefined);
  }

  /**
   * Forgets a room: once the store has let go of it, whoever is in it hears `room.deleted`, and whoever comes meanwhile goes on. Rejects
   * with what the store throws; then the room may be there still.
   */
  async delete(id: RoomId): Promise<void> {
    const earlier = this.#deleting.get(id) ?? Promise.resolve();
    const deleting = earlier.then(() => this.#delete(id));
    this.#deleting.set(id, deleting);
    try {
      await deleting;
    } finally {
      if (this.#deleting.get(id) === deleting) this.#deleting.delete(id);
    }
  }

  /**
   * Empties a room's trash of what has been there for too long, though nobody opens it. Rejects with what loading it does, and where the
   * store does not take it.
   */
  async tidy(id: RoomId): Promise<void> {
    const room = await this.load(id);
    await room.tidy();
    // It came into memory for this alone, unless somebody is in it.
    room.release();
  }

  /** The store let posts of a room go: where it is in memory, it forgets them. */
  async postsSwept(id: RoomId): Promise<void> {
    (await this.known(id))?.postsSwept();
  }

  /** Has whoever is in a room come in anew, as what the store has of it is another thing. */
  async reset(id: RoomId, why: string): Promise<void> {
    const room = await this.known(id);
    if (room === undefined) return;
    const end = room.stop();
    this.#rooms.delete(id);
    end("room.reset", why);
  }

  async #delete(id: RoomId): Promise<void> {
    // One that could not be opened is deleted too.
    const room = await this.#rooms.get(id)?.catch(() => undefined);
    const end = room?.stop();
    try {
      await this.#options.store.deleteRoom(id);
    } catch (error) {
      end?.("room.reset", `${id} was not deleted; it is loaded again`);
      throw error;
    } finally {
      this.#rooms.delete(id);
    }
    this.series.forget(id);
    // Nobody hears that it is gone before it is.
    end?.("room.deleted", `${id} was deleted`);
  }

  /** Takes a room out of memory while `work` changes what is stored of it; whoever is in it, or comes meanwhile, gets it anew then. */
  async renew<T>(id: RoomId, work: () => Promise<T>): Promise<T> {
    const earlier = this.#deleting.get(id) ?? Promise.resolve();
    const renewing = earlier
      .catch(() => undefined)
      .then(async () => {
        const room = await this.known(id);
        await room?.flushed().catch(() => undefined);
        room?.stop()("room.reset", `${id} is loaded again`);
        this.#rooms.delete(id);
        return work();
      });
    const done = renewing.then(
      () => undefined,
      () => undefined,
    );
    this.#deleting.set(id, done);
    try {
      return await renewing;
    } finally {
      if (this.#deleting.get(id) === done) this.#deleting.delete(id);
    }
  }

  /** For how many ms more a room stays closed that failed again and again. */
  closedFor(id: RoomId): number {
    return this.#faults.closedFor(id);
  }

  /** Resolves once all that was decided in any room is durable, or known not to be. */
  async flushed(): Promise<void> {
    await Promise.allSettled(Array.from(this.#open, (room) => room.flushed()));
  }

  /** Closes every room, also those on their way into memory. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#rooms.values());
    for (const room of this.#open) room.close("server.stopping", "The server is going away");
    this.series.close();
  }

  #implementationOf(room: RoomId): RoomImplementation {
    const parsed = parseRoomId(room);
    const implementation = parsed === undefined ? undefined : this.kinds.get(parsed.name);
    if (implementation !== undefined) return implementation;
    if (parsed !== undefined) throw this.misfits.unknown(parsed.name, this.kinds.names());
    throw new Refused(
      "room.unknown",
      `There is no room ${room}: a room is named by its kind and id, as "board:roadmap"`,
    );
  }

  async #openRoom(id: RoomId, address: string): Promise<Room> {
    const { store, clock, random, limits, keep, trash, onError, onDecided, onDurable } =
      this.#options;
    const { entryKinds = ENTRY_KINDS } = this.#options;
    const series = this.series.of(id);
    // From now on, as the room will hold it.
    series.isOpen = true;
    const room: Room = await loadRoom({
      id,
      series,
      ...this.kindOf(id),
      store,
      clock,
      random,
      limits,
      keep,
      trash,
      entryKinds,
      looks: this.#looks,
      recent: this.#recent,
      onError,
      onDecided,
      onDurable: (entries) => onDurable(id, entries),
      onSaved: (seq) => this.#options.onSaved?.(id, seq),
      onFault: () => this.#faults.note(id),
      onEntered: () => this.#opened.entered(room),
      onEmpty: () => this.#opened.emptied(room),
      onClosed: () => {
        this.#opened.closed(room);
        series.isOpen = false;
        this.#open.delete(room);
        this.#rooms.delete(id);
        this.#options.onCount(this.#open.size);
      },
    }).catch((error: unknown) => {
      series.isOpen = false;
      throw error;
    });
    this.#open.add(room);
    this.#opened.opened(room, address);
    this.#options.onCount(this.#open.size);
    return room;
  }
}
