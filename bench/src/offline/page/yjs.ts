import { IndexeddbPersistence } from "y-indexeddb";
import { Doc, Map as YMap, type Text } from "yjs";
import { CHANGES, record, RECORDS, type Store } from "./store.ts";

export class Yjs implements Store {
  readonly #name: string;
  #doc = new Doc();
  #provider: IndexeddbPersistence | undefined;
  /** Called when the next transaction that writes is complete: y-indexeddb itself does not say. */
  #onComplete: (() => void) | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async open(): Promise<void> {
    this.#doc = new Doc();
    this.#provider = new IndexeddbPersistence(this.#name, this.#doc);
    await this.#provider.whenSynced;
    const db = this.#provider.db as IDBDatabase;
    const begin = db.transaction.bind(db);
    db.transaction = (stores, mode, options) => {
      const tx = begin(stores, mode, options);
      const done = this.#onComplete;
      this.#onComplete = undefined;
      if (done) tx.addEventListener("complete", done);
      return tx;
    };
  }

  async close(): Promise<void> {
    await this.#provider?.destroy();
  }

  type(at: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onComplete = resolve;
      this.#text.insert(at % 900, "x");
    });
  }

  async fill(): Promise<void> {
    const records = this.#doc.getMap("records");
    this.#doc.transact(() => {
      for (let i = 0; i < RECORDS; i++) records.set(String(i), new YMap(Object.entries(record(i))));
    });
    this.#text.insert(0, "x".repeat(900));
    for (let i = 0; i < CHANGES; i += 100) {
      const typed = Array.from({ length: 100 }, (_, k) => this.type(i + k));
      // It hears of the last only.
      await typed.at(-1);
    }
    // A second after the last one it makes one of them all.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }

  get #text(): Text {
    return this.#doc.getText("note");
  }
}
