import type { ChangeEntry } from "@alongside/core/engine";
import { loadPeer } from "../peers.ts";
import { Room } from "./room.ts";

/** What we use of Yjs. */
interface Yjs {
  Doc: new (options?: { readonly gc: boolean }) => Doc;
  Map: new (entries: Iterable<[string, unknown]>) => YMap;
  applyUpdate(doc: Doc, update: Uint8Array, origin?: unknown): void;
  encodeStateAsUpdate(doc: Doc): Uint8Array;
  snapshot(doc: Doc): Snapshot;
  encodeSnapshot(snapshot: Snapshot): Uint8Array;
  decodeSnapshot(bytes: Uint8Array): Snapshot;
  createDocFromSnapshot(doc: Doc, snapshot: Snapshot): Doc;
}

interface Snapshot {
  readonly sv: unknown;
}

interface Doc {
  getArray(name: string): YArray;
  getText(name: string): YText;
  on(event: "update", listener: (update: Uint8Array, origin: unknown) => void): void;
}

interface YMap {
  set(key: string, value: unknown): void;
}

interface YArray {
  readonly length: number;
  push(values: readonly unknown[]): void;
  get(index: number): unknown;
  toJSON(): unknown;
}

interface YText {
  applyDelta(delta: readonly object[]): void;
  toString(): string;
}

const Y = await loadPeer<Yjs>("yjs");

/** Entries between two snapshots: the moments that can be opened at all. */
export const KEPT_EVERY = 100;

/** The same history as a Yjs document of two people that forgets nothing, with a snapshot kept for each hundredth entry. */
export class YjsPast {
  /** What is stored: the document, and all snapshots. */
  readonly bytes: number;
  readonly #doc: Doc;
  readonly #snapshots: Uint8Array[] = [];

  constructor(size: number) {
    const docs = [new Y.Doc({ gc: false }), new Y.Doc({ gc: false })] as const;
    for (const [i, doc] of docs.entries()) {
      const other = docs[1 - i] as Doc;
      doc.on("update", (update, origin) => {
        if (origin !== "other") Y.applyUpdate(other, update, "other");
      });
    }
    this.#doc = docs[0];
    const room = new Room();
    const places = new Map<string, number>();
    for (let seq = 1; seq <= size; seq++) {
      write(docs[seq % 2] as Doc, room.entry(seq), places);
      if (seq % KEPT_EVERY === 0) this.#snapshots.push(Y.encodeSnapshot(Y.snapshot(this.#doc)));
    }
    const kept = this.#snapshots.reduce((sum, { length }) => sum + length, 0);
    this.bytes = Y.encodeStateAsUpdate(this.#doc).length + kept;
  }

  /** Opens the last moment up to `seq` that is kept. Returns what stood there. */
  open(seq: number): { readonly shapes: unknown; readonly page: string } {
    const bytes = this.#snapshots[Math.max(0, Math.floor(seq / KEPT_EVERY) - 1)] as Uint8Array;
    const doc = Y.createDocFromSnapshot(this.#doc, Y.decodeSnapshot(bytes));
    return { shapes: doc.getArray("shapes").toJSON(), page: doc.getText("page").toString() };
  }
}

/** Does in a document what an entry of our log says. */
function write(doc: Doc, { ops }: ChangeEntry, places: Map<string, number>): void {
  const shapes = doc.getArray("shapes");
  for (const op of Object.values(ops).flat()) {
    if (op.op === "insert") {
      places.set(op.id, shapes.length);
      shapes.push([new Y.Map(Object.entries(op.fields ?? {}))]);
    } else if (op.op === "set") {
      (shapes.get(places.get(op.id) as number) as YMap).set(op.field, op.value);
    } else if (op.op === "text") {
      doc.getText("page").applyDelta(op.delta.map(partOf));
    } else throw new Error(`No such thing is in this history: ${op.op}`);
  }
}

function partOf(part: unknown): object {
  if (typeof part === "string") return { insert: part };
  const count = Number(part);
  return count < 0 ? { delete: -count } : { retain: count };
}
