import type {
  DeviceKind,
  DevicePlace,
  DeviceRow,
  DeviceState,
  DeviceStore,
  DeviceWrite,
  Durability,
  Persist,
} from "@alongside/client";

/** A row as it is on the device: the value as JSON. */
type Kept = DevicePlace & { readonly json: string };

/** What a device has for each server: its rows, by their places. */
type Shelves = Map<string, Map<string, Kept>>;

/** Ms that a store takes for each transaction and each look. */
const TAKES_MS = 1;

/** A device in memory: it outlives the pages whose stores are opened on it, as a disk outlives a page, and fails when it is told to. */
export class MemoryDevice {
  readonly #shelves: Shelves;
  /** As it was before the first relaxed transaction that a power cut would take. */
  #safe: Shelves | undefined;
  readonly #stores = new Set<StoreOnDevice>();
  #failing: { readonly error: Error; left: number } | undefined;
  #isSilent = false;

  constructor(shelves: Shelves = new Map()) {
    this.#shelves = shelves;
  }

  /** To be given to a client. Each call is another page's store. */
  readonly persist: Persist = ({ server, clock }) => {
    const store: StoreOnDevice = new StoreOnDevice({
      wait: () => new Promise((resolve) => void clock.after(TAKES_MS, resolve)),
      rows: () => this.#rowsOf(server),
      commit: (writes, durability) => this.#commit(server, writes, durability),
      forget: () => {
        this.#rowsOf(server).clear();
        for (const other of this.#stores)
          if (other.server === server) other.end("device.forgotten");
      },
      server,
    });
    this.#stores.add(store);
    if (this.#isSilent) store.become({ name: "memory", code: "device.silent" });
    return store;
  };

  /** Whether stores that are opened from now on do not answer, as a browser that is busy; those that wait answer once it is off. */
  set isSilent(isSilent: boolean) {
    this.#isSilent = isSilent;
    if (isSilent) return;
    for (const store of this.#stores)
      if (store.state.get().code === "device.silent") store.become({ name: "open" });
  }

  /** The next `count` transactions are not committed, and reject with `error`. */
  fail(error: Error, count = 1): void {
    this.#failing = { error, left: count };
  }

  /** All pages are gone at once: what was not committed never will be. */
  kill(): void {
    for (const store of this.#stores) store.die();
    this.#stores.clear();
  }

  /** The same, and the relaxed transactions since the last strict one are lost. */
  cutPower(): void {
    this.kill();
    if (this.#safe === undefined) return;
    this.#shelves.clear();
    for (const [server, rows] of this.#safe) this.#shelves.set(server, rows);
    this.#safe = undefined;
  }

  /** A device with the same on it, as of a profile that was copied. */
  copy(): MemoryDevice {
    return new MemoryDevice(copyOf(this.#shelves));
  }

  /** What is kept, of all servers. */
  rows(kind?: DeviceKind): readonly DeviceRow[] {
    return [...this.#shelves.values()]
      .flatMap((rows) => rowsIn(rows))
      .filter((row) => kind === undefined || row.kind === kind);
  }

  #rowsOf(server: string): Map<string, Kept> {
    let rows = this.#shelves.get(server);
    if (rows === undefined) this.#shelves.set(server, (rows = new Map()));
    return rows;
  }

  #commit(server: string, writes: readonly Made[], durability: Durability): void {
    const failing = this.#failing;
    if (failing !== undefined && failing.left-- > 0) throw failing.error;
    if (durability === "strict") this.#safe = undefined;
    else this.#safe ??= copyOf(this.#shelves);
    const rows = this.#rowsOf(server);
    for (const write of writes) {
      if ("put" in write) rows.set(addressOf(write.put), write.put);
      else if ("delete" in write) rows.delete(addressOf(write.delete));
      else
        for (const address of rows.keys())
          if (address.startsWith(addressOf(write.clear))) rows.delete(address);
    }
  }
}

type Made = { readonly put: Kept } | Exclude<DeviceWrite, { readonly put: DeviceRow }>;

/** What a page's store needs of the device. */
interface Given {
  wait(): Promise<void>;
  rows(): Map<string, Kept>;
  /** Throws where it fails. */
  commit(writes: readonly Made[], durability: Durability): void;
  /** Ends all stores of the server. */
  forget(): void;
  readonly server: string;
}

class StoreOnDevice implements DeviceStore {
  readonly #given: Given;
  readonly #listeners = new Set<(state: DeviceState) => void>();
  #state: DeviceState = { name: "open" };
  #isOver = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(given: Given) {
    this.#given = given;
  }

  readonly state = {
    get: (): DeviceState => this.#state,
    subscribe: (listener: (state: DeviceState) => void): (() => void) => {
      this.#listeners.add(listener);
      return () => void this.#listeners.delete(listener);
    },
  };

  get server(): string {
    return this.#given.server;
  }

  load(room: string, kinds?: readonly DeviceKind[]): Promise<readonly DeviceRow[]> {
    if (this.#state.code !== undefined) return Promise.resolve([]);
    return this.#next(() =>
      rowsIn(this.#given.rows()).filter(
        (row) => row.room === room && kinds?.includes(row.kind) !== false,
      ),
    );
  }

  rooms(kind: DeviceKind): Promise<readonly string[]> {
    if (this.#state.code !== undefined) return Promise.resolve([]);
    return this.#next(() => [
      ...new Set(
        rowsIn(this.#given.rows())
          .filter((row) => row.kind === kind)
          .map(({ room }) => room),
      ),
    ]);
  }

  write(writes: readonly DeviceWrite[], durability: Durability): Promise<void> {
    const { code } = this.#state;
    if (code !== undefined)
      return Promise.reject(Object.assign(new Error(`The store keeps nothing: ${code}`), { code }));
    const made = writes.map((write): Made => {
      if (!("put" in write)) return write;
      const { value, ...place } = write.put;
      return { put: { ...place, json: JSON.stringify(value) } };
    });
    return this.#next(() => this.#given.commit(made, durability));
  }

  forget(): Promise<void> {
    return this.#next(() => this.#given.forget());
  }

  close(): void {
    this.end("device.closed");
  }

  /** Keeps nothing more than what was asked for before. */
  end(code: string): void {
    const now = this.#state.code;
    if (now === undefined || now === "device.silent") this.become({ name: "memory", code });
  }

  become(state: DeviceState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** Nothing is answered any more. */
  die(): void {
    this.#isOver = true;
  }

  /** Does something after all that was asked for before. */
  #next<T>(fn: () => T): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const turn = this.#last.then(() => this.#given.wait());
    this.#last = turn.then(() => {
      if (this.#isOver) return;
      try {
        resolve(fn());
      } catch (error) {
        reject(error);
      }
    });
    return promise;
  }
}

function copyOf(shelves: Shelves): Shelves {
  return new Map(Array.from(shelves, ([server, rows]) => [server, new Map(rows)]));
}

function addressOf({ room, kind, key }: DevicePlace): string {
  return `${room}\n${kind}\n${key}`;
}

/** The rows in the order of their addresses. */
function rowsIn(rows: Map<string, Kept>): readonly DeviceRow[] {
  return [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { json, ...place }]) => ({ ...place, value: JSON.parse(json) }));
}
