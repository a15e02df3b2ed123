import { loadPeer } from "../../peers.ts";
import { markOf, valueOf } from "./wire.ts";

/** What we use of Yjs. */
interface Yjs {
  Doc: new () => YDoc;
}

interface YDoc {
  getMap(name: string): { set(key: string, value: unknown): void };
  getText(name: string): { readonly length: number; insert(at: number, text: string): void };
  on(event: "update", listener: (update: Uint8Array) => void): void;
}

/** What a client writes as its change `n`. */
export type YjsWrite = (doc: YDoc, client: number, n: number) => void;

/** Each client writes one key of a shared map again and again. */
export const writeValue: YjsWrite = (doc, client, n) =>
  doc.getMap("items").set(`c${client}`, valueOf(client, n));

/** Each client goes on writing where it wrote before. */
export const writeText: YjsWrite = (doc, client, n) => {
  const text = doc.getText("body");
  text.insert(text.length, markOf(client, n));
};

/** Yjs updates of clients, made before the clock runs. */
export class YjsUpdates {
  readonly #yjs: Yjs;
  readonly #write: YjsWrite;
  readonly #clients: { readonly doc: YDoc; readonly updates: Uint8Array[] }[] = [];

  private constructor(yjs: Yjs, write: YjsWrite) {
    this.#yjs = yjs;
    this.#write = write;
  }

  static async make(clients: number, count: number, write: YjsWrite): Promise<YjsUpdates> {
    const made = new YjsUpdates(await loadPeer<Yjs>("yjs"), write);
    for (let client = 0; client < clients; client++) made.of(client, count);
    return made;
  }

  /** The update that is change `n` of a client. */
  of(client: number, n: number): Uint8Array {
    const { doc, updates } = (this.#clients[client] ??= this.#open());
    while (updates.length < n) this.#write(doc, client, updates.length + 1);
    return updates[n - 1] as Uint8Array;
  }

  #open(): { doc: YDoc; updates: Uint8Array[] } {
    const doc = new this.#yjs.Doc();
    const updates: Uint8Array[] = [];
    doc.on("update", (update) => updates.push(update));
    return { doc, updates };
  }
}

/** lib0's variable-length unsigned integer. */
export function varUint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** lib0's string: its length in bytes, then UTF-8. */
export function varString(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varUint(bytes.length), bytes]);
}
