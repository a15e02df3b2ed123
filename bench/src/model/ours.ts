import { defineRoom, list, map, value } from "@alongside/core";
import { createDraft, type Op, type OpsByKey, Replica } from "@alongside/core/engine";
import { answer } from "../process.ts";
import { type Case, measure, type Subject } from "./measure.ts";
import { pointOf, shapeOf } from "../rooms.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

const fields = {
  kind: value<string>("rect"),
  at: value<Point>({ x: 0, y: 0 }),
  size: value<Point>({ x: 10, y: 10 }),
  color: value<string>("#223344"),
};

const Lists = defineRoom("lists", { version: 1, storage: { items: list(fields) } });
const Maps = defineRoom("maps", { version: 1, storage: { items: map(fields) } });

/** What a room in the client does for a change: the draft, the view, a subscriber's selector; for a remote one the log's ops instead of the draft. */
function open({ kind, records, from }: Case): Subject {
  const { schema } = kind === "list" ? Lists : Maps;
  const replica = new Replica(schema);
  const client = "bench-client";
  const ids = Array.from({ length: records }, (_, i) => `${client}.1.${i.toString(36)}`);
  const ref = { of: "root", field: "items" };
  const make = (id: string, i: number): Op =>
    kind === "list"
      ? { op: "insert", id, in: ref, at: "end", fields: { ...shapeOf(i) } }
      : { op: "put", id, in: ref, key: `key-${i}`, fields: { ...shapeOf(i) } };
  replica.confirm({ items: ids.map(make) });
  const read = (i: number): Point | undefined => {
    const { items } = replica.view as unknown as View;
    const record = "get" in items ? items.get(`key-${i}`) : items[i];
    return record?.at;
  };
  const write = (n: number, i: number): OpsByKey => {
    const change = replica.begin(n);
    const { doc, end } = createDraft(replica, change, { client, next: () => `${client}.${n}.0` });
    const record = (doc as Draft).items.get(kind === "list" ? (ids[i] ?? "") : `key-${i}`);
    if (record !== undefined) record.at = pointOf(n);
    end();
    return change.ops();
  };
  if (from === "local") {
    const pending: (readonly [number, OpsByKey])[] = [];
    return {
      change(i, n) {
        pending.push([n, write(n, i)]);
        return read(i)?.x === n;
      },
      settle() {
        for (const [n, ops] of pending.splice(0)) replica.confirm(ops, n);
      },
    };
  }
  return {
    change(i, n) {
      replica.confirm({
        items: [{ op: "set", id: ids[i] ?? "", field: "at", value: { x: n, y: n + 1 } }],
      });
      return read(i)?.x === n;
    },
  };
}

interface View {
  readonly items: readonly { at: Point }[] | { get(key: string): { at: Point } | undefined };
}

interface Draft {
  readonly items: { get(id: string): { at: Point } | undefined };
}

answer((question: Case) => ({ ms: measure(open(question), question) }));
process.send?.({});
