import type { Json } from "@alongside/core";
import { systemClock, systemRandom } from "@alongside/core/engine";
import type { DeviceState, DeviceStore } from "../../src/device/device-store.ts";
import { databaseName, FORMAT, type Owner } from "../../src/indexeddb/database.ts";
import { indexedDbStore } from "../../src/indexeddb/index.ts";
import { IndexedDbStore } from "../../src/indexeddb/store.ts";
import { browser } from "../../src/indexeddb/surroundings.ts";
import { ANN, DEVICE_RULES, lines, put } from "../support/device-contract.ts";
import { OfflinePage } from "./offline.ts";

const ROOM = "board:a";

/** A page with a device store, for tests to drive. */
class DevicePage {
  readonly states: DeviceState[] = [];
  readonly reports: string[] = [];
  #store: DeviceStore | undefined;
  #frozen: IDBDatabase | undefined;

  /** Opens the store; `ahead` is how many formats newer the page is than the sources. */
  async open(ahead = 0): Promise<readonly string[]> {
    const store = new IndexedDbStore(ANN.user, this.#given(), {
      ...browser,
      databases: () => (ahead === 0 ? indexedDB : newer(ahead)),
    });
    this.#store = store;
    this.states.push(store.state.get());
    store.state.subscribe((state) => this.states.push(state));
    return lines(store);
  }

  get state(): DeviceState | undefined {
    return this.#store?.state.get();
  }

  lines(): Promise<readonly string[]> {
    return lines(this.#opened);
  }

  /** Writes a row of a queue. Resolves to "written", or the code that it was rejected with. */
  async write(
    key: string,
    value: Json,
    durability: "strict" | "relaxed" = "strict",
  ): Promise<string> {
    try {
      await this.#opened.write(
        [put(durability === "strict" ? "chunk" : "room", key, value)],
        durability,
      );
      return "written";
    } catch (error) {
      return (error as { code: string }).code;
    }
  }

  forget(): Promise<void> {
    return this.#opened.forget();
  }

  keep(): Promise<boolean> {
    return indexedDbStore({ user: ANN.user }).keep();
  }

  async databases(): Promise<readonly (string | undefined)[]> {
    return (await indexedDB.databases()).map(({ name }) => name);
  }

  /** Holds the database as a page does that is frozen: it hears of nothing. */
  async freeze(): Promise<void> {
    const request = indexedDB.open(databaseName(ANN), FORMAT);
    this.#frozen = await new Promise((resolve) => {
      request.addEventListener("success", () => resolve(request.result));
    });
  }

  thaw(): void {
    this.#frozen?.close();
  }

  /** The next commits are aborted without an error, as a failing flush is. */
  abortCommits(count: number): void {
    const commit = IDBTransaction.prototype.commit;
    let left = count;
    IDBTransaction.prototype.commit = function abortFirst() {
      if (left-- > 0) this.abort();
      else commit.call(this);
    };
  }

  /** Runs the rules of the port, each on an empty device. Returns what did not hold. */
  async runRules(): Promise<readonly string[]> {
    const failed: string[] = [];
    for (const { name, run } of DEVICE_RULES) {
      const stores: DeviceStore[] = [];
      const open = (owner: Owner): DeviceStore => {
        const { user, server } = owner;
        const store = indexedDbStore({ user })({ ...this.#given(), server });
        stores.push(store);
        return store;
      };
      try {
        await run({ open });
      } catch (error) {
        failed.push(`${name}: ${String(error)}`);
      }
      await Promise.all(stores.map((store) => store.forget()));
    }
    return failed;
  }

  /**
   * Writes as a page does that somebody types into, without end: a row for each change, and how many there are in another, in one
   * transaction. First those of before are taken off, as the server has them. `saved` is called with each number that is on the disk.
   */
  async type(tab: string, saved: (tab: string, n: number) => void): Promise<void> {
    const queue = (await this.#opened.load(ROOM)).find(
      ({ kind, key }) => kind === "queue" && key === tab,
    );
    const [, before] = (queue?.value ?? [0, 0]) as [number, number];
    const taken = [
      { clear: { kind: "chunk", room: ROOM, key: `${tab}/` } },
      put("queue", tab, [before, before]),
    ] as const;
    await this.#opened.write(taken, "strict");
    for (let n = before + 1; ; n++) {
      this.#opened
        .write(
          [
            put("chunk", `${tab}/${String(n).padStart(8, "0")}`, [n, "x".repeat(n % 300)]),
            put("queue", tab, [before, n]),
          ],
          "strict",
        )
        .then(() => saved(tab, n))
        .catch((error: unknown) => this.reports.push(String(error)));
      if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, n % 7));
    }
  }

  get #opened(): DeviceStore {
    if (!this.#store) throw new Error("The store should be open");
    return this.#store;
  }

  #given(): Parameters<ReturnType<typeof indexedDbStore>>[0] {
    return {
      server: ANN.server,
      clock: systemClock,
      random: systemRandom,
      report: (error) => void this.reports.push((error as { code: string }).code),
    };
  }
}

/** The browser's databases, for a page whose format is newer. */
function newer(ahead: number): IDBFactory {
  return {
    cmp: (a, b) => indexedDB.cmp(a, b),
    databases: () => indexedDB.databases(),
    deleteDatabase: (name) => indexedDB.deleteDatabase(name),
    open(name, version = 1) {
      const request = indexedDB.open(name, version + ahead);
      request.addEventListener("upgradeneeded", (event) => {
        // What there is of the older format is taken as it is.
        if (event.oldVersion > 0) event.stopImmediatePropagation();
      });
      return request;
    },
  };
}

declare global {
  interface Window {
    device: DevicePage;
    offline: OfflinePage;
  }
}
window.device = new DevicePage();
window.offline = new OfflinePage();
