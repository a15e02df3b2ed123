import { loadPeer } from "../../peers.ts";
import { valueOf } from "./wire.ts";

/** What we use of Yjs. */
interface Yjs {
  Doc: new () => YDoc;
}

interface YDoc {
  getMap(name: string): { set(key: string, value: unknown): void };
  on(event: "update", listener: (update: Uint8Array) => void): void;
}

/** Yjs updates of clients that each write one key of a shared map again and again, made before the clock runs. */
export class YjsUpdates {
  readonly #yjs: Yjs;
  readonly #clients: { readonly doc: YDoc; readonly updates: Uint8Array[] }[] = [];

  private constructor(yjs: Yjs) {
    this.#yjs = yjs;
  }

  static async make(clients: number, count: number): Promise<YjsUpdates> {
    const made = new YjsUpdates(await loadPeer<Yjs>("yjs"));
    for (let client = 0; client < clients; client++) made.of(client, count);
    return made;
  }

  /** The update that is change `n` of a client. */
  of(client: number, n: number): Uint8Array {
    const { doc, updates } = (this.#clients[client] ??= this.#open());
    const map = doc.getMap("items");
    while (updates.length < n) map.set(`c${client}`, valueOf(client, updates.length + 1));
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
