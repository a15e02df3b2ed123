import {
  type Entry,
  isObject,
  mistake,
  type RoomId,
  type Seq,
  type Snapshot,
  systemClock,
  systemRandom,
} from "@alongside/core/engine";
import { copied, checkParts, foldSnapshot, foldState } from "./fold-snapshot.ts";
import type { Parts, WholeSnapshot } from "./whole-snapshot.ts";
import {
  type ChangedRoom,
  type Cursor,
  type FollowerLine,
  type FollowerStep,
  type Kept,
  type KeptKind,
  Outread,
} from "./followed.ts";
import type { AuditLine } from "./chain/audited.ts";
import { linesOf } from "./chain/lines.ts";
import type { Erased, Erasure, PendingErasure } from "./erasing/erasing.ts";
import { Eraser } from "./erasing/eraser.ts";
import { eraseIn, isNamedInRoom } from "./erasing/in-memory.ts";
import { importInto } from "./import-into.ts";
import { MemoryChain } from "./memory-chain.ts";
import { MemoryFollowed } from "./memory-followed.ts";
import type { MemoryPosts } from "./memory-posts.ts";
import { EMPTY, memoryRoom, type Room, type Row, sizeIn, thin } from "./memory-room.ts";
import type {
  DroppedPosts,
  PostBounds,
  PostCount,
  PostPlace,
  PostQuery,
  PostRow,
} from "./posts.ts";
import { decodeRow, RowEncoder } from "./row.ts";
import { lastUpTo, pastEntries } from "./past/in-memory.ts";
import type { FoundEntries, WantedEntries } from "./past/wanted.ts";
import { MemorySwept } from "./memory-swept.ts";
import type { SweepLine, SweepStep } from "./swept.ts";
import {
  type Bounds,
  Conflict,
  Dropped,
  buried,
  EPOCH_LENGTH,
  type Moment,
  type ImportStep,
  type Keys,
  type OpsJsons,
  type Origin,
  type Outside,
  type RoomSize,
  type Store,
  TOMBSTONE_MS,
  type Tombstone,
  checkAppend,
} from "./store.ts";

/** Options of {@link memory}. */
export interface MemoryOptions {
  /** Seals each entry, as `SqliteOptions.chain` does. @default false */
  readonly chain?: boolean;
}

/** Keeps rooms in memory, for tests and for trying things out: they are gone with the store. Holds no timers. */
export function memory(options: MemoryOptions = {}): Store {
  if (!isObject(options) || !(options.chain === undefined || typeof options.chain === "boolean"))
    throw mistake(
      "memory",
      "the options",
      '{ chain: true }, or left out; rooms on disk: sqlite("data/rooms.db")',
      options,
    );
  return new Memory(options.chain === true);
}

class Memory implements Store {
  readonly #rooms = new Map<RoomId, Room>();
  readonly #followed = new MemoryFollowed();
  readonly #swept = new MemorySwept();
  readonly #tombstones = new Map<RoomId, Tombstone>();
  /** Rooms of which an append was refused, and who made it has not heard so yet. */
  readonly #refusing = new Set<RoomId>();
  readonly #erasures = new Map<string, PendingErasure>();
  readonly #isSealing: boolean;
  #isClosed = false;

  constructor(isSealing: boolean) {
    this.#isSealing = isSealing;
  }

  append(
    room: RoomId,
    after: Seq,
    entries: readonly Entry[],
    epoch?: string,
    opsJson?: OpsJsons,
    posts?: readonly PostRow[],
  ): Promise<void> {
    checkAppend(room, after, entries, posts);
    if (this.#isClosed) return closed();
    const head = this.#headOf(room);
    if (head === after && !this.#refusing.has(room)) {
      this.#write(room, entries, epoch, opsJson);
      if (posts !== undefined) this.#rooms.get(room)?.posts.write(after, posts);
      return Promise.resolve();
    }
    this.#refusing.add(room);
    const refused = Promise.reject(new Conflict(room, after, head));
    refused.catch(() => this.#refusing.delete(room));
    return refused;
  }

  #write(
    room: RoomId,
    entries: readonly Entry[],
    epoch: string | undefined,
    opsJson: OpsJsons | undefined,
  ): void {
    const held = this.#rooms.get(room) ?? memoryRoom();
    this.#rooms.set(room, held);
    const [first, last] = [held.head + 1, held.head + entries.length];
    const known = held.epochs.at(-1)?.epoch;
    if (known === undefined || (epoch !== undefined && epoch !== known))
      held.epochs.push({ epoch: epoch ?? systemRandom.id(EPOCH_LENGTH), from: first });
    const encoder = new RowEncoder(entries[0] as Entry);
    encoder.add(entries, opsJson);
    const row: Row = { first, last, ...encoder.done() };
    if (this.#isSealing) held.chain ??= new MemoryChain(room, held.head);
    const sealed = this.#isSealing ? held.chain?.append(held.head, row) : undefined;
    held.rows.push(sealed === undefined ? row : { ...row, sealed });
    held.head = last;
    this.#followed.grown(room);
  }

  async *read(room: RoomId, after: Seq, limit = Infinity): AsyncIterable<Entry> {
    let left = limit;
    for (let seq = after; left > 0;) {
      if (this.#isClosed) await closed();
      const page = this.#page(room, seq);
      if (page.length === 0) return;
      for (const entry of page.slice(0, left)) {
        ({ seq } = entry);
        left -= 1;
        yield entry;
      }
    }
  }

  /** The entries of the first row that holds something after `after`. Throws {@link Dropped}. */
  #page(room: RoomId, after: Seq): readonly Entry[] {
    const { floor, rows } = this.#rooms.get(room) ?? { floor: 0, rows: [] };
    if (after < floor) throw new Dropped(room, after, floor);
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] as Row).last <= after) low = middle + 1;
      else high = middle;
    }
    const row = rows[low];
    if (!row) return [];
    return decodeRow(row).slice(Math.max(0, after + 1 - row.first));
  }

  async *audited(room: RoomId, after: Seq): AsyncIterable<AuditLine> {
    const held = await this.#ask(() => this.#rooms.get(room));
    if (held === undefined) return;
    const { head, floor, rows, chain } = held;
    if (after < floor) throw new Dropped(room, after, floor);
    const start = { room, after, head, ...chain?.start(after, rows) };
    const notes = chain?.notes(start.chain?.after ?? after, head) ?? [];
    yield start;
    yield* linesOf(room, { last: head, rows: [...rows], notes }, after, head);
  }

  head(room: RoomId): Promise<Seq> {
    return this.#ask(() => this.#headOf(room));
  }

  #headOf(room: RoomId): Seq {
    return this.#rooms.get(room)?.head ?? 0;
  }

  saveSnapshot(room: RoomId, seq: Seq, parts?: Parts): Promise<Snapshot> {
    checkParts(parts);
    const given = copied(parts);
    return this.#ask(() => {
      const held = this.#rooms.get(room);
      if (held === undefined || !(seq > 0 && seq <= held.head))
        throw new RangeError(`Snapshot of ${room} at ${seq}: its head is ${this.#headOf(room)}`);
      const previous = this.#latest(room, seq);
      const from = previous?.snapshot.seq ?? 0;
      if (previous !== undefined && from === seq && given === undefined) return previous.snapshot;
      const saved = foldSnapshot(previous, this.#between(room, from, seq), given);
      held.snapshots.set(seq, saved);
      thin(held);
      return saved.snapshot;
    });
  }

  stateAt(room: RoomId, seq: Seq, keys: Keys): Promise<Snapshot> {
    return this.#ask(() => {
      if (!(seq > 0 && seq <= this.#headOf(room)))
        throw new RangeError(`State of ${room} at ${seq}: its head is ${this.#headOf(room)}`);
      const previous = this.#latest(room, seq)?.snapshot;
      return foldState(previous, this.#between(room, previous?.seq ?? 0, seq), keys);
    });
  }

  pastEntries(room: RoomId, wanted: WantedEntries): Promise<FoundEntries> {
    return this.#ask(() => pastEntries(room, this.#rooms.get(room) ?? EMPTY, wanted));
  }

  lastUpTo(room: RoomId, ms: number): Promise<Seq> {
    return this.#ask(() => lastUpTo(this.#rooms.get(room) ?? EMPTY, ms));
  }

  *#between(room: RoomId, after: Seq, upTo: Seq): Iterable<Entry> {
    for (let seq = after; seq < upTo;) {
      for (const entry of this.#page(room, seq)) {
        if (entry.seq > upTo) return;
        ({ seq } = entry);
        yield entry;
      }
    }
  }

  #latest(room: RoomId, atOrBefore: Seq): WholeSnapshot | undefined {
    const snapshots = this.#rooms.get(room)?.snapshots ?? new Map<Seq, WholeSnapshot>();
    const seq = Math.max(...[...snapshots.keys()].filter((at) => at <= atOrBefore));
    return snapshots.get(seq);
  }

  loadSnapshot(room: RoomId, atOrBefore: Seq = Infinity): Promise<Snapshot | undefined> {
    return this.#ask(() => this.#latest(room, atOrBefore)?.snapshot);
  }

  loadPart(room: RoomId, seq: Seq, name: string): Promise<Uint8Array | undefined> {
    return this.#ask(() => this.#rooms.get(room)?.snapshots.get(seq)?.parts.get(name)?.slice());
  }

  listRooms(after: RoomId = "", limit = 1000): Promise<readonly RoomId[]> {
    return this.#ask(() => {
      const rooms = [...this.#rooms.keys()].toSorted();
      return rooms.filter((room) => room > after).slice(0, limit);
    });
  }

  origin(room: RoomId): Promise<Origin> {
    return this.#ask(() => {
      const epochs = [...(this.#rooms.get(room)?.epochs ?? [])];
      const deleted = this.#tombstoneOf(room);
      const { generation = 0, erased } = this.#rooms.get(room) ?? {};
      const more = generation > 0 && erased ? { generation, erased: new Map(erased) } : {};
      return deleted === undefined ? { epochs, ...more } : { epochs, ...more, deleted };
    });
  }

  #tombstoneOf(room: RoomId): Tombstone | undefined {
    const deleted = this.#tombstones.get(room);
    return deleted !== undefined && deleted.at >= systemClock.now() - TOMBSTONE_MS
      ? deleted
      : undefined;
  }

  deleteRoom(room: RoomId): Promise<void> {
    return this.#ask(() => {
      const log = this.#rooms.get(room);
      if (log === undefined) return;
      const names = log.epochs.map(({ epoch }) => epoch);
      const epochs = buried(this.#tombstoneOf(room)?.epochs ?? [], names);
      this.#tombstones.set(room, { epochs, at: systemClock.now() });
      this.#rooms.delete(room);
      this.#followed.deleted(room);
      this.#swept.deleted(room);
    });
  }

  async importRoom(room: RoomId, epoch: string, steps: AsyncIterable<ImportStep>): Promise<void> {
    const made = new Memory(this.#isSealing);
    const head = await importInto(made, room, epoch, steps);
    await made.saveSnapshot(room, head, new Map());
    return this.#ask(() => {
      const found = this.#headOf(room);
      if (found > 0) throw new Conflict(room, 0, found);
      this.#rooms.set(room, made.#rooms.get(room) as Room);
      this.#followed.grown(room);
    });
  }

  /** Begins a room at a snapshot. */
  beginAt(room: RoomId, epoch: string, whole: WholeSnapshot): Promise<void> {
    const { seq } = whole.snapshot;
    return this.#ask(() => {
      this.#rooms.set(room, {
        ...memoryRoom(),
        head: seq,
        floor: seq,
        snapshots: new Map([[seq, whole]]),
        epochs: [{ epoch, from: 1 }],
      });
    });
  }

  putPosts(room: RoomId, posts: readonly PostRow[]): Promise<void> {
    return this.#ask(() => this.#rooms.get(room)?.posts.write(0, posts));
  }

  dropBefore(room: RoomId, seq: Seq): Promise<void> {
    return this.#ask(() => {
      const held = this.#rooms.get(room);
      const upTo = Math.min(seq, this.#latest(room, Infinity)?.snapshot.seq ?? 0);
      if (held === undefined || upTo <= held.floor) return;
      held.chain?.drop(upTo, held.rows);
      held.floor = upTo;
      held.rows = held.rows.filter((row) => row.last > upTo);
      thin(held);
    });
  }

  outside(room: RoomId, { since = -Infinity, entries, bytes }: Bounds): Promise<Outside> {
    return this.#ask(() => {
      const { head, floor, rows } = this.#rooms.get(room) ?? { head: 0, floor: 0, rows: [] };
      let left = bytes ?? Infinity;
      const isOut = (row: Row): boolean => {
        left -= row.body.length;
        return row.at < since || row.last <= head - (entries ?? Infinity) || left < 0;
      };
      return { head, floor, upTo: rows.findLast(isOut)?.last ?? floor };
    });
  }

  size(room: RoomId): Promise<RoomSize> {
    return this.#ask(() => sizeIn(this.#rooms.get(room) ?? EMPTY));
  }

  keepMoments(room: RoomId, moments: readonly Moment[]): Promise<void> {
    const kept = moments.map(({ seq, at }) => ({ seq, at }));
    return this.#ask(() => {
      const held = this.#rooms.get(room);
      if (held === undefined) return;
      held.kept = kept.toSorted((a, b) => a.seq - b.seq);
      thin(held);
    });
  }

  moments(room: RoomId): Promise<readonly Moment[]> {
    return this.#ask(() => {
      const held = this.#rooms.get(room);
      return held?.kept.filter(({ seq }) => held.snapshots.has(seq)) ?? [];
    });
  }

  changedSince(mark: number, limit?: number): Promise<readonly ChangedRoom[]> {
    return this.#ask(() => this.#followed.changedSince(mark, (room) => this.#headOf(room), limit));
  }

  follower(name: string): Promise<FollowerLine | undefined> {
    return this.#ask(() => this.#followed.line(name));
  }

  cursor(follower: string, room: RoomId): Promise<Cursor | undefined> {
    return this.#ask(() => this.#followed.cursor(follower, room));
  }

  slowestFollower(room: RoomId): Promise<Seq | undefined> {
    return this.#ask(() => this.#followed.slowest(room));
  }

  kept(follower: string, kind: KeptKind, after?: number, limit?: number): Promise<readonly Kept[]> {
    return this.#ask(() => this.#followed.kept(follower, kind, after, limit));
  }

  saveFollower(name: string, step: FollowerStep): Promise<readonly number[]> {
    return this.#ask(() => {
      const { readIn } = step;
      const { generation = 0 } = (readIn && this.#rooms.get(readIn.room)) ?? {};
      if (readIn !== undefined && readIn.generation !== generation) throw new Outread(readIn.room);
      return this.#followed.save(name, step);
    });
  }

  readPosts(room: RoomId, feed: string, query: PostQuery = {}): Promise<readonly PostRow[]> {
    return this.#posts(room, (posts) => posts.read(feed, query));
  }

  findPosts(room: RoomId, feed: string, ids: readonly string[]): Promise<readonly PostRow[]> {
    return this.#posts(room, (posts) => posts.find(feed, ids));
  }

  countPosts(room: RoomId, feed: string, after: Seq, count: PostCount): Promise<number> {
    return this.#posts(room, (posts) => posts.count(feed, after, count));
  }

  allPosts(
    room: RoomId,
    after?: PostPlace & { readonly feed: string },
  ): Promise<readonly PostRow[]> {
    return this.#posts(room, (posts) => posts.all(after));
  }

  dropPosts(room: RoomId, feed: string, bounds: PostBounds): Promise<DroppedPosts> {
    return this.#posts(room, (posts) => posts.drop(feed, bounds));
  }

  #posts<T>(room: RoomId, answer: (posts: MemoryPosts) => T): Promise<T> {
    return this.#ask(() => answer((this.#rooms.get(room) ?? EMPTY).posts));
  }

  sweepLine(): Promise<SweepLine | undefined> {
    return this.#ask(() => this.#swept.line);
  }

  dueRooms(at: number, limit?: number): Promise<readonly RoomId[]> {
    return this.#ask(() => this.#swept.due(at, limit));
  }

  saveSweep({ line, due = [] }: SweepStep): Promise<void> {
    const there = due.filter(({ room }) => this.#rooms.has(room));
    return this.#ask(() => this.#swept.save({ ...(line && { line }), due: there }));
  }

  async saveMoment(room: RoomId, seq: Seq): Promise<void> {
    await this.saveSnapshot(room, seq);
  }

  newestSnapshot(room: RoomId): Promise<Seq> {
    return this.#ask(() => this.#latest(room, Infinity)?.snapshot.seq ?? 0);
  }

  hasUser(room: RoomId, user: string): Promise<boolean> {
    return this.#ask(() => isNamedInRoom(this.#rooms.get(room) ?? EMPTY, user));
  }

  erase(room: RoomId, erasure: Erasure): Promise<Erased> {
    return this.#ask(() => {
      const held = this.#rooms.get(room);
      if (held === undefined) return new Eraser(erasure).erased;
      const erased = eraseIn(held, room, erasure);
      this.#followed.erased(room);
      return erased;
    });
  }

  erasures(): Promise<readonly PendingErasure[]> {
    return this.#ask(() => [...this.#erasures.values()]);
  }

  beginErasure(erasure: PendingErasure): Promise<void> {
    return this.#ask(() => void this.#erasures.set(erasure.as, erasure));
  }

  endErasure(as: string): Promise<void> {
    return this.#ask(() => void this.#erasures.delete(as));
  }

  check(): Promise<void> {
    return this.#ask(() => undefined);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  async #ask<T>(answer: () => T): Promise<T> {
    return this.#isClosed ? closed() : answer();
  }
}

function closed(): Promise<never> {
  return Promise.reject(new Error("The store is closed"));
}
