import type { Entry, RoomId, Seq, Snapshot } from "@alongside/core/engine";
import {
  type AuditLine,
  type ChangedRoom,
  type Cursor,
  type Erased,
  type Erasure,
  type FollowerLine,
  type FollowerStep,
  type ImportStep,
  type Kept,
  type KeptKind,
  memory,
  type MemoryOptions,
  type OpsJsons,
  type Origin,
  type PendingErasure,
  type Bounds,
  type Moment,
  type Outside,
  type RoomSize,
  type FoundEntries,
  type WantedEntries,
  type Store,
  type DroppedPosts,
  type PostBounds,
  type PostCount,
  type PostPlace,
  type PostQuery,
  type PostRow,
  type SweepLine,
  type SweepStep,
} from "@alongside/server";

/** What is known of a room without asking. */
interface Shown {
  /** JSON of each entry: entry `seq` is at `seq - 1`. */
  entries: string[];
  saved: Seq;
  /** By feed and place. */
  posts: Map<string, PostRow>;
}

/** What was on a disk at some time: a backup. */
export interface DiskCopy {
  readonly rooms: ReadonlyMap<RoomId, RoomCopy>;
  readonly steps: readonly NamedStep[];
}

type NamedStep = readonly [follower: string, step: FollowerStep];

interface RoomCopy {
  /** JSON of each entry. */
  readonly entries: readonly string[];
  readonly saved: Seq;
  readonly origin: Origin;
  readonly posts: readonly PostRow[];
}

/** A disk in memory: it outlives the stores that are opened on it, as a disk outlives a process, and shows what is durable on it. */
export class MemoryDisk {
  readonly #options: MemoryOptions;
  #store: Store;
  #rooms = new Map<RoomId, Shown>();
  #names = new Names();
  /** All that followers saved. */
  #steps: NamedStep[] = [];

  /** `chain`: what is written is sealed. */
  constructor(options: MemoryOptions = {}) {
    this.#options = options;
    this.#store = memory(options);
  }

  /** Opens it. More than one may be open: each is another owner. */
  open(): Store {
    const [shown, names, steps] = [this.#rooms, this.#names, this.#steps];
    return new OnDisk(this.#store, (room) => shownOf(shown, room), names, steps);
  }

  /** Copies what is on it now, to be put back later. */
  async backup(): Promise<DiskCopy> {
    // All is read at once, before anything else is written.
    const origins = Array.from(this.#rooms, async ([room, { entries, saved, posts }]) => {
      const kept = { entries: [...entries], saved, posts: [...posts.values()] };
      const known = this.open().origin(room);
      return [room, { ...kept, origin: await known }] as const;
    });
    const steps = [...this.#steps];
    return { rooms: new Map(await Promise.all(origins)), steps };
  }

  /**
   * Puts a copy in the place of what is on it, as a file is copied while no store has it open: a store that is open still sees what
   * was there. With `epoch` each log goes on under that name.
   */
  async restore({ rooms, steps }: DiskCopy, epoch?: string): Promise<void> {
    const store = memory(this.#options);
    this.#rooms = new Map();
    this.#names = new Names();
    for (const [room, { entries, saved, origin, posts }] of rooms) {
      const all = entries.map((text) => JSON.parse(text) as Entry);
      const [first] = all;
      for (const gone of first === undefined ? [] : (origin.deleted?.epochs ?? [])) {
        // What is left of a room that was deleted.
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await store.append(room, 0, [first as Entry], gone);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await store.deleteRoom(room);
      }
      for (const [i, { epoch: name, from }] of origin.epochs.entries()) {
        const stretch = all.slice(from - 1, (origin.epochs[i + 1]?.from ?? Infinity) - 1);
        if (stretch.length === 0) continue;
        const written = postsAsOf(posts, from, from + stretch.length - 1);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await store.append(room, from - 1, stretch, name, undefined, written);
      }
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (saved > 0) await store.saveSnapshot(room, saved);
      this.#rooms.set(room, { entries: [...entries], saved, posts: byPlace(posts) });
      const name = epoch ?? origin.epochs.find(({ from }) => from > entries.length)?.epoch;
      if (name !== undefined && entries.length > 0) this.#names.next.set(room, name);
    }
    this.#steps = [...steps];
    for (const [follower, step] of steps) {
      // Rooms were written anew, in another order.
      const moved = step.line === undefined ? step : { ...step, line: { ...step.line, mark: 0 } };
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await store.saveFollower(follower, moved);
    }
    this.#store = store;
  }

  head(room: RoomId): Seq {
    return this.#of(room).entries.length;
  }

  /** The entries after `after`, those too that were dropped since. */
  entries(room: RoomId, after: Seq = 0): readonly Entry[] {
    return this.#of(room)
      .entries.slice(after)
      .map((text) => JSON.parse(text) as Entry);
  }

  /** The posts of its feeds. */
  posts(room: RoomId): readonly PostRow[] {
    return [...this.#of(room).posts.values()];
  }

  /** The `seq` of the latest snapshot; 0 for none. */
  saved(room: RoomId): Seq {
    return this.#of(room).saved;
  }

  #of(room: RoomId): Shown {
    return shownOf(this.#rooms, room);
  }
}

function byPlace(posts: readonly PostRow[]): Map<string, PostRow> {
  return new Map(posts.map((post) => [`${post.feed} ${post.seq} ${post.i}`, { ...post }]));
}

async function allPosts(store: Store, room: RoomId): Promise<readonly PostRow[]> {
  const found: PostRow[] = [];
  for (let page = await store.allPosts(room); page.length > 0;) {
    found.push(...page);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    page = await store.allPosts(room, page.at(-1));
  }
  return found;
}

/** Of posts those that the entries from `from` to `to` made or wrote last. What was between is not known any more. */
function postsAsOf(posts: readonly PostRow[], from: Seq, to: Seq): readonly PostRow[] {
  const isIn = (seq: Seq): boolean => seq >= from && seq <= to;
  return posts.flatMap((post) =>
    isIn(post.seq) || isIn(post.last) ? { ...post, last: Math.min(post.last, to) } : [],
  );
}

function shownOf(rooms: Map<RoomId, Shown>, room: RoomId): Shown {
  let shown = rooms.get(room);
  if (shown === undefined) rooms.set(room, (shown = { entries: [], saved: 0, posts: new Map() }));
  return shown;
}

/** Epochs of logs that were put back under another name, and have no entry of their own in it yet. */
class Names {
  /** Under which name each log goes on. */
  readonly next = new Map<RoomId, string>();
  readonly #buried = new Map<RoomId, string[]>();

  /** Its room was deleted. */
  bury(room: RoomId): void {
    const name = this.next.get(room);
    this.next.delete(room);
    if (name !== undefined) this.#buried.set(room, [...(this.#buried.get(room) ?? []), name]);
  }

  /** What is known of a room, with those names among the ones of deleted logs. */
  buriedIn(room: RoomId, origin: Origin): Origin {
    const { deleted } = origin;
    const buried = this.#buried.get(room);
    if (deleted === undefined || buried === undefined) return origin;
    return { ...origin, deleted: { ...deleted, epochs: [...deleted.epochs, ...buried] } };
  }
}

class OnDisk implements Store {
  readonly #store: Store;
  readonly #shown: (room: RoomId) => Shown;
  readonly #names: Names;
  readonly #steps: NamedStep[];
  #isClosed = false;

  constructor(store: Store, shown: (room: RoomId) => Shown, names: Names, steps: NamedStep[]) {
    this.#store = store;
    this.#shown = shown;
    this.#names = names;
    this.#steps = steps;
  }

  append(
    room: RoomId,
    after: Seq,
    entries: readonly Entry[],
    epoch?: string,
    opsJson?: OpsJsons,
    posts?: readonly PostRow[],
  ): Promise<void> {
    if (this.#isClosed) return closed();
    const texts = entries.map((entry) => JSON.stringify(entry));
    const kept = structuredClone(posts ?? []);
    return this.#store
      .append(
        room,
        after,
        entries,
        after === 0 ? epoch : (epoch ?? this.#names.next.get(room)),
        opsJson,
        posts,
      )
      .then(() => {
        const shown = this.#shown(room);
        shown.entries.push(...texts);
        for (const [place, post] of byPlace(kept))
          if (post.seq > after || shown.posts.has(place)) shown.posts.set(place, post);
      });
  }

  async *read(room: RoomId, after: Seq, limit?: number): AsyncIterable<Entry> {
    if (this.#isClosed) await closed();
    yield* this.#store.read(room, after, limit);
  }

  async *audited(room: RoomId, after: Seq): AsyncIterable<AuditLine> {
    if (this.#isClosed) await closed();
    yield* this.#store.audited(room, after);
  }

  head(room: RoomId): Promise<Seq> {
    return this.#ask(() => this.#store.head(room));
  }

  saveSnapshot(room: RoomId, seq: Seq, parts?: ReadonlyMap<string, Uint8Array>): Promise<Snapshot> {
    return this.#ask(async () => {
      const saved = await this.#store.saveSnapshot(room, seq, parts);
      const shown = this.#shown(room);
      shown.saved = Math.max(shown.saved, seq);
      return saved;
    });
  }

  loadSnapshot(room: RoomId, atOrBefore?: Seq): Promise<Snapshot | undefined> {
    return this.#ask(() => this.#store.loadSnapshot(room, atOrBefore));
  }

  stateAt(room: RoomId, seq: Seq, keys: true | readonly string[]): Promise<Snapshot> {
    return this.#ask(() => this.#store.stateAt(room, seq, keys));
  }

  pastEntries(room: RoomId, wanted: WantedEntries): Promise<FoundEntries> {
    return this.#ask(() => this.#store.pastEntries(room, wanted));
  }

  lastUpTo(room: RoomId, ms: number): Promise<Seq> {
    return this.#ask(() => this.#store.lastUpTo(room, ms));
  }

  loadPart(room: RoomId, seq: Seq, name: string): Promise<Uint8Array | undefined> {
    return this.#ask(() => this.#store.loadPart(room, seq, name));
  }

  listRooms(after?: RoomId, limit?: number): Promise<readonly RoomId[]> {
    return this.#ask(() => this.#store.listRooms(after, limit));
  }

  origin(room: RoomId): Promise<Origin> {
    return this.#ask(async () => {
      const origin = this.#names.buriedIn(room, await this.#store.origin(room));
      const epoch = this.#names.next.get(room);
      const { epochs } = origin;
      if (epoch === undefined || epochs.length === 0 || epochs.at(-1)?.epoch === epoch)
        return origin;
      return {
        ...origin,
        epochs: [...epochs, { epoch, from: this.#shown(room).entries.length + 1 }],
      };
    });
  }

  deleteRoom(room: RoomId): Promise<void> {
    return this.#ask(async () => {
      await this.#store.deleteRoom(room);
      Object.assign(this.#shown(room), { entries: [], saved: 0, posts: new Map() });
      this.#names.bury(room);
    });
  }

  dropBefore(room: RoomId, seq: Seq): Promise<void> {
    return this.#ask(() => this.#store.dropBefore(room, seq));
  }

  changedSince(mark: number, limit?: number): Promise<readonly ChangedRoom[]> {
    return this.#ask(() => this.#store.changedSince(mark, limit));
  }

  follower(name: string): Promise<FollowerLine | undefined> {
    return this.#ask(() => this.#store.follower(name));
  }

  cursor(follower: string, room: RoomId): Promise<Cursor | undefined> {
    return this.#ask(() => this.#store.cursor(follower, room));
  }

  slowestFollower(room: RoomId): Promise<Seq | undefined> {
    return this.#ask(() => this.#store.slowestFollower(room));
  }

  kept(follower: string, kind: KeptKind, after?: number, limit?: number): Promise<readonly Kept[]> {
    return this.#ask(() => this.#store.kept(follower, kind, after, limit));
  }

  saveFollower(name: string, step: FollowerStep): Promise<readonly number[]> {
    return this.#ask(async () => {
      const ids = await this.#store.saveFollower(name, step);
      // A copy that is put back has no generations.
      this.#steps.push([name, structuredClone({ ...step, readIn: undefined })]);
      return ids;
    });
  }

  importRoom(room: RoomId, epoch: string, steps: AsyncIterable<ImportStep>): Promise<void> {
    return this.#ask(async () => {
      const entries: string[] = [];
      async function* noted(): AsyncIterable<ImportStep> {
        for await (const step of steps) {
          if ("posts" in step) {
            // They are in the store.
          } else if ("snapshot" in step)
            // What came before the snapshot is not known.
            for (let seq = 1; seq <= step.snapshot.seq; seq++)
              entries.push(JSON.stringify({ seq, at: 0, kind: "prune", ids: [] }));
          else entries.push(...step.map((entry) => JSON.stringify(entry)));
          yield step;
        }
      }
      await this.#store.importRoom(room, epoch, noted());
      Object.assign(this.#shown(room), { entries, saved: entries.length });
      await this.#lookAgain(room);
    });
  }

  readPosts(room: RoomId, feed: string, query?: PostQuery): Promise<readonly PostRow[]> {
    return this.#ask(() => this.#store.readPosts(room, feed, query));
  }

  findPosts(room: RoomId, feed: string, ids: readonly string[]): Promise<readonly PostRow[]> {
    return this.#ask(() => this.#store.findPosts(room, feed, ids));
  }

  countPosts(room: RoomId, feed: string, after: Seq, count: PostCount): Promise<number> {
    return this.#ask(() => this.#store.countPosts(room, feed, after, count));
  }

  allPosts(
    room: RoomId,
    after?: PostPlace & { readonly feed: string },
  ): Promise<readonly PostRow[]> {
    return this.#ask(() => this.#store.allPosts(room, after));
  }

  dropPosts(room: RoomId, feed: string, bounds: PostBounds): Promise<DroppedPosts> {
    return this.#ask(async () => {
      const dropped = await this.#store.dropPosts(room, feed, bounds);
      await this.#lookAgain(room);
      return dropped;
    });
  }

  /** Posts were changed by something else than an entry. */
  async #lookAgain(room: RoomId): Promise<void> {
    this.#shown(room).posts = byPlace(await allPosts(this.#store, room));
  }

  outside(room: RoomId, bounds: Bounds): Promise<Outside> {
    return this.#ask(() => this.#store.outside(room, bounds));
  }

  size(room: RoomId): Promise<RoomSize> {
    return this.#ask(() => this.#store.size(room));
  }

  keepMoments(room: RoomId, moments: readonly Moment[]): Promise<void> {
    return this.#ask(() => this.#store.keepMoments(room, moments));
  }

  moments(room: RoomId): Promise<readonly Moment[]> {
    return this.#ask(() => this.#store.moments(room));
  }

  sweepLine(): Promise<SweepLine | undefined> {
    return this.#ask(() => this.#store.sweepLine());
  }

  dueRooms(at: number, limit?: number): Promise<readonly RoomId[]> {
    return this.#ask(() => this.#store.dueRooms(at, limit));
  }

  saveSweep(step: SweepStep): Promise<void> {
    return this.#ask(() => this.#store.saveSweep(step));
  }

  async saveMoment(room: RoomId, seq: Seq): Promise<void> {
    await this.saveSnapshot(room, seq);
  }

  newestSnapshot(room: RoomId): Promise<Seq> {
    return this.#ask(() => this.#store.newestSnapshot(room));
  }

  hasUser(room: RoomId, user: string): Promise<boolean> {
    return this.#ask(() => this.#store.hasUser(room, user));
  }

  erase(room: RoomId, erasure: Erasure): Promise<Erased> {
    return this.#ask(async () => {
      const erased = await this.#store.erase(room, erasure);
      const { entries } = this.#shown(room);
      const { floor } = await this.#store.outside(room, {});
      for await (const entry of this.#store.read(room, floor))
        entries[entry.seq - 1] = JSON.stringify(entry);
      await this.#lookAgain(room);
      return erased;
    });
  }

  erasures(): Promise<readonly PendingErasure[]> {
    return this.#ask(() => this.#store.erasures());
  }

  beginErasure(erasure: PendingErasure): Promise<void> {
    return this.#ask(() => this.#store.beginErasure(erasure));
  }

  endErasure(as: string): Promise<void> {
    return this.#ask(() => this.#store.endErasure(as));
  }

  check(): Promise<void> {
    return this.#ask(() => this.#store.check());
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  #ask<T>(ask: () => Promise<T>): Promise<T> {
    return this.#isClosed ? closed() : ask();
  }
}

function closed(): Promise<never> {
  return Promise.reject(new Error("The store is closed"));
}
