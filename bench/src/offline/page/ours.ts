import type { DeviceStore } from "@alongside/client";
import type { Json } from "@alongside/core";
import { indexedDbStore } from "@alongside/client/indexeddb";
import { systemClock, systemRandom } from "@alongside/core/engine";
import { CHANGES, record, RECORDS, type Store } from "./store.ts";

const ROOM = "board:a";
const CLIENT = "0123456789abcdef";
/** Characters of a chunk of a queue, at most. */
const CHUNK = 65_536;

export class Ours implements Store {
  readonly #server: string;
  #store: DeviceStore | undefined;

  constructor(name: string) {
    this.#server = `wss://bench.example/${name}`;
  }

  async open(): Promise<void> {
    this.#store = indexedDbStore({ user: "ann" })({
      server: this.#server,
      clock: systemClock,
      random: systemRandom,
    });
    await this.#store.load(ROOM);
  }

  close(): Promise<void> {
    this.#store?.close();
    return Promise.resolve();
  }

  type(at: number): Promise<void> {
    return this.#opened.write(
      [
        { put: { room: ROOM, kind: "chunk", key: `${CLIENT}/${at}`, value: [change(at)] } },
        // A queue has its own row from its first change on.
        ...(at === 0
          ? [{ put: { room: ROOM, kind: "queue", key: CLIENT, value: { order: 1 } } } as const]
          : []),
      ],
      "strict",
    );
  }

  async fill(): Promise<void> {
    const states = Object.fromEntries(
      Array.from({ length: RECORDS }, (_, i) => [`${CLIENT}-${i}`, record(i)]),
    );
    const chunks: Json[][] = [[]];
    let length = 0;
    for (let i = 0; i < CHANGES; i++) {
      const made = change(i);
      length += JSON.stringify(made).length;
      if (length > CHUNK) {
        chunks.push([]);
        length = 0;
      }
      chunks.at(-1)?.push(made);
    }
    await this.#opened.write(
      [
        { put: { room: ROOM, kind: "room", key: "", value: { seq: 1, states } } },
        ...chunks.map(
          (value, i) =>
            ({
              put: {
                room: ROOM,
                kind: "chunk",
                key: `${CLIENT}/${i + 10_000}`,
                value,
              },
            }) as const,
        ),
      ],
      "strict",
    );
  }

  get #opened(): DeviceStore {
    if (!this.#store) throw new Error("The store should be open");
    return this.#store;
  }
}

/** A letter in a text, as a change that waits: some 100 characters of JSON. */
function change(n: number): Json {
  return [n, 1_000, [["notes", [["t", `${CLIENT}-${n % 50}`, "text", [n % 900, "x"]]]]], "typed"];
}
