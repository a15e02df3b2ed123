import { counter, list, map, record as recordOf, value } from "@alongside/core";
import { type Op, type OpsByKey, type Replica } from "@alongside/core/engine";
import { type Field } from "../../src/schema/kinds.ts";
import { z } from "zod";
import { compileStorage } from "../../src/schema/compile.ts";

const note: { [name: string]: Field } = {
  text: value<string | null>(""),
  tag: z.string().nullish(),
  likes: counter(),
  meta: recordOf({
    text: z.string().optional(),
    likes: counter(),
    deep: recordOf({ tag: z.string().optional() }),
  }),
};
const box: { [name: string]: Field } = {
  text: value<string | null>("empty"),
  likes: counter(),
};
note["kids"] = list(note as never);
note["marks"] = map(box as never);
box["cards"] = list(note as never);

/** Notes in notes, boxes of notes, at any depth. */
export const schema = compileStorage({
  title: value("Untitled"),
  subtitle: z.string().nullish(),
  votes: counter(),
  meta: recordOf({
    title: value("Untitled"),
    votes: counter(),
    deep: recordOf({ tag: value(null) }),
  }),
  notes: list(note as never),
  boxes: map(box as never),
});

export const ANA = "ana-aaaaaaaaa";
export const BEN = "ben-bbbbbbbbb";
export const CLEO = "cleo-cccccccc";

/** The id of the `n`-th record that somebody's change `seq` makes. */
export function id(client: string, seq: number, n = 0): string {
  return `${client}.${seq.toString(36)}.${n.toString(36)}`;
}

// Ops in few words, for tests that spell out a log.

export function insert(
  record: string,
  at: Extract<Op, { op: "insert" }>["at"] = "end",
  of = "root",
  text = "",
): Op {
  const field = of === "root" ? "notes" : "kids";
  return { op: "insert", id: record, in: { of, field }, at, fields: { text } };
}

export function put(record: string, key: string, text = "", of = "root"): Op {
  const field = of === "root" ? "boxes" : "marks";
  return { op: "put", id: record, in: { of, field }, key, fields: { text } };
}

export function setText(record: string, text: string): Op {
  return { op: "set", id: record, field: "text", value: text };
}

export function like(record: string, by = 1): Op {
  return { op: "add", id: record, field: "likes", by };
}

export function move(
  record: string,
  of: string,
  at: Extract<Op, { op: "move" }>["at"] = "end",
): Op {
  return { op: "move", id: record, in: { of, field: of === "root" ? "notes" : "kids" }, at };
}

export function trash(record: string): Op {
  return { op: "delete", id: record };
}

export function restore(record: string): Op {
  return { op: "restore", id: record };
}

/** Ops as they come out of a wire or a store. */
export function sent<T>(ops: T): T {
  return JSON.parse(JSON.stringify(ops)) as T;
}

export function notes(...ops: readonly Op[]): OpsByKey {
  return { notes: ops };
}

export function boxes(...ops: readonly Op[]): OpsByKey {
  return { boxes: ops };
}

/** A note that reads as `text` in an `outline`. */
export function named(
  record: string,
  text: string,
  at: "start" | "end" | { after: string } | { before: string } = "end",
  of = "root",
): Op {
  return insert(record, at, of, text);
}

/** The notes as text: `a(b c)` is a note `a` with the kids `b` and `c`. */
export function outline(replica: Replica): string {
  interface Note {
    readonly text: string;
    readonly kids: readonly Note[];
  }
  const write = ({ text, kids }: Note): string =>
    text + (kids.length > 0 ? `(${kids.map(write).join(" ")})` : "");
  return (replica.view["notes"] as readonly Note[]).map(write).join(" ");
}
