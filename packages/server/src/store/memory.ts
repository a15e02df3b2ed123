import {
  type Entry,
  isObject,
  mistake,
  type RoomId,
  type Seq,
  type Snapshot,
  systemClock,
} from "@alongside/core/engine";
import { foldSnapshot } from "./fold-snapshot.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { obsolete } from "./snapshots.ts";
import {
  CheckFailed,
  Conflict,
  Dropped,
  type Origin,
  type Store,
  UnknownResult,
  checkAppend,
} from "./store.ts";

/** One request on its way to the disk, as {@link Faults} sees it. */
export interface StoreRequest {
  readonly name:
    | "append"
    | "read"
    | "head"
    | "saveSnapshot"
    | "loadSnapshot"
    | "listRooms"
    | "origin"
    | "deleteRoom"
    | "dropBefore"
    | "check";
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

/** A room's appends until one of them fails: what was handed over behind it fails too. */
interface Chain {
  last: Promise<unknown>;
  broken: boolean;
}

interface Pending {
  readonly room: RoomId;
  readonly after: Seq;
  readonly last: Seq;
  readonly body: string;
  readonly epoch: string | undefined;
  readonly chain: Chain;
}

const never = (): Promise<never> => new Promise(() => {});

/** A store in memory, for tests and the simulator. It has no timers: without `faults` an append is durable a few microtasks later. */
export function memory(options: MemoryOptions = {}): MemoryStore {
  if (!isObject(options)) throw mistake("memory", "the options", "{ disk, faults }", options);
  return new Memory(options);
}

class Memory implements MemoryStore {
  readonly disk: MemoryDisk;
  readonly #faults: Faults;
  readonly #waiting = new Set<Pending>();
  /** The appends on their way, so that they become durable in order. */
  readonly #chains = new Map<RoomId, Chain>();
  readonly #running = new Set<Promise<unknown>>();
  #life: "open" | "closed" | "crashed" = "open";

  constructor({ disk = new MemoryDisk(), faults = () => "ok" }: MemoryOptions) {
    this.disk = disk;
    this.#faults = faults;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  append(room: RoomId, after: Seq, entries: readonly Entry[], epoch?: string): Promise<void> {
    checkAppend(room, after, entries);
    const last = after + entries.length;
    const body = JSON.stringify(entries);
    return this.#run(async () => {
      const chain = this.#chains.get(room) ?? { last: Promise.resolve(), broken: false };
      const pending = { room, after, last, body, epoch, chain };
      this.#waiting.add(pending);
      this.#chains.set(room, chain);
      const fate = this.#faults({ name: "append", room, entries });
      const turn = Promise.all([fate, chain.last]);
      const settled = turn.then(([decided]) => this.#write(pending, decided));
      const ended = settled.catch(() => (chain.broken = true));
      chain.last = ended;
      try {
        await settled;
      } finally {
        const isOver = chain.broken || chain.last === ended;
        if (isOver && this.#chains.get(room) === chain) this.#chains.delete(room);
      }
    });
  }

  #write(pending: Pending, fate: Fate): Promise<never> | void {
    const { room, after, last, body, epoch, chain } = pending;
    if (this.#life === "crashed") return never();
    this.#waiting.delete(pending);
    if (fate === "fail") throw new Error(`Append to ${room} failed: nothing was written`);
    if (fate !== "lost") {
      const head = this.disk.head(room);
      if (chain.broken || head !== after) throw new Conflict(room, after, head);
      this.disk.write(room, body, after + 1, last, epoch);
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

  origin(room: RoomId): Promise<Origin> {
    return this.#ask({ name: "origin", room }, () => this.disk.origin(room, systemClock.now()));
  }

  deleteRoom(room: RoomId): Promise<void> {
    return this.#ask({ name: "deleteRoom", room }, () => this.disk.delete(room, systemClock.now()));
  }

  dropBefore(room: RoomId, seq: Seq): Promise<void> {
    return this.#ask({ name: "dropBefore", room }, () => {
      const covered = this.disk.snapshots(room).at(-1) ?? 0;
      this.disk.dropRows(room, Math.min(seq, covered));
    });
  }

  check(): Promise<void> {
    return this.#run(async () => {
      const fate = await this.#faults({ name: "check" });
      if (this.#life === "crashed") return never();
      if (fate === "fail" || fate === "lost")
        throw new CheckFailed("store.failed", "The check of the store failed");
    });
  }

  async close(): Promise<void> {
    if (this.#life === "crashed") return never();
    this.#life = "closed";
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  crash(survivors = 0): void {
    this.#life = "crashed";
    for (const { room, after, last, body, epoch, chain } of [...this.#waiting].slice(
      0,
      survivors,
    )) {
      if (this.disk.head(room) !== after) chain.broken = true;
      if (!chain.broken) this.disk.write(room, body, after + 1, last, epoch);
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
