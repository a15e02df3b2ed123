import {
  type Entry,
  isObject,
  mistake,
  type RoomId,
  type Seq,
  type Snapshot,
} from "@alongside/core/engine";
import {
  type AuditLine,
  type ChangedRoom,
  checkAppend,
  CheckFailed,
  Conflict,
  type Cursor,
  type Erased,
  type Erasure,
  type FollowerLine,
  type FollowerStep,
  type ImportStep,
  type Kept,
  type KeptKind,
  type OpsJsons,
  type Origin,
  type PendingErasure,
  type Store,
  type SweepLine,
  type SweepStep,
  UnknownResult,
  type DroppedPosts,
  type PostBounds,
  type PostCount,
  type PostPlace,
  type PostQuery,
  type PostRow,
  type Bounds,
  type Moment,
  type Outside,
  type RoomSize,
  type FoundEntries,
  type WantedEntries,
} from "@alongside/server";

/** One request on its way to the store, as {@link Faults} sees it. */
export interface StoreRequest {
  readonly name: Exclude<keyof Store, "open" | "close" | "sweepSteps">;
  readonly room?: RoomId;
  /** Of an append. */
  readonly entries?: readonly Entry[];
}

/**
 * What becomes of a request. `fail`: nothing is written and the caller is told. `written` and `lost`: an append that was, or
 * was not, written, while the caller hears only that it is unknown (other requests take them as `ok` and `fail`).
 */
export type Fate = "ok" | "fail" | "written" | "lost";

/** Decides each request's fate, and by a promise also when it happens: an append is handed on once its fate is `ok`. */
export type Faults = (request: StoreRequest) => Fate | Promise<Fate>;

/** A store to which things happen. */
export interface FaultyStore extends Store {
  /** Appends whose fate is not decided yet, over all rooms. */
  readonly waiting: number;
  /**
   * The process dies: nothing asked of this store ever settles again. Of the appends on their way, in the order they were
   * made, the first `survivors` are still written; the torn rest is gone. The store behind it stays as it is: use another
   * one over the same to go on.
   */
  crash(survivors?: number): void;
}

/** A room's appends until one of them fails: what was handed over behind it fails too. */
interface Chain {
  last: Promise<unknown>;
  broken: boolean;
}

interface Pending {
  readonly room: RoomId;
  readonly after: Seq;
  readonly chain: Chain;
  readonly write: () => Promise<void>;
}

const never = (): Promise<never> => new Promise(() => {});

/**
 * Wraps any store, so that its requests fail, stay unknown or take their time as `faults` says, and so that it can crash. It has no
 * timers of its own.
 */
export function faulty(store: Store, faults: Faults): FaultyStore {
  if (!isObject(store)) throw mistake("faulty", "the first argument", "a store", store);
  if (typeof faults !== "function")
    throw mistake("faulty", "the second argument", "a function of a request", faults);
  return new Faulty(store, faults);
}

class Faulty implements FaultyStore {
  readonly #store: Store;
  readonly #faults: Faults;
  readonly #waiting = new Set<Pending>();
  /** The appends on their way, so that they become durable in order. */
  readonly #chains = new Map<RoomId, Chain>();
  readonly #running = new Set<Promise<unknown>>();
  #life: "open" | "closed" | "crashed" = "open";

  constructor(store: Store, faults: Faults) {
    this.#store = store;
    this.#faults = faults;
  }

  get waiting(): number {
    return this.#waiting.size;
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
    // They may be handed on later, when the caller has gone on to change its own.
    const kept = structuredClone(entries);
    const keptPosts = structuredClone(posts);
    return this.#run(() => {
      const chain = this.#chains.get(room) ?? { last: Promise.resolve(), broken: false };
      const write = (): Promise<void> =>
        this.#store.append(room, after, kept, epoch, opsJson, keptPosts);
      const pending = { room, after, chain, write };
      this.#waiting.add(pending);
      this.#chains.set(room, chain);
      const fate = this.#faults({ name: "append", room, entries });
      return new Promise<void>((resolve, reject) => {
        const decided = Promise.all([fate, chain.last]).then(([now]) => {
          // The store behind keeps the order of what it is handed.
          this.#settle(pending, now).then(resolve, (error: Error) => {
            chain.broken = true;
            if (this.#chains.get(room) === chain) this.#chains.delete(room);
            reject(error);
          });
          if (chain.last === decided && this.#chains.get(room) === chain) this.#chains.delete(room);
        });
        chain.last = decided;
        decided.catch(reject);
      });
    });
  }

  async #settle(pending: Pending, fate: Fate): Promise<void> {
    const { room, after, chain, write } = pending;
    if (this.#life === "crashed") return never();
    this.#waiting.delete(pending);
    const isLost = fate === "fail" || fate === "lost";
    const wasBroken = chain.broken;
    if (fate !== "ok") chain.broken = true;
    if (fate === "fail") throw new Error(`Append to ${room} failed: nothing was written`);
    if (!isLost) {
      if (wasBroken) throw new Conflict(room, after, await this.#store.head(room));
      await write();
    }
    if (this.#isCrashed()) return never();
    if (fate !== "ok") throw new UnknownResult(room);
  }

  async *read(room: RoomId, after: Seq, limit?: number): AsyncIterable<Entry> {
    await this.#ask({ name: "read", room }, () => Promise.resolve());
    for await (const entry of this.#store.read(room, after, limit)) {
      if (this.#isCrashed()) await never();
      yield entry;
    }
  }

  async *audited(room: RoomId, after: Seq): AsyncIterable<AuditLine> {
    await this.#ask({ name: "audited", room }, () => Promise.resolve());
    for await (const line of this.#store.audited(room, after)) {
      if (this.#isCrashed()) await never();
      yield line;
    }
  }

  head(room: RoomId): Promise<Seq> {
    return this.#ask({ name: "head", room }, () => this.#store.head(room));
  }

  saveSnapshot(room: RoomId, seq: Seq, parts?: ReadonlyMap<string, Uint8Array>): Promise<Snapshot> {
    // What the caller does to its bytes while this waits is not seen.
    const given = parts && new Map(Array.from(parts, ([name, bytes]) => [name, bytes.slice()]));
    return this.#ask({ name: "saveSnapshot", room }, () =>
      this.#store.saveSnapshot(room, seq, given),
    );
  }

  stateAt(room: RoomId, seq: Seq, keys: true | readonly string[]): Promise<Snapshot> {
    return this.#ask({ name: "stateAt", room }, () => this.#store.stateAt(room, seq, keys));
  }

  pastEntries(room: RoomId, wanted: WantedEntries): Promise<FoundEntries> {
    return this.#ask({ name: "pastEntries", room }, () => this.#store.pastEntries(room, wanted));
  }

  lastUpTo(room: RoomId, ms: number): Promise<Seq> {
    return this.#ask({ name: "lastUpTo", room }, () => this.#store.lastUpTo(room, ms));
  }

  loadPart(room: RoomId, seq: Seq, name: string): Promise<Uint8Array | undefined> {
    return this.#ask({ name: "loadPart", room }, () => this.#store.loadPart(room, seq, name));
  }

  loadSnapshot(room: RoomId, atOrBefore?: Seq): Promise<Snapshot | undefined> {
    return this.#ask({ name: "loadSnapshot", room }, () =>
      this.#store.loadSnapshot(room, atOrBefore),
    );
  }

  listRooms(after?: RoomId, limit?: number): Promise<readonly RoomId[]> {
    return this.#ask({ name: "listRooms" }, () => this.#store.listRooms(after, limit));
  }

  origin(room: RoomId): Promise<Origin> {
    return this.#ask({ name: "origin", room }, () => this.#store.origin(room));
  }

  deleteRoom(room: RoomId): Promise<void> {
    return this.#ask({ name: "deleteRoom", room }, () => this.#store.deleteRoom(room));
  }

  dropBefore(room: RoomId, seq: Seq): Promise<void> {
    return this.#ask({ name: "dropBefore", room }, () => this.#store.dropBefore(room, seq));
  }

  changedSince(mark: number, limit?: number): Promise<readonly ChangedRoom[]> {
    return this.#ask({ name: "changedSince" }, () => this.#store.changedSince(mark, limit));
  }

  follower(name: string): Promise<FollowerLine | undefined> {
    return this.#ask({ name: "follower" }, () => this.#store.follower(name));
  }

  cursor(follower: string, room: RoomId): Promise<Cursor | undefined> {
    return this.#ask({ name: "cursor", room }, () => this.#store.cursor(follower, room));
  }

  slowestFollower(room: RoomId): Promise<Seq | undefined> {
    return this.#ask({ name: "slowestFollower", room }, () => this.#store.slowestFollower(room));
  }

  kept(follower: string, kind: KeptKind, after?: number, limit?: number): Promise<readonly Kept[]> {
    return this.#ask({ name: "kept" }, () => this.#store.kept(follower, kind, after, limit));
  }

  /** `written` is one that was saved, while the caller hears that it was not. */
  saveFollower(name: string, step: FollowerStep): Promise<readonly number[]> {
    // What the caller does to its own while this waits is not seen.
    const kept = structuredClone(step);
    return this.#run(async () => {
      const fate = await this.#faults({ name: "saveFollower" });
      if (this.#life === "crashed") return never();
      const isLost = fate === "fail" || fate === "lost";
      const ids = isLost ? [] : await this.#store.saveFollower(name, kept);
      if (this.#isCrashed()) return never();
      if (fate !== "ok") throw new Error(`saveFollower of ${name} failed`);
      return ids;
    });
  }

  importRoom(room: RoomId, epoch: string, steps: AsyncIterable<ImportStep>): Promise<void> {
    return this.#ask({ name: "importRoom", room }, () =>
      this.#store.importRoom(room, epoch, steps),
    );
  }

  readPosts(room: RoomId, feed: string, query?: PostQuery): Promise<readonly PostRow[]> {
    return this.#ask({ name: "readPosts", room }, () => this.#store.readPosts(room, feed, query));
  }

  findPosts(room: RoomId, feed: string, ids: readonly string[]): Promise<readonly PostRow[]> {
    return this.#ask({ name: "findPosts", room }, () => this.#store.findPosts(room, feed, ids));
  }

  countPosts(room: RoomId, feed: string, after: Seq, count: PostCount): Promise<number> {
    return this.#ask({ name: "countPosts", room }, () =>
      this.#store.countPosts(room, feed, after, count),
    );
  }

  allPosts(
    room: RoomId,
    after?: PostPlace & { readonly feed: string },
  ): Promise<readonly PostRow[]> {
    return this.#ask({ name: "allPosts", room }, () => this.#store.allPosts(room, after));
  }

  dropPosts(room: RoomId, feed: string, bounds: PostBounds): Promise<DroppedPosts> {
    return this.#ask({ name: "dropPosts", room }, () => this.#store.dropPosts(room, feed, bounds));
  }

  outside(room: RoomId, bounds: Bounds): Promise<Outside> {
    return this.#ask({ name: "outside", room }, () => this.#store.outside(room, bounds));
  }

  size(room: RoomId): Promise<RoomSize> {
    return this.#ask({ name: "size", room }, () => this.#store.size(room));
  }

  keepMoments(room: RoomId, moments: readonly Moment[]): Promise<void> {
    return this.#ask({ name: "keepMoments", room }, () => this.#store.keepMoments(room, moments));
  }

  moments(room: RoomId): Promise<readonly Moment[]> {
    return this.#ask({ name: "moments", room }, () => this.#store.moments(room));
  }

  sweepLine(): Promise<SweepLine | undefined> {
    return this.#ask({ name: "sweepLine" }, () => this.#store.sweepLine());
  }

  dueRooms(at: number, limit?: number): Promise<readonly RoomId[]> {
    return this.#ask({ name: "dueRooms" }, () => this.#store.dueRooms(at, limit));
  }

  saveSweep(step: SweepStep): Promise<void> {
    return this.#ask({ name: "saveSweep" }, () => this.#store.saveSweep(step));
  }

  saveMoment(room: RoomId, seq: Seq): Promise<void> {
    return this.#ask({ name: "saveMoment", room }, () => this.#store.saveMoment(room, seq));
  }

  newestSnapshot(room: RoomId): Promise<Seq> {
    return this.#ask({ name: "newestSnapshot", room }, () => this.#store.newestSnapshot(room));
  }

  hasUser(room: RoomId, user: string): Promise<boolean> {
    return this.#ask({ name: "hasUser", room }, () => this.#store.hasUser(room, user));
  }

  erase(room: RoomId, erasure: Erasure): Promise<Erased> {
    return this.#ask({ name: "erase", room }, () => this.#store.erase(room, erasure));
  }

  erasures(): Promise<readonly PendingErasure[]> {
    return this.#ask({ name: "erasures" }, () => this.#store.erasures());
  }

  beginErasure(erasure: PendingErasure): Promise<void> {
    return this.#ask({ name: "beginErasure" }, () => this.#store.beginErasure(erasure));
  }

  endErasure(as: string): Promise<void> {
    return this.#ask({ name: "endErasure" }, () => this.#store.endErasure(as));
  }

  async check(): Promise<void> {
    const failed = new CheckFailed("store.failed", "The check of the store failed");
    return this.#ask({ name: "check" }, () => this.#store.check(), failed);
  }

  async close(): Promise<void> {
    if (this.#life === "crashed") return never();
    this.#life = "closed";
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
    await this.#store.close();
  }

  crash(survivors = 0): void {
    this.#life = "crashed";
    for (const { chain, write } of [...this.#waiting].slice(0, survivors))
      // One that conflicts takes those behind it along.
      if (!chain.broken) write().catch(() => (chain.broken = true));
    this.#waiting.clear();
  }

  #isCrashed(): boolean {
    return this.#life === "crashed";
  }

  #ask<T>(
    request: StoreRequest,
    answer: () => Promise<T>,
    failure = new Error(`${request.name} of ${request.room ?? "rooms"} failed`),
  ): Promise<T> {
    return this.#run(async () => {
      const fate = await this.#faults(request);
      if (this.#life === "crashed") return never();
      if (fate === "fail" || fate === "lost") throw failure;
      const value = await answer();
      return this.#isCrashed() ? never() : value;
    });
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#life === "crashed") return never();
    if (this.#life === "closed") return Promise.reject(new Error("The store is closed"));
    const running = work();
    this.#running.add(running);
    const forget = () => void this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }
}
