import type { Entry, RoomId, Seq, Snapshot } from "@alongside/core";
import { foldSnapshot } from "./fold-snapshot.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { obsolete } from "./snapshots.ts";
import { Conflict, Dropped, type Store, UnknownResult, checkAppend } from "./store.ts";

/** One request on its way to the disk, as {@link Faults} sees it. */
export interface StoreRequest {
  readonly name:
    | "append"
    | "read"
    | "head"
    | "saveSnapshot"
    | "loadSnapshot"
    | "listRooms"
    | "deleteRoom"
    | "dropBefore";
  readonly room?: RoomId;
  /** Of an append. */
  readonly entries?: readonly Entry[];
}

/**
 * What becomes of a request. `fail`: nothing is written and the caller is told. `written` and `lost`: an append that was, or
 * was not, written, while the caller hears only that it is unknown (other requests take them as `ok` and `fail`).
 */
export type Fate = "ok" | "fail" | "written" | "lost";

/** Decides each request's fate, and by a promise also when it happens: an append is durable once its fate is `ok`. */
export type Faults = (request: StoreRequest) => Fate | Promise<Fate>;

export interface MemoryOptions {
  /** What an earlier store has written, to begin with it. */
  readonly disk?: MemoryDisk;
  readonly faults?: Faults;
}

export interface MemoryStore extends Store {
  readonly disk: MemoryDisk;
  /** Appends not durable yet, over all rooms. */
  readonly waiting: number;
  /**
   * The process dies: nothing asked of this store ever settles again. Of the appends on their way, in the order they were
   * made, the first `survivors` reached the disk; the torn rest is gone. Open another store on the same disk to go on.
   */
  crash(survivors?: number): void;
}

interface Pending {
  readonly room: RoomId;
  readonly after: Seq;
  readonly last: Seq;
  readonly body: string;
}

const never = (): Promise<never> => new Promise(() => {});

/** A store in memory, for tests and the simulator. It has no timers: without `faults` an append is durable a few microtasks later. */
export function memory(options: MemoryOptions = {}): MemoryStore {
  return new Memory(options);
}

class Memory implements MemoryStore {
  readonly disk: MemoryDisk;
  readonly #faults: Faults;
  readonly #waiting = new Set<Pending>();
  /** The last append of each room, so that they become durable in order. */
  readonly #tails = new Map<RoomId, Promise<unknown>>();
  readonly #running = new Set<Promise<unknown>>();
  #life: "open" | "closed" | "crashed" = "open";

  constructor({ disk = new MemoryDisk(), faults = () => "ok" }: MemoryOptions) {
    this.disk = disk;
    this.#faults = faults;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  append(room: RoomId, after: Seq, entries: readonly Entry[]): Promise<void> {
    checkAppend(room, after, entries);
    const pending = { room, after, last: after + entries.length, body: JSON.stringify(entries) };
    return this.#run(async () => {
      this.#waiting.add(pending);
      const before = this.#tails.get(room);
      const fate = this.#faults({ name: "append", room, entries });
      const turn = Promise.all([fate, before]);
      const settled = turn.then(([decided]) => this.#write(pending, decided));
      const tail = settled.catch(() => {});
      this.#tails.set(room, tail);
      try {
        await settled;
      } finally {
        if (this.#tails.get(room) === tail) this.#tails.delete(room);
      }
    });
  }

  #write(pending: Pending, fate: Fate): Promise<never> | void {
    const { room, after, last, body } = pending;
    if (this.#life === "crashed") return never();
    this.#waiting.delete(pending);
    if (fate === "fail") throw new Error(`Append to ${room} failed: nothing was written`);
    if (fate !== "lost") {
      const head = this.disk.head(room);
      if (head !== after) throw new Conflict(room, after, head);
      this.disk.write(room, body, after + 1, last);
    }
    if (fate !== "ok") throw new UnknownResult(room);
  }

  async *read(room: RoomId, after: Seq, limit = Infinity): AsyncIterable<Entry> {
    let seq = after;
    let left = limit;
    while (left > 0) {
      const page = await this.#ask({ name: "read", room }, () => {
        if (seq < this.disk.base(room)) throw new Dropped(room, seq, this.disk.base(room));
        return this.disk.page(room, seq);
      });
      if (page.length === 0) return;
      for (const entry of page.slice(0, left)) {
        seq = entry.seq;
        left--;
        yield entry;
      }
    }
  }

  head(room: RoomId): Promise<Seq> {
    return this.#ask({ name: "head", room }, () => this.disk.head(room));
  }

  saveSnapshot(room: RoomId, seq: Seq): Promise<Snapshot> {
    return this.#ask({ name: "saveSnapshot", room }, () => {
      const head = this.disk.head(room);
      if (!(seq > 0 && seq <= head))
        throw new RangeError(`Snapshot of ${room} at ${seq}: its head is ${head}`);
      const previous = this.#latest(room, seq);
      if (previous?.seq !== seq) {
        this.disk.writeSnapshot(
          room,
          foldSnapshot(previous, this.#between(room, previous?.seq ?? 0, seq)),
        );
      }
      const saved = this.disk.snapshot(room, seq);
      if (!saved) throw new Error(`Snapshot of ${room} at ${seq} did not read back`);
      this.disk.dropSnapshots(room, obsolete(this.disk.snapshots(room), this.disk.base(room)));
      return saved;
    });
  }

  *#between(room: RoomId, after: Seq, upTo: Seq): Iterable<Entry> {
    let seq = after;
    if (seq < this.disk.base(room)) throw new Dropped(room, seq, this.disk.base(room));
    while (seq < upTo) {
      for (const entry of this.disk.page(room, seq)) {
        if (entry.seq > upTo) return;
        seq = entry.seq;
        yield entry;
      }
    }
  }

  #latest(room: RoomId, atOrBefore: Seq): Snapshot | undefined {
    const seq = this.disk.snapshots(room).findLast((at) => at <= atOrBefore);
    return seq === undefined ? undefined : this.disk.snapshot(room, seq);
  }

  loadSnapshot(room: RoomId, atOrBefore: Seq = Infinity): Promise<Snapshot | undefined> {
    return this.#ask({ name: "loadSnapshot", room }, () => this.#latest(room, atOrBefore));
  }

  listRooms(after?: RoomId, limit = 1000): Promise<readonly RoomId[]> {
    return this.#ask({ name: "listRooms" }, () => {
      const rooms = this.disk.rooms();
      return rooms.filter((room) => after === undefined || room > after).slice(0, limit);
    });
  }

  deleteRoom(room: RoomId): Promise<void> {
    return this.#ask({ name: "deleteRoom", room }, () => this.disk.delete(room));
  }

  dropBefore(room: RoomId, seq: Seq): Promise<void> {
    return this.#ask({ name: "dropBefore", room }, () => {
      const covered = this.disk.snapshots(room).at(-1) ?? 0;
      this.disk.dropRows(room, Math.min(seq, covered));
    });
  }

  async close(): Promise<void> {
    if (this.#life === "crashed") return never();
    this.#life = "closed";
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  crash(survivors = 0): void {
    this.#life = "crashed";
    for (const { room, after, last, body } of [...this.#waiting].slice(0, survivors)) {
      if (this.disk.head(room) === after) this.disk.write(room, body, after + 1, last);
    }
    this.#waiting.clear();
  }

  #ask<T>(request: StoreRequest, answer: () => T): Promise<T> {
    return this.#run(async () => {
      const fate = await this.#faults(request);
      if (this.#life === "crashed") return never();
      if (fate === "fail" || fate === "lost")
        throw new Error(`${request.name} of ${request.room ?? "rooms"} failed`);
      return answer();
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
