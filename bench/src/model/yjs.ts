import { loadPeer } from "../peers.ts";
import { answer } from "../process.ts";
import { type Case, measure, recordOf, type Subject } from "./measure.ts";
import { pointOf, shapeOf } from "../rooms.ts";

/** What we use of Yjs. */
interface Yjs {
  Doc: new () => Doc;
  Map: new () => YMap;
  applyUpdate(doc: Doc, update: Uint8Array): void;
  encodeStateAsUpdate(doc: Doc): Uint8Array;
}

interface Doc {
  getMap(name: string): YMap;
  getArray(name: string): YArray;
  on(event: "update", listener: (update: Uint8Array) => void): void;
  transact(fn: () => void): void;
}

interface Observable {
  observeDeep(listener: (events: readonly YEvent[]) => void): void;
  toJSON(): unknown;
}

interface YMap extends Observable {
  set(key: string, value: unknown): void;
  get(key: string): unknown;
}

interface YArray extends Observable {
  push(values: readonly unknown[]): void;
  get(index: number): unknown;
}

interface YEvent {
  readonly path: readonly (string | number)[];
  readonly target: { get(key: string): unknown };
  readonly keysChanged: ReadonlySet<string>;
}

interface Shape {
  at: { readonly x: number };
}

const Y = await loadPeer<Yjs>("yjs");

/** A Yjs document kept as plain, immutable JSON: each event copies the path to what changed and nothing else. */
function open(question: Case): Subject {
  const { kind, records, from } = question;
  const author = new Y.Doc();
  author.transact(() => {
    for (let i = 0; i < records; i++) {
      const record = new Y.Map();
      for (const [field, value] of Object.entries(shapeOf(i))) record.set(field, value);
      if (kind === "list") author.getArray("items").push([record]);
      else author.getMap("items").set(`key-${i}`, record);
    }
  });
  let doc = author;
  const updates: Uint8Array[] = [];
  if (from === "remote") {
    doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(author));
    author.on("update", (update) => updates.push(update));
  }
  const items = kind === "list" ? doc.getArray("items") : doc.getMap("items");
  let json = items.toJSON() as Shape[] | { [key: string]: Shape };
  items.observeDeep((events) => {
    for (const { path, target, keysChanged } of events) {
      const key = path[0];
      if (key === undefined) continue;
      if (Array.isArray(json)) {
        json = json.slice();
        json[key as number] = copyOf(json[key as number], target, keysChanged);
      } else json = { ...json, [key]: copyOf(json[key], target, keysChanged) };
    }
  });
  const read = (i: number): number | undefined =>
    (Array.isArray(json) ? json[i] : json[`key-${i}`])?.at.x;
  // References to the records are kept, so that no time goes into finding them.
  const writable = Array.from(
    { length: records },
    (_, i) =>
      (kind === "list"
        ? author.getArray("items").get(i)
        : author.getMap("items").get(`key-${i}`)) as YMap,
  );
  if (from === "local") {
    return {
      change(i, n) {
        writable[i]?.set("at", pointOf(n));
        return read(i) === n;
      },
    };
  }
  return {
    prepare(n, count) {
      updates.length = 0;
      for (let next = n + 1; next <= n + count; next++) {
        writable[recordOf(next, question)]?.set("at", pointOf(next));
      }
    },
    change(i, n) {
      Y.applyUpdate(doc, updates.shift() as Uint8Array);
      return read(i) === n;
    },
  };
}

function copyOf(
  shape: Shape | undefined,
  target: YEvent["target"],
  keys: ReadonlySet<string>,
): Shape {
  const copy: Record<string, unknown> = { ...shape };
  for (const key of keys) copy[key] = target.get(key);
  return copy as unknown as Shape;
}

answer((question: Case) => ({ ms: measure(open(question), question) }));
process.send?.({});
