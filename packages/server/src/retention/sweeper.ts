import type { Clock, Random, RoomId, Seq } from "@alongside/core/engine";
import type { TrashLimits } from "../room/trash.ts";
import type { Store } from "../store/store.ts";
import type { SweepStep } from "../store/swept.ts";
import type { FeedRetention } from "./feed-retention.ts";
import { type Retention, RETENTION } from "./policy.ts";
import { sweepFeeds } from "./sweep-feeds.ts";
import { sweepRoom } from "./sweep-room.ts";
import { trashDue } from "./sweep-trash.ts";

/** Rooms that have changed, and those of which something is due, are looked at so often; the first time some minutes after the start, not together with all else that begins then. */
const ROUND_MS = 6 * 60 * 60 * 1000;
const FIRST_MS = 5 * 60 * 1000;

/** Between two rooms, so that ten thousand of them are looked at as one works on something else. */
const REST_MS = 20;

/** Rooms that are asked for at a time; after so many it is noted how far it has come. */
const PAGE = 100;

/** A room that is written to is looked at again after a tenth of what it keeps, or so many entries. */
const FEWEST = 1000;

export interface SweeperOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** What a room keeps; undefined for one of a kind that this server does not run, which is left alone. */
  retentionOf(room: RoomId): Retention | undefined;
  /** What the feeds of a room keep, those of them that do not keep all. */
  feedsOf(room: RoomId): { readonly [feed: string]: FeedRetention };
  /** What all kinds of rooms keep, as a text: where it has changed, all rooms are looked at once more. */
  readonly policies: string;
  readonly trash: TrashLimits;
  /** Empties a room's trash of what has been there for too long. Resolves once that is on disk. */
  tidy(room: RoomId): Promise<void>;
  /** A round has ended, at that time in ms. */
  onRound(at: number): void;
  /** So many entries of a room were let go. */
  onSwept(room: RoomId, entries: number): void;
  /** So many posts of a room were let go: it forgets what it has of them. */
  onPostsSwept(room: RoomId, posts: number): Promise<void>;
  /** Never throws. */
  onError(error: unknown): void;
}

/** When a room is due next. */
type Due = NonNullable<SweepStep["due"]>[number];

/** Lets go of what policies do not keep, room by room, for as long as the server runs. One room at a time, and never in a hurry. */
export class Sweeper {
  readonly #options: SweeperOptions;
  /** Rooms that were written to, and are looked at before the others. */
  readonly #written = new Set<RoomId>();
  /** Up to which entry a room that is written to was looked at. */
  readonly #looked = new Map<RoomId, Seq>();
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #isStopped = false;

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isStopped || this.#cancel !== undefined || this.#running !== undefined) return;
    this.#later(FIRST_MS * (0.5 + this.#options.random.next()));
  }

  /** A snapshot of a room was saved: it has been written to. */
  saved(room: RoomId, seq: Seq): void {
    const retention = this.#options.retentionOf(room);
    if (this.#isStopped || retention === undefined || retention === "all") return;
    const { entries = RETENTION.entries ?? FEWEST } = retention;
    const every = Math.max(Math.min(FEWEST, entries), Math.floor(entries / 10));
    if (seq - (this.#looked.get(room) ?? 0) < every) return;
    this.#looked.set(room, seq);
    this.#written.add(room);
    this.#options.clock.after(0, () => this.#run(() => this.#sweepWritten()));
  }

  /** Resolves once nothing of it is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel?.();
    await this.#running;
  }

  #later(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#cancel = undefined;
      this.#run(() => this.#round());
    });
  }

  /** What is under way ends first. */
  #run(work: () => Promise<void>): void {
    const before = this.#running ?? Promise.resolve();
    const running = before.then(work).catch((error: unknown) => this.#options.onError(error));
    this.#running = running;
    void running.then(() => {
      if (this.#running === running) this.#running = undefined;
    });
  }

  async #sweepWritten(): Promise<void> {
    for (const room of this.#written) {
      if (this.#isStopped) return;
      this.#written.delete(room);
      await this.#save({ due: [await this.#sweep(room)] });
    }
  }

  /** Rooms that have grown since the last round, and those of which something is due by its age. All others cost nothing. */
  async #round(): Promise<void> {
    try {
      this.#looked.clear();
      const { store, clock, policies } = this.#options;
      const before = await store.sweepLine();
      let mark = before?.policies === policies ? before.mark : 0;
      const seen = new Set<RoomId>();
      for (;;) {
        const page = await store.changedSince(mark, PAGE);
        // Rooms that never rest come up again and again: the next round has them.
        if (page.every(({ room }) => seen.has(room))) break;
        if (
          !(await this.#sweepAll(
            page.map(({ room }) => room),
            seen,
          ))
        )
          return;
        mark = page.at(-1)?.mark ?? mark;
        await this.#save({ line: { mark, policies } });
      }
      for (;;) {
        const due = (await store.dueRooms(clock.now(), PAGE)).filter((room) => !seen.has(room));
        if (due.length === 0) break;
        if (!(await this.#sweepAll(due, seen))) return;
      }
      this.#options.onRound(clock.now());
    } finally {
      if (!this.#isStopped) this.#later(ROUND_MS * (0.9 + 0.2 * this.#options.random.next()));
    }
  }

  /** Returns false where it was stopped. */
  async #sweepAll(rooms: readonly RoomId[], seen: Set<RoomId>): Promise<boolean> {
    const due: Due[] = [];
    for (const room of rooms) {
      await this.#sweepWritten();
      if (this.#isStopped) break;
      due.push(await this.#sweep(room));
      seen.add(room);
      await this.#rest(REST_MS);
    }
    if (due.length > 0) await this.#save({ due });
    return !this.#isStopped;
  }

  /** What cannot be saved is found again in the next round. */
  async #save(step: SweepStep): Promise<void> {
    await this.#options.store.saveSweep(step);
  }

  /** A room that cannot be swept keeps nobody else from it, and is looked at again in the next round. */
  async #sweep(room: RoomId): Promise<Due> {
    const { store, clock, onSwept, onError } = this.#options;
    const retention = this.#options.retentionOf(room);
    if (retention === undefined) return { room, at: undefined };
    try {
      const rest = (): Promise<void> => this.#rest(0);
      const { entries, due = Infinity } = await sweepRoom({ store, clock, rest }, room, retention);
      if (entries > 0) onSwept(room, entries);
      const feeds = await sweepFeeds({ store, clock, rest }, room, this.#options.feedsOf(room));
      if (feeds.posts > 0) await this.#options.onPostsSwept(room, feeds.posts);
      const at = Math.min(due, feeds.due ?? Infinity, await this.#sweepTrash(room));
      return { room, at: at === Infinity ? undefined : at };
    } catch (error) {
      onError(error);
      return { room, at: Math.floor(clock.now()) };
    }
  }

  /** Returns when the trash is due next. */
  async #sweepTrash(room: RoomId): Promise<number> {
    const { store, clock, trash, tidy } = this.#options;
    const now = Math.floor(clock.now());
    const due = (await trashDue(store, room, trash)) ?? Infinity;
    if (due > now) return due;
    await tidy(room);
    return Math.max(now + 1, (await trashDue(store, room, trash)) ?? Infinity);
  }

  async #rest(ms: number): Promise<void> {
    await new Promise<void>((resolve) => void this.#options.clock.after(ms, resolve));
  }
}
