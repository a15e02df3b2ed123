import {
  type Entry,
  isObject,
  mistake,
  type RoomId,
  type Seq,
  type Snapshot,
  systemClock,
} from "@alongside/core/engine";
import { reporter } from "../guard.ts";
import { checkParts, copied } from "./fold-snapshot.ts";
import type { Parts } from "./whole-snapshot.ts";
import { AppendQueue } from "./sqlite/append-queue.ts";
import { afterEntry, type Counted } from "./sqlite/posts-reader.ts";
import { AFTER_IMPORTS } from "./sqlite/after-imports.ts";
import type { Checkpointer } from "./sqlite/checkpointer.ts";
import { prepareFile } from "./sqlite/file.ts";
import { converted } from "./sqlite/converted.ts";
import { importRoom } from "./sqlite/import-room.ts";
import { Holds } from "./sqlite/holds.ts";
import type { WorkerThread } from "./sqlite/worker-thread.ts";
import { Ownership } from "./sqlite/ownership.ts";
import type { PastReader } from "./sqlite/past-reader.ts";
import type { Reader } from "./sqlite/reader.ts";
import type { FoundEntries, WantedEntries } from "./past/wanted.ts";
import type {
  ChangedRoom,
  Cursor,
  FollowerLine,
  FollowerStep,
  Kept,
  KeptKind,
} from "./followed.ts";
import type { AuditLine } from "./chain/audited.ts";
import { linesOf } from "./chain/lines.ts";
import type { Erased, Erasure, PendingErasure } from "./erasing/erasing.ts";
import type { SweepLine, SweepStep } from "./swept.ts";
import { StepQueue } from "./sqlite/step-queue.ts";
import { STEP_BYTES, startThreads } from "./sqlite/threads.ts";
import {
  type DroppedPosts,
  MOST_POSTS,
  type PostBounds,
  type PostCount,
  type PostPlace,
  type PostQuery,
  type PostRow,
} from "./posts.ts";
import { decodeRow } from "./row.ts";
import type { Snapshotter } from "./sqlite/snapshotter.ts";
import type { FileData, Writer } from "./sqlite/writer.ts";
import { CHECK_BYTES, explainCheck } from "./sqlite/check.ts";
import {
  type Bounds,
  type Moment,
  type ImportStep,
  type Keys,
  type OpsJsons,
  type Origin,
  type Outside,
  type RoomSize,
  type Store,
  type SweepSteps,
  checkAppend,
} from "./store.ts";

/** Options of {@link sqlite}. */
export interface SqliteOptions {
  /**
   * Bytes that the file never grows beyond. An append that would need more rejects with an `Error` that says so, and writes nothing.
   * @default As large as the disk.
   */
  readonly maxBytes?: number;
  /**
   * Seals each entry from now on: its hash is made over that of the entry before. `alongside verify` finds what was changed in the file
   * since. May be turned on for a file that has entries already, and off again. @default false
   */
  readonly chain?: boolean;
  /** Hears what goes wrong in the background, where no caller waits for an answer. @default Nobody hears it. */
  readonly onError?: (error: Error) => void;
  /** Hears, in one line, which process has the file while this one waits for it. @default console.warn */
  readonly onWait?: (message: string) => void;
}

/**
 * The embedded store: one database file, in a folder that is made when it is missing. Throws `Error`, in one
 * line, when the file is newer, no database or somebody else's, or its path cannot be used, and `TypeError` for what is no path. Worker threads write (one `fsync` serves all rooms that wrote meanwhile), read, and make snapshots; the event loop
 * never waits for the disk.
 *
 * One server at a time has a file (a lock beside it, `PATH-lock`, which a crashed process loses at once). A second one waits 10 s
 * for it; then all that is asked of it rejects with {@link CheckFailed} and `store.in-use`.
 *
 * A file of an older format is converted when it is opened, away from the event loop; what is asked meanwhile waits. It needs as much
 * space again until it is done.
 */
export function sqlite(path: string, options: SqliteOptions = {}): Store {
  if (typeof path !== "string" || path === "")
    throw mistake("sqlite", "the path", 'that of a file such as "data/rooms.db"', path);
  if (!isObject(options))
    throw mistake("sqlite", "the options", "{ maxBytes, chain, onError, onWait }", options);
  const { maxBytes, chain = false, onWait = console.warn } = options;
  if (typeof chain !== "boolean") throw mistake("sqlite", "chain", "true or false", chain);
  const { file, isOlder } = prepareFile(path);
  const holds = new Holds();
  return new Sqlite(
    { file, maxBytes, chain, holds: holds.buffer },
    holds,
    isOlder,
    new Ownership({ file, clock: systemClock, onWait }),
    reporter((error) => options.onError?.(error as Error)),
  );
}

/** Moments that are written in one go. */
const MOMENTS_AT_ONCE = 250;

class Sqlite implements Store {
  readonly #file: string;
  readonly #holds: Holds;
  readonly #ownership: Ownership;
  /** The file is ours, and of the present format. */
  readonly #ready: Promise<void>;
  #isReady: boolean;
  readonly #writer: WorkerThread<Writer>;
  readonly #reader: WorkerThread<Reader>;
  readonly #snapshotter: WorkerThread<Snapshotter>;
  readonly #past: WorkerThread<PastReader>;
  /** Hears of what nobody waits for. */
  readonly #onError: (error: Error) => void;
  readonly #queue: AppendQueue;
  readonly #steps: StepQueue;
  readonly #checkpointer: Checkpointer;
  readonly #running = new Set<Promise<unknown>>();
  #closed: Promise<void> | undefined;

  constructor(
    data: FileData,
    holds: Holds,
    isOlder: boolean,
    ownership: Ownership,
    onError: (error: Error) => void,
  ) {
    this.#file = data.file;
    this.#holds = holds;
    this.#ownership = ownership;
    this.#isReady = ownership.isHeld && !isOlder;
    this.#ready = ownership.held.then(() => (isOlder ? converted(data) : undefined));
    this.#ready.then(
      () => (this.#isReady = true),
      // Whoever asks something of the store hears of it.
      () => undefined,
    );
    const threads = startThreads(data, (work) => this.#run(work), onError);
    const { writer, checkpointer } = threads;
    this.#writer = writer;
    this.#reader = threads.reader;
    this.#snapshotter = threads.snapshotter;
    this.#past = threads.past;
    this.#checkpointer = checkpointer;
    this.#onError = onError;
    this.#queue = new AppendQueue(
      (batch) => writer.ask("append", batch),
      (bytes, rows) => checkpointer.written(bytes, rows),
    );
    this.#steps = new StepQueue((steps) => {
      checkpointer.written(steps.length * STEP_BYTES, steps.length);
      return writer.ask("saveFollowers", steps);
    });
  }

  open(): Promise<void> {
    return this.#run(() => Promise.resolve());
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
    if (this.#closed) return closed();
    if (this.#isReady) return this.#queue.append(room, after, entries, epoch, opsJson, posts);
    // What the caller does to its own meanwhile is not seen.
    const kept = structuredClone({ entries, posts });
    return this.#run(() =>
      this.#queue.append(room, after, kept.entries, epoch, opsJson, kept.posts),
    );
  }

  async *read(room: RoomId, after: Seq, limit = Infinity): AsyncIterable<Entry> {
    let seq = after;
    let left = limit;
    while (left > 0) {
      const page = await this.#run(() => this.#reader.ask("page", room, seq));
      if (!page) return;
      for (const row of page.rows) {
        for (const entry of decodeRow(row)) {
          if (entry.seq <= seq || left <= 0) continue;
          seq = entry.seq;
          left--;
          yield entry;
        }
      }
      if (page.isEnd === true) return;
    }
  }

  async *audited(room: RoomId, after: Seq): AsyncIterable<AuditLine> {
    const begin = await this.#run(() => this.#reader.ask("auditStart", room, after));
    if (begin === undefined) return;
    yield begin.start;
    const { head } = begin.start;
    for (let { note } = begin, seq = after; seq < head;) {
      const page = await this.#run(() => this.#reader.ask("auditPage", room, seq, note));
      if (page === undefined) return;
      yield* linesOf(room, page, seq, head);
      ({ note, last: seq } = page);
    }
  }

  head(room: RoomId): Promise<Seq> {
    return this.#run(() => this.#reader.ask("head", room));
  }

  saveSnapshot(room: RoomId, seq: Seq, parts?: Parts): Promise<Snapshot> {
    checkParts(parts);
    const given = copied(parts);
    return this.#run(() => this.#snapshotter.ask("saveSnapshot", room, seq, given));
  }

  stateAt(room: RoomId, seq: Seq, keys: Keys): Promise<Snapshot> {
    return this.#run(() => this.#snapshotter.ask("stateAt", room, seq, keys));
  }

  pastEntries(room: RoomId, wanted: WantedEntries): Promise<FoundEntries> {
    return this.#run(async () => {
      const { isBehind, ...found } = await this.#past.ask("entries", room, wanted);
      // Whoever asks next has it quicker.
      if (isBehind === true) this.#indexNext(room);
      return found;
    });
  }

  #indexNext(room: RoomId): void {
    if (this.#closed) return;
    this.#run(() => this.#snapshotter.ask("indexNext", room)).catch(this.#onError);
  }

  lastUpTo(room: RoomId, ms: number): Promise<Seq> {
    return this.#run(() => this.#past.ask("lastUpTo", room, ms));
  }

  loadPart(room: RoomId, seq: Seq, name: string): Promise<Uint8Array | undefined> {
    return this.#run(() => this.#reader.ask("loadPart", room, seq, name));
  }

  loadSnapshot(room: RoomId, atOrBefore?: Seq): Promise<Snapshot | undefined> {
    return this.#run(() => this.#reader.ask("loadSnapshot", room, atOrBefore));
  }

  listRooms(after: RoomId = "", limit = 1000): Promise<readonly RoomId[]> {
    const from = after < AFTER_IMPORTS ? AFTER_IMPORTS : after;
    return this.#run(() => this.#reader.ask("rooms", from, limit));
  }

  origin(room: RoomId): Promise<Origin> {
    return this.#run(() => this.#reader.ask("origin", room, systemClock.now()));
  }

  deleteRoom(room: RoomId): Promise<void> {
    return this.#run(() => this.#writer.ask("deleteRoom", room, systemClock.now()));
  }

  importRoom(room: RoomId, epoch: string, steps: AsyncIterable<ImportStep>): Promise<void> {
    return this.#run(() =>
      importRoom(this.#queue, this.#writer, this.#snapshotter, room, epoch, steps),
    );
  }

  dropBefore(room: RoomId, seq: Seq): Promise<void> {
    return this.#run(async () => {
      const covered = await this.#snapshotter.ask("covered", room);
      await this.#writer.ask("dropRows", room, Math.min(seq, covered));
    });
  }

  changedSince(mark: number, limit?: number): Promise<readonly ChangedRoom[]> {
    return this.#run(() => this.#reader.ask("changed", mark, limit));
  }

  follower(name: string): Promise<FollowerLine | undefined> {
    return this.#run(() => this.#reader.ask("follower", name));
  }

  cursor(follower: string, room: RoomId): Promise<Cursor | undefined> {
    return this.#run(() => this.#reader.ask("cursor", follower, room));
  }

  slowestFollower(room: RoomId): Promise<Seq | undefined> {
    return this.#run(() => this.#reader.ask("slowest", room));
  }

  kept(follower: string, kind: KeptKind, after?: number, limit?: number): Promise<readonly Kept[]> {
    return this.#run(() => this.#reader.ask("kept", follower, kind, after, limit));
  }

  saveFollower(name: string, step: FollowerStep): Promise<readonly number[]> {
    return this.#run(() => this.#steps.save(name, step));
  }

  readPosts(room: RoomId, feed: string, query: PostQuery = {}): Promise<readonly PostRow[]> {
    return this.#run(() => this.#reader.ask("readPosts", room, feed, query));
  }

  findPosts(room: RoomId, feed: string, ids: readonly string[]): Promise<readonly PostRow[]> {
    return this.#run(() => this.#reader.ask("findPosts", room, feed, ids));
  }

  countPosts(room: RoomId, feed: string, after: Seq, count: PostCount): Promise<number> {
    return this.#run(async () => {
      const { most = MOST_POSTS } = count;
      let sum = 0;
      // In steps, between which the reader answers others.
      for (let from: PostPlace | undefined = afterEntry(after); from !== undefined && sum < most;) {
        const left = { ...count, most: most - sum };
        const counted: Counted = await this.#reader.ask("countPosts", room, feed, from, left);
        sum += counted.count;
        ({ from } = counted);
      }
      return sum;
    });
  }

  allPosts(
    room: RoomId,
    after?: PostPlace & { readonly feed: string },
  ): Promise<readonly PostRow[]> {
    return this.#run(() => this.#reader.ask("allPosts", room, after));
  }

  dropPosts(room: RoomId, feed: string, bounds: PostBounds): Promise<DroppedPosts> {
    return this.#run(() => this.#writer.ask("dropPosts", room, feed, bounds));
  }

  outside(room: RoomId, bounds: Bounds): Promise<Outside> {
    return this.#run(() => this.#snapshotter.ask("outside", room, bounds));
  }

  size(room: RoomId): Promise<RoomSize> {
    return this.#run(() => this.#snapshotter.ask("size", room));
  }

  keepMoments(room: RoomId, moments: readonly Moment[]): Promise<void> {
    const kept = moments.map(({ seq, at }) => ({ seq, at })).toSorted((a, b) => a.seq - b.seq);
    return this.#run(async () => {
      for (let [from, after] = [0, -1]; ;) {
        const stretch = kept.slice(from, (from += MOMENTS_AT_ONCE));
        const isLast = from >= kept.length;
        const upTo = isLast ? Number.MAX_SAFE_INTEGER : (stretch.at(-1)?.seq ?? after);
        await this.#writer.ask("keepMoments", room, after, upTo, stretch, isLast);
        if (isLast) return;
        after = upTo;
      }
    });
  }

  sweepLine(): Promise<SweepLine | undefined> {
    return this.#run(() => this.#reader.ask("sweepLine"));
  }

  dueRooms(at: number, limit?: number): Promise<readonly RoomId[]> {
    return this.#run(() => this.#reader.ask("dueRooms", at, limit));
  }

  saveSweep(step: SweepStep): Promise<void> {
    return this.#run(() => this.#writer.ask("saveSweep", step));
  }

  saveMoment(room: RoomId, seq: Seq): Promise<void> {
    return this.#run(() => this.#snapshotter.ask("saveMoment", room, seq));
  }

  newestSnapshot(room: RoomId): Promise<Seq> {
    return this.#run(() => this.#reader.ask("newestSnapshot", room));
  }

  sweepSteps(): SweepSteps {
    return this.#holds.take();
  }

  moments(room: RoomId): Promise<readonly Moment[]> {
    return this.#run(() => this.#reader.ask("moments", room));
  }

  hasUser(room: RoomId, user: string): Promise<boolean> {
    return this.#run(() => this.#snapshotter.ask("hasUser", room, user));
  }

  erase(room: RoomId, erasure: Erasure): Promise<Erased> {
    return this.#run(async () => {
      const erased = await this.#snapshotter.ask("erase", room, erasure);
      // In steps, between which others write.
      while (await this.#writer.ask("purge"));
      return erased;
    });
  }

  erasures(): Promise<readonly PendingErasure[]> {
    return this.#run(() => this.#reader.ask("erasures"));
  }

  beginErasure(erasure: PendingErasure): Promise<void> {
    return this.#run(() => this.#writer.ask("beginErasure", erasure));
  }

  endErasure(as: string): Promise<void> {
    return this.#run(() => this.#writer.ask("endErasure", as));
  }

  check(): Promise<void> {
    return this.#run(async () => {
      try {
        await this.#writer.ask("check");
      } catch (error) {
        throw await explainCheck(error, this.#file);
      }
      this.#checkpointer.written(CHECK_BYTES, 1);
    });
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#finish());
  }

  async #finish(): Promise<void> {
    this.#ownership.giveUp();
    await this.#queue.idle();
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
    await this.#snapshotter.close();
    await this.#reader.close();
    await this.#past.close();
    await this.#writer.close();
    this.#ownership.release();
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return closed();
    const running = this.#isReady ? work() : this.#ready.then(work);
    this.#running.add(running);
    const forget = (): void => void this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }
}

function closed(): Promise<never> {
  return Promise.reject(new Error("The store is closed"));
}
