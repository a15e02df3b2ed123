import type { Entry, RoomId, Seq, Snapshot } from "@alongside/core/engine";
import { memory, type OpsJsons, type Origin, type Store } from "@alongside/server";

/** What is known of a room without asking. */
interface Shown {
  /** JSON of each entry: entry `seq` is at `seq - 1`. */
  entries: string[];
  saved: Seq;
}

/** A disk in memory: it outlives the stores that are opened on it, as a disk outlives a process, and shows what is durable on it. */
export class MemoryDisk {
  readonly #store = memory();
  readonly #rooms = new Map<RoomId, Shown>();

  /** Opens it. More than one may be open: each is another owner. */
  open(): Store {
    return new OnDisk(this.#store, (room) => this.#of(room));
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

  /** The `seq` of the latest snapshot; 0 for none. */
  saved(room: RoomId): Seq {
    return this.#of(room).saved;
  }

  #of(room: RoomId): Shown {
    let shown = this.#rooms.get(room);
    if (shown === undefined) this.#rooms.set(room, (shown = { entries: [], saved: 0 }));
    return shown;
  }
}

class OnDisk implements Store {
  readonly #store: Store;
  readonly #shown: (room: RoomId) => Shown;
  #isClosed = false;

  constructor(store: Store, shown: (room: RoomId) => Shown) {
    this.#store = store;
    this.#shown = shown;
  }

  append(
    room: RoomId,
    after: Seq,
    entries: readonly Entry[],
    epoch?: string,
    opsJson?: OpsJsons,
  ): Promise<void> {
    if (this.#isClosed) return closed();
    const texts = entries.map((entry) => JSON.stringify(entry));
    return this.#store
      .append(room, after, entries, epoch, opsJson)
      .then(() => void this.#shown(room).entries.push(...texts));
  }

  async *read(room: RoomId, after: Seq, limit?: number): AsyncIterable<Entry> {
    if (this.#isClosed) await closed();
    yield* this.#store.read(room, after, limit);
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

  loadPart(room: RoomId, seq: Seq, name: string): Promise<Uint8Array | undefined> {
    return this.#ask(() => this.#store.loadPart(room, seq, name));
  }

  listRooms(after?: RoomId, limit?: number): Promise<readonly RoomId[]> {
    return this.#ask(() => this.#store.listRooms(after, limit));
  }

  origin(room: RoomId): Promise<Origin> {
    return this.#ask(() => this.#store.origin(room));
  }

  deleteRoom(room: RoomId): Promise<void> {
    return this.#ask(async () => {
      await this.#store.deleteRoom(room);
      Object.assign(this.#shown(room), { entries: [], saved: 0 });
    });
  }

  dropBefore(room: RoomId, seq: Seq): Promise<void> {
    return this.#ask(() => this.#store.dropBefore(room, seq));
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
