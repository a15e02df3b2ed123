import { createClient, type Room } from "../../src/index.ts";
import { indexedDbStore } from "../../src/indexeddb/index.ts";
import { Board } from "../support/board.ts";

/** A page of an app that keeps its room on the device, for tests to drive. */
export class OfflinePage {
  readonly errors: string[] = [];
  #room: Room<typeof Board> | undefined;
  #client: ReturnType<typeof createClient> | undefined;

  /** Joins a room, as who has the token, and resolves once it is to be seen. */
  async join(url: string, token?: string): Promise<void> {
    this.#client = createClient({
      url,
      ...(token !== undefined && { getToken: () => token }),
      persist: indexedDbStore({ user: token ?? "ann" }),
      onError: (error) => void this.errors.push(String(error)),
    });
    const room = this.#client.join(Board, "a");
    this.#room = room;
    await room.ready;
  }

  get status(): string {
    const { saved, pending } = this.#joined.status.get();
    return `${saved} ${pending}`;
  }

  /** Why the room ended here; empty where it did not. */
  get code(): string {
    return this.#joined.status.get().code ?? "";
  }

  /** All that the browser keeps for this origin, as JSON. */
  async kept(): Promise<string> {
    const found: unknown[] = [];
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        found.push(await done(database.transaction(store).objectStore(store).getAll()));
      database.close();
    }
    return JSON.stringify(found);
  }

  /** What is on the board: who wrote each shape, and which of theirs it is. */
  get shapes(): readonly (readonly [by: string, n: number])[] {
    return (this.#joined.get()?.shapes ?? []).map(({ color, x }) => [color, x] as const);
  }

  saved(where: "server" | "device"): Promise<void> {
    return this.#joined.saved(where);
  }

  /** Draws so many shapes, as fast as the device keeps them. `saved` is called with each number that is shown as saved on the device. */
  async draw(by: string, count: number, saved: (by: string, n: number) => void): Promise<void> {
    for (let n = 1; n <= count; n++) {
      this.#joined.update((doc) => void doc.shapes.push({ color: by, x: n }));
      const kept = this.#joined.saved("device").then(() => saved(by, n));
      // Some at once, and some after a rest.
      if (n % 4 === 0) await kept;
      if (n % 3 === 0) await new Promise((resolve) => setTimeout(resolve, n % 9));
    }
  }

  get #joined(): Room<typeof Board> {
    if (!this.#room) throw new Error("The room should be joined");
    return this.#room;
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error as Error));
  });
}
