import { record, RECORDS, type Store } from "./store.ts";

/** IndexedDB itself, with one strict transaction for each letter: what no store on it can go below. */
export class Bare implements Store {
  readonly #name: string;
  #db: IDBDatabase | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async open(): Promise<void> {
    const request = indexedDB.open(this.#name, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore("rows"));
    await new Promise((resolve) => request.addEventListener("success", resolve));
    this.#db = request.result;
    const read = this.#opened.transaction("rows").objectStore("rows").getAll();
    await new Promise((resolve) => read.addEventListener("success", resolve));
  }

  close(): Promise<void> {
    this.#db?.close();
    return Promise.resolve();
  }

  type(at: number): Promise<void> {
    return this.#put(`letter ${at}`, [at, 1_000, "x"]);
  }

  fill(): Promise<void> {
    return this.#put(
      "room",
      Array.from({ length: RECORDS }, (_, i) => record(i)),
    );
  }

  #put(key: string, value: unknown): Promise<void> {
    const tx = this.#opened.transaction("rows", "readwrite", { durability: "strict" });
    tx.objectStore("rows").put(value, key);
    tx.commit();
    return new Promise((resolve) => tx.addEventListener("complete", () => resolve()));
  }

  get #opened(): IDBDatabase {
    if (!this.#db) throw new Error("The database should be open");
    return this.#db;
  }
}
