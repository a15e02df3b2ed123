import type { Clock, Random, RoomId, Seq } from "@alongside/core/engine";
import type { Store } from "../store/store.ts";
import { type Retention, RETENTION } from "./policy.ts";
import { sweepRoom } from "./sweep-room.ts";

/** All rooms are looked at so often; the first time some minutes after the start, not together with all else that begins then. */
const ROUND_MS = 6 * 60 * 60 * 1000;
const FIRST_MS = 5 * 60 * 1000;

/** Between two rooms, so that ten thousand of them are looked at as one works on something else. */
const REST_MS = 20;

/** Rooms that are listed at a time. */
const PAGE = 500;

/** A room that is written to is looked at again after a tenth of what it keeps, or so many entries. */
const FEWEST = 1000;

export interface SweeperOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** What a room keeps; undefined for one of a kind that this server does not run, which is left alone. */
  retentionOf(room: RoomId): Retention | undefined;
  /** So many entries of a room were let go. */
  onSwept(room: RoomId, entries: number): void;
  /** Never throws. */
  onError(error: unknown): void;
}

/** Lets go of what policies do not keep, room by room, for as long as the server runs. One room at a time, and never in a hurry. */
export class Sweeper {
  readonly #options: SweeperOptions;
  /** Rooms that were written to, and are looked at before the others. */
  readonly #due = new Set<RoomId>();
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
    this.#due.add(room);
    this.#options.clock.after(0, () => this.#run(() => this.#sweepDue()));
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

  async #sweepDue(): Promise<void> {
    for (const room of this.#due) {
      if (this.#isStopped) return;
      this.#due.delete(room);
      await this.#sweep(room);
    }
  }

  async #round(): Promise<void> {
    try {
      this.#looked.clear();
      for (let after: RoomId | undefined = ""; after !== undefined;) {
        const rooms: readonly RoomId[] = await this.#options.store.listRooms(after, PAGE);
        for (const room of rooms) {
          await this.#sweepDue();
          if (this.#isStopped) return;
          await this.#sweep(room);
          await this.#rest(REST_MS);
        }
        after = rooms.length < PAGE ? undefined : rooms.at(-1);
      }
    } finally {
      if (!this.#isStopped) this.#later(ROUND_MS * (0.9 + 0.2 * this.#options.random.next()));
    }
  }

  /** A room that cannot be swept keeps nobody else from it. */
  async #sweep(room: RoomId): Promise<void> {
    const { store, clock, onSwept, onError } = this.#options;
    const retention = this.#options.retentionOf(room);
    if (retention === undefined) return;
    try {
      const rest = (): Promise<void> => this.#rest(0);
      const entries = await sweepRoom({ store, clock, rest }, room, retention);
      if (entries > 0) onSwept(room, entries);
    } catch (error) {
      onError(error);
    }
  }

  async #rest(ms: number): Promise<void> {
    await new Promise<void>((resolve) => void this.#options.clock.after(ms, resolve));
  }
}
