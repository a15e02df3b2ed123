import type { RoomDefinition } from "@alongside/core";
import {
  type Clock,
  isObject,
  mistake,
  parseRoomId,
  type RoomId,
  type Seq,
  systemRandom,
} from "@alongside/core/engine";
import type { Registry } from "../registry/registry.ts";
import type { ServerRoom } from "../room/server-room.ts";
import { Conflict, EPOCH_LENGTH, type Store } from "../store/store.ts";
import { BadExport } from "./bad-export.ts";
import { auditLines, type AuditTimes } from "./audit-lines.ts";
import { exportLines } from "./export-lines.ts";
import { readExport } from "./read-export.ts";

/** So many rooms are listed where nothing else is said, and at most. */
const FEW = 100;
const MOST = 1000;

/** Which rooms to list. */
export interface ListOptions {
  /** The name of a definition: `board`. */
  readonly kind?: string;
  /** How their ids begin, kind included: `board:team-7-`. */
  readonly prefix?: string;
  /** Those after this one: `next` of an earlier list. */
  readonly after?: RoomId;
  /** 1 to 1,000. @default 100 */
  readonly limit?: number;
}

/** What an audit tells of. */
export interface AuditOptions {
  /** Of this room: `board:roadmap`. @default All. */
  readonly room?: RoomId;
  /** Of rooms whose ids begin so. */
  readonly prefix?: string;
  /** Of entries from this time on, up to that one, in ms since the epoch or as a date. */
  readonly from?: number | Date;
  readonly to?: number | Date;
}

/** Rooms in the order of their ids. */
export interface RoomList {
  readonly rooms: readonly RoomId[];
  /** Where the next list goes on; absent at the end. */
  readonly next?: RoomId;
}

/** What is known of a room. */
export interface RoomStat {
  readonly id: RoomId;
  /** The name of its definition. */
  readonly kind: string;
  /** Of the definition that this server runs; absent for a kind that it does not. */
  readonly version?: number;
  /** The number of its last entry that is on disk. */
  readonly seq: Seq;
  /** When that was written, in ms since the epoch. */
  readonly at: number;
  /** The name of its log: a backup that is put back goes on under another one. */
  readonly epoch: string;
  /** How many entries are kept one by one: see `retention`. */
  readonly entries: number;
  /** What its entries and its snapshots take in the store. */
  readonly bytes: { readonly entries: number; readonly snapshots: number };
  /** Whether it is in memory. */
  readonly isLoaded: boolean;
  /** How many are in it by now, each page of theirs counted. */
  readonly people: number;
}

interface RoomsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly open: (definition: RoomDefinition, id: string) => ServerRoom<RoomDefinition>;
  /** Hears of a room that was imported, with its last entry. */
  readonly onImport: (room: RoomId, seq: Seq) => void;
  /** Deletes a room, with what is kept of it elsewhere. */
  readonly remove: (room: RoomId) => Promise<void>;
}

/** The rooms of a server, whether they are in memory or not: for operators, and for what an app does to many of them. */
export class Rooms {
  readonly #options: RoomsOptions;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /**
   * The rooms that hold something, of kinds that this server does not run too, in the order of their ids. Rejects with `TypeError` for
   * options that are none, and with what the store throws.
   */
  async list(options: ListOptions = {}): Promise<RoomList> {
    const { kind, prefix = "", after = "", limit = FEW } = checkList(options);
    const start = kind === undefined ? prefix : longer(prefix, `${kind}:`);
    if (start === undefined) return { rooms: [] };
    const { store } = this.#options;
    const rooms: RoomId[] = [];
    // A list begins after a name, and what begins with one may be just that.
    if (start > after && parseRoomId(start) !== undefined && (await store.head(start)) > 0)
      rooms.push(start);
    const found = await store.listRooms(start > after ? start : after, limit + 1);
    for (const room of found) if (room.startsWith(start)) rooms.push(room);
    if (rooms.length <= limit) return { rooms };
    const page = rooms.slice(0, limit);
    return { rooms: page, next: page.at(-1) as RoomId };
  }

  /** What is known of a room; undefined for one that holds nothing. Rejects with `TypeError` for what names no room, and with what the store throws. */
  async stat(id: RoomId): Promise<RoomStat | undefined> {
    const { name: kind } = checkId(id);
    const { store, registry } = this.#options;
    const size = await store.size(id);
    const { head: seq, floor } = size;
    if (seq === 0) return undefined;
    const room = await registry.known(id);
    const version = registry.kinds.get(kind)?.definition.version;
    return {
      id,
      kind,
      ...(version !== undefined && { version }),
      seq,
      at: size.at,
      epoch: (await store.origin(id)).epochs.at(-1)?.epoch ?? "",
      entries: seq - floor,
      bytes: { entries: size.entryBytes, snapshots: size.snapshotBytes },
      isLoaded: room !== undefined,
      people: room?.company.list().length ?? 0,
    };
  }

  /**
   * Deletes a room (`board:roadmap`) with all that the store has of it. Whoever is in it, and for 90 days whoever comes back to it with
   * what they had of it, ends with `room.deleted`; what they had not saved is in their `room.rejected`. Who joins with nothing of it
   * begins it anew. Resolves once the store has let go of it; a room that is not there is deleted already. Rejects with `TypeError` for
   * what names no room, with `Refused` (`inbox.closed`) for a room of inboxes that cannot go by itself, and with what the store throws.
   */
  async delete(id: RoomId): Promise<void> {
    checkId(id);
    await this.#options.remove(id);
  }

  /**
   * A room as lines of JSON, each without its line break, as of this moment: a header, the snapshot that its log begins after where
   * entries were forgotten, all entries, and an end with a checksum. Whoever writes to it goes on. A moment whose entries were
   * forgotten is not in it. Throws `TypeError` for what names no room and `RangeError` for a room that holds nothing, when the first
   * line is asked for, and an `Error` where the room is deleted or its log shortened meanwhile.
   */
  async *export(id: RoomId): AsyncIterable<string> {
    const { name } = checkId(id);
    const { store, registry } = this.#options;
    if ((await store.head(id)) === 0) throw new RangeError(`${id} holds nothing to export`);
    yield* exportLines(store, id, registry.kinds.get(name)?.definition.version);
  }

  /**
   * Who did what, in one room (`room`), in those whose ids begin so (`prefix`) or in all, between two times, as lines of JSON, each without its
   * line break: refusals, names of moments and what the server did too, with the seals of the chain where the store has one. `alongside
   * verify --audit` checks a file of it. The last line has a checksum. Reads a page of a log at a time, and only while lines are asked
   * for. Throws `TypeError`, when the first one is, for options that are none.
   */
  async *audit(options: AuditOptions = {}): AsyncIterable<string> {
    const { room, prefix, ...times } = checkAudit(options);
    const { store } = this.#options;
    const list = (after: RoomId | undefined): Promise<RoomList> =>
      this.list({ limit: MOST, ...(prefix && { prefix }), ...(after && { after }) });
    async function* rooms(): AsyncIterable<RoomId> {
      if (room !== undefined) return yield room;
      for (let after: RoomId | undefined; ;) {
        const page = await list(after);
        yield* page.rooms;
        after = page.next;
        if (after === undefined) return;
      }
    }
    yield* auditLines(store, rooms(), times);
  }

  /**
   * Makes a room of what `export` wrote, in a room of the same kind that holds nothing. Its log goes on under a new epoch. Nobody sees
   * anything of it before all of it is there. Rejects with `TypeError` for what names no room, `Refused` with `room.unknown` for a
   * kind that this server does not run, `Conflict` for a room that holds something, {@link BadExport} with the line that cannot be
   * read, and with what the store throws; then nothing of it is left.
   */
  async import(
    id: RoomId,
    lines: AsyncIterable<string> | Iterable<string>,
  ): Promise<{ readonly seq: Seq }> {
    checkId(id);
    const { store, registry, clock } = this.#options;
    const { version } = registry.definitionOf(id);
    const seq = await store.head(id);
    if (seq > 0) throw new Conflict(id, 0, seq);
    const read = { lines: 0 };
    const steps = readExport(id, version, clock.now(), counted(lines, read));
    await store
      .importRoom(id, systemRandom.id(EPOCH_LENGTH), steps)
      .catch((error: unknown) => void unfolded(error, read.lines));
    // Who came to the empty room meanwhile comes to this one.
    await registry.reset(id, `${id} was imported`);
    const head = await store.head(id);
    this.#options.onImport(id, head);
    return { seq: head };
  }

  /**
   * The server's own hands in a room by its whole id, where its definition is not at hand. Throws `TypeError` for what names no room,
   * and `Refused` with `room.unknown` for a kind that this server does not run.
   */
  get(id: RoomId): ServerRoom<RoomDefinition> {
    const { id: own } = checkId(id);
    return this.#options.open(this.#options.registry.definitionOf(id), own);
  }
}

function checkId(id: unknown): { readonly name: string; readonly id: string } {
  const parsed = typeof id === "string" ? parseRoomId(id) : undefined;
  if (parsed === undefined) throw mistake("rooms", "the room", '"board:roadmap", say', id);
  return parsed;
}

function checkList(options: ListOptions): ListOptions {
  if (!isObject(options))
    throw mistake("rooms", "what is given", '{ kind: "board", limit: 100 }, say', options);
  const { limit } = options;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= MOST))
    throw mistake("rooms", "the limit", `a whole number from 1 to ${MOST}`, limit);
  for (const name of ["kind", "prefix", "after"] as const)
    if (options[name] !== undefined && typeof options[name] !== "string")
      throw mistake("rooms", name, "a text", options[name]);
  return options;
}

/** Notes how many lines have been read. */
async function* counted(
  lines: AsyncIterable<string> | Iterable<string>,
  read: { lines: number },
): AsyncIterable<string> {
  for await (const line of lines) {
    read.lines += 1;
    yield line;
  }
}

/** Throws what an import ended with. Of lines that can all be read, and come to no room, the store says so as it folds them. */
function unfolded(error: unknown, line: number): never {
  const isOfFold = [RangeError, SyntaxError, TypeError].some((type) => error instanceof type);
  if (!isOfFold) throw error;
  throw new BadExport("import.damaged", line, `this comes to no room: ${(error as Error).message}`);
}

function checkAudit(options: AuditOptions): Pick<AuditOptions, "room" | "prefix"> & AuditTimes {
  if (!isObject(options))
    throw mistake("rooms", "what is given", '{ room: "board:roadmap" }, say', options);
  const { room, prefix, from, to } = options;
  if (room !== undefined) checkId(room);
  if (prefix !== undefined && typeof prefix !== "string")
    throw mistake("rooms", "prefix", "a text", prefix);
  const times = { from: from && Number(from), to: to && Number(to) };
  for (const name of ["from", "to"] as const)
    if (times[name] !== undefined && !(times[name] >= 0))
      throw mistake("rooms", name, "a time in ms, or a date", options[name]);
  return {
    ...(room !== undefined && { room }),
    ...(prefix !== undefined && { prefix }),
    ...(times.from !== undefined && { from: times.from }),
    ...(times.to !== undefined && { to: times.to }),
  };
}

/** Of two beginnings of a text the longer one; undefined where nothing begins with both. */
function longer(one: string, other: string): string | undefined {
  if (one.startsWith(other)) return one;
  return other.startsWith(one) ? other : undefined;
}
