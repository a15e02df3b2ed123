import { systemRandom } from "@alongside/core/engine";
import "fake-indexeddb/auto";
import { forceCloseDatabase, IDBFactory as FakeFactory } from "fake-indexeddb";
import type { DeviceStore } from "../../src/device/device-store.ts";
import { databaseName } from "../../src/indexeddb/database.ts";
import { IndexedDbStore } from "../../src/indexeddb/store.ts";
import type { Surroundings } from "../../src/indexeddb/surroundings.ts";
import { FakeClock } from "./fake-clock.ts";

/** What becomes of the next request of its kind: an error that the browser says, `abort` without one, or no answer at all. */
export type Fault = DOMException | "abort" | "silent";

/** What a browser keeps for a site. */
export interface Disk {
  readonly factory: IDBFactory;
  readonly hints: Map<string, string>;
}

export function emptyDisk(): Disk {
  return { factory: new FakeFactory(), hints: new Map() };
}

export interface Owner {
  readonly server: string;
  readonly user: string;
}

/** One tab of a browser that fails when it is told to. Others share its disk. */
export class FaultyTab implements Surroundings {
  readonly disk: Disk;
  readonly clock = new FakeClock();
  readonly reports: { readonly code: string; readonly room: string | undefined }[] = [];
  /** Called for each database that is opened, and each transaction that writes. */
  onOpen: () => Fault | undefined = () => undefined;
  onCommit: () => Fault | undefined = () => undefined;
  databases: () => IDBFactory | undefined = () => this.#factory;
  hasChannel = true;
  /** How many formats newer the page is than it is. */
  versionsAhead = 0;
  commits = 0;
  readonly durabilities: (string | undefined)[] = [];
  readonly #factory: IDBFactory;
  readonly #open = new Set<IDBDatabase>();

  constructor(disk: Disk = emptyDisk()) {
    this.disk = disk;
    this.#factory = {
      cmp: (a, b) => disk.factory.cmp(a, b),
      databases: () => disk.factory.databases(),
      deleteDatabase: (name) => disk.factory.deleteDatabase(name),
      open: (name, version) => this.#openDatabase(name, version),
    };
  }

  store(owner: Owner): DeviceStore {
    return new IndexedDbStore(
      owner.user,
      {
        server: owner.server,
        clock: this.clock,
        random: systemRandom,
        report: (error, about) => {
          this.reports.push({ code: (error as { code: string }).code, room: about?.room });
        },
      },
      this,
    );
  }

  /** The browser closes every database of the tab, as Safari does in the background. */
  cut(): void {
    for (const db of this.#open) {
      // The fake's type says the class where it means an instance.
      forceCloseDatabase(db as unknown as Parameters<typeof forceCloseDatabase>[0]);
    }
    this.#open.clear();
  }

  /** The database itself, as nobody but a test opens it. */
  async raw(owner: Owner): Promise<IDBDatabase> {
    return await settled(this.disk.factory.open(databaseName(owner)));
  }

  hint(key: string): string | undefined {
    return this.disk.hints.get(key);
  }

  setHint(key: string, value: string | undefined): void {
    if (value === undefined) this.disk.hints.delete(key);
    else this.disk.hints.set(key, value);
  }

  channel(name: string): BroadcastChannel | undefined {
    return this.hasChannel ? new BroadcastChannel(name) : undefined;
  }

  #openDatabase(name: string, version: number | undefined): IDBOpenDBRequest {
    const fault = this.onOpen();
    if (fault !== undefined) {
      const request = new EventTarget();
      if (fault instanceof DOMException) {
        Object.assign(request, { error: fault });
        queueMicrotask(() => request.dispatchEvent(new Event("error")));
      }
      return request as IDBOpenDBRequest;
    }
    const request = this.disk.factory.open(name, (version ?? 1) + this.versionsAhead);
    request.addEventListener("success", () => this.#watch(request.result));
    return request;
  }

  /** Lets the transactions of a database fail when they are told to. */
  #watch(db: IDBDatabase): void {
    this.#open.add(db);
    const begin = db.transaction.bind(db);
    db.transaction = (stores, mode, options) => {
      const tx = begin(stores, mode, options);
      if (mode !== "readwrite" || ![stores].flat().includes("rows")) return tx;
      const commit = tx.commit.bind(tx);
      tx.commit = () => {
        this.commits += 1;
        this.durabilities.push(options?.durability);
        const fault = this.onCommit();
        if (fault === undefined) commit();
        else if (fault === "silent") for (const type of ["complete", "abort"]) mute(tx, type);
        else {
          // As a browser's flush fails: all requests have succeeded, and there is no error but the transaction's own at most.
          tx.objectStore("rows")
            .count()
            .addEventListener("success", () => {
              if (fault !== "abort") Object.defineProperty(tx, "error", { value: fault });
              tx.abort();
            });
        }
      };
      return tx;
    };
  }
}

function mute(target: EventTarget, type: string): void {
  const dispatch = target.dispatchEvent.bind(target);
  target.dispatchEvent = (event) => (event.type === type ? true : dispatch(event));
}

export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error as DOMException));
  });
}
