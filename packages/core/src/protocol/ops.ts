import type { Json } from "../json.ts";
import type { ContainerRef, FieldValues, Op, OpsByKey, Position } from "../model/op.ts";
import type { FeedAct } from "../model/feed-op.ts";
import type { RecordState } from "../model/record-state.ts";
import type { Delta } from "../text/delta.ts";
import { type PackedDelta, unpack } from "../text/packed.ts";
import { parseDelta } from "../text/parse-delta.ts";
import { parseAct } from "./parse-act.ts";
import { asArray, asJson, asObject, asString, asTuple, BadMessage, describe } from "./shape.ts";

// Ops on the wire and in a row of the log: `[key, [op, …], key, [op, …], …]`, each key once. An op is one of
//
//   ["s", id, field, value]                set; without `value` the field is removed
//   ["a", id, field, by]                   add
//   ["t", id, field, delta]                text; up also ["t", id, field, text, steps], packed
//   ["i", id, of, field, at, fields]       insert
//   ["p", id, of, field, key, fields]      put
//   ["m", id, of, field, at, record?]      move; `record` in the log and down only
//   ["d", id]                              delete
//   ["r", id, record?]                     restore; `record` in the log and down only
//   ["f", id, act]                         an act on a post of the feed that the key names, as in `FeedAct`
//
// where `at` is 0 for the start, 1 for the end, `["a", id]` after and `["b", id]` before a record.

type WirePosition = 0 | 1 | readonly [side: "a" | "b", id: string];

export type WireOp =
  | readonly [tag: "s", id: string, field: string, value?: Json]
  | readonly [tag: "a", id: string, field: string, by: number]
  | readonly [tag: "t", id: string, field: string, delta: Delta | string, steps?: string]
  | readonly [
      tag: "i",
      id: string,
      of: string,
      field: string,
      at: WirePosition,
      fields: FieldValues,
    ]
  | readonly [tag: "p", id: string, of: string, field: string, key: string, fields: FieldValues]
  | readonly [
      tag: "m",
      id: string,
      of: string,
      field: string,
      at: WirePosition,
      record?: RecordState,
    ]
  | readonly [tag: "d", id: string]
  | readonly [tag: "f", id: string, act: FeedAct]
  | readonly [tag: "r", id: string, record?: RecordState];

/** `[key, [op, …], …]`. */
export type WireOps = readonly (string | readonly WireOp[])[];

// Out.

/** Ops as they stand in a frame: each top-level key, and after it the ops under it. */
export function encodeOps(ops: OpsByKey): WireOps {
  const parts: (string | readonly WireOp[])[] = [];
  for (const key in ops) parts.push(key, encodeKey(ops[key] ?? []));
  return parts;
}

/** The ops of one key. */
function encodeKey(ops: readonly Op[]): readonly WireOp[] {
  return ops.map(encodeOp);
}

function encodeOp(op: Op): WireOp {
  const { id } = op;
  switch (op.op) {
    case "set":
      return "value" in op ? ["s", id, op.field, op.value] : ["s", id, op.field];
    case "add":
      return ["a", id, op.field, op.by];
    case "text": {
      if (Array.isArray(op.delta)) return ["t", id, op.field, op.delta];
      const { text, steps } = op.delta as unknown as PackedDelta;
      return ["t", id, op.field, text, steps];
    }
    case "insert":
      return ["i", id, op.in.of, op.in.field, encodePosition(op.at), op.fields];
    case "put":
      return ["p", id, op.in.of, op.in.field, op.key, op.fields];
    case "move": {
      const { of, field } = op.in;
      const at = encodePosition(op.at);
      return op.record === undefined
        ? ["m", id, of, field, at]
        : ["m", id, of, field, at, op.record];
    }
    case "delete":
      return ["d", id];
    case "feed":
      return ["f", id, op.act];
    case "restore":
      return op.record === undefined ? ["r", id] : ["r", id, op.record];
  }
}

function encodePosition(at: Position): WirePosition {
  if (typeof at === "string") return at === "start" ? 0 : 1;
  return "after" in at ? ["a", at.after] : ["b", at.before];
}

// In, from a server or a log: believed.

/** Reads ops that this side, or the server, wrote; they are not checked. */
export function decodeOps(parts: WireOps): OpsByKey {
  const ops: { [key: string]: readonly Op[] } = {};
  for (let i = 0; i < parts.length; i += 2)
    ops[parts[i] as string] = (parts[i + 1] as readonly WireOp[]).map(decodeOp);
  return ops;
}

function decodeOp(parts: WireOp): Op {
  const id = parts[1];
  switch (parts[0]) {
    case "s":
      return parts.length === 4
        ? { op: "set", id, field: parts[2], value: parts[3] as Json }
        : { op: "set", id, field: parts[2] };
    case "a":
      return { op: "add", id, field: parts[2], by: parts[3] };
    case "t":
      return { op: "text", id, field: parts[2], delta: parts[3] as Delta };
    case "i":
      return {
        op: "insert",
        id,
        in: { of: parts[2], field: parts[3] },
        at: decodePosition(parts[4]),
        fields: parts[5],
      };
    case "p":
      return {
        op: "put",
        id,
        in: { of: parts[2], field: parts[3] },
        key: parts[4],
        fields: parts[5],
      };
    case "m": {
      const ref = { of: parts[2], field: parts[3] };
      const move = { op: "move", id, in: ref, at: decodePosition(parts[4]) } as const;
      return parts[5] === undefined ? move : { ...move, record: parts[5] };
    }
    case "d":
      return { op: "delete", id };
    case "f":
      return { op: "feed", id, act: parts[2] };
    case "r":
      return parts[2] === undefined
        ? { op: "restore", id }
        : { op: "restore", id, record: parts[2] };
  }
}

function decodePosition(at: WirePosition): Position {
  if (at === 0) return "start";
  if (at === 1) return "end";
  return at[0] === "a" ? { after: at[1] } : { before: at[1] };
}

// In, from a stranger: checked.

/** Ops of one change, all keys together. */
export const MAX_OPS = 10_000;
const MAX_NAME = 256;
/** Top-level keys that one change may write to. */
const MAX_KEYS = 1000;

/** Checks the shape of a change's ops. Whether they fit the room is for the room to say. */
export function parseOps(value: unknown): OpsByKey {
  if (!Array.isArray(value)) throw new BadMessage(`ops should be an array, got ${describe(value)}`);
  const groups: readonly unknown[] = value;
  if (groups.length > 2 * MAX_KEYS)
    throw new BadMessage(`A change writes to more than ${MAX_KEYS} keys`);
  if (groups.length % 2 !== 0)
    throw new BadMessage("ops should be keys, each with its ops behind it; one is missing");
  const parsed: Record<string, readonly Op[]> = {};
  let total = 0;
  for (let i = 0; i < groups.length; i += 2) {
    const key = asString(groups[i], "ops.key", MAX_NAME);
    checkName(key, "ops");
    if (Object.hasOwn(parsed, key)) throw new BadMessage(`ops has the key ${describe(key)} twice`);
    const ops = asArray(groups[i + 1], `ops.${key}`, MAX_OPS);
    total += ops.length;
    if (total > MAX_OPS) throw new BadMessage(`A change has more than ${MAX_OPS} ops`);
    parsed[key] = ops.map(parseOp);
  }
  if (total > 1) refuseTwice(parsed);
  return parsed;
}

/** One change has one edit for each text. */
function refuseTwice(ops: OpsByKey): void {
  const texts = new Set<string>();
  for (const op of Object.values(ops).flat()) {
    if (op.op !== "text") continue;
    const text = `${op.id} ${op.field}`;
    if (texts.has(text))
      throw new BadMessage(`A change edits the text ${text} twice; compose the edits`);
    texts.add(text);
  }
}

function parseOp(value: unknown): Op {
  const op = asArray(value, "op", 6);
  const id = asString(op[1], "op.id", MAX_NAME);
  switch (op[0]) {
    case "s": {
      asTuple(op, "op set", 3, 4);
      const field = asString(op[2], "op.field", MAX_NAME);
      return op.length === 4
        ? { op: "set", id, field, value: asJson(op[3], "op.value") }
        : { op: "set", id, field };
    }
    case "a": {
      asTuple(op, "op add", 4);
      const by = op[3];
      if (!Number.isSafeInteger(by)) {
        throw new BadMessage(`op.by should be a safe integer, got ${describe(by)}`);
      }
      return { op: "add", id, field: asString(op[2], "op.field", MAX_NAME), by: by as number };
    }
    case "t":
      asTuple(op, "op text", 4, 5);
      return {
        op: "text",
        id,
        field: asString(op[2], "op.field", MAX_NAME),
        delta: op.length === 4 ? parseEdit(op[3]) : parsePacked(op[3], op[4]),
      };
    case "i":
      asTuple(op, "op insert", 6);
      return {
        op: "insert",
        id,
        in: parseRef(op),
        at: parsePosition(op[4]),
        fields: parseFields(op[5]),
      };
    case "p":
      asTuple(op, "op put", 6);
      return {
        op: "put",
        id,
        in: parseRef(op),
        key: asString(op[4], "op.key", MAX_NAME),
        fields: parseFields(op[5]),
      };
    case "m":
      asTuple(op, "op move", 5);
      return { op: "move", id, in: parseRef(op), at: parsePosition(op[4]) };
    case "d":
      asTuple(op, "op delete", 2);
      return { op: "delete", id };
    case "f":
      asTuple(op, "op feed", 3);
      return { op: "feed", id, act: parseAct(op[2]) };
    case "r":
      asTuple(op, "op restore", 2);
      return { op: "restore", id };
    default:
      throw new BadMessage(`Unknown op ${describe(op[0])}`);
  }
}

/** An edit may have come to nothing over what others did, and is sent all the same: its counter has to end. */
function parseEdit(value: unknown): Delta {
  if (!Array.isArray(value))
    throw new BadMessage(`op.delta should be a delta, got ${describe(value)}`);
  return value.length === 0 ? [] : parseDelta(value, "op.delta");
}

function parsePacked(text: unknown, steps: unknown): Delta {
  if (typeof text !== "string" || typeof steps !== "string")
    throw new BadMessage(`op.delta should be a text and its steps, got ${describe([text, steps])}`);
  return parseDelta(unpack({ text, steps }, "op.delta"), "op.delta");
}

function parseRef(op: readonly unknown[]): ContainerRef {
  return {
    of: asString(op[2], "op.in.of", MAX_NAME),
    field: asString(op[3], "op.in.field", MAX_NAME),
  };
}

function parsePosition(value: unknown): Position {
  if (value === 0) return "start";
  if (value === 1) return "end";
  const position = asTuple(value, "op.at", 2);
  const side = position[0];
  if (side !== "a" && side !== "b")
    throw new BadMessage(`op.at should be 0, 1, ["a", id] or ["b", id], got ${describe(value)}`);
  const id = asString(position[1], "op.at", MAX_NAME);
  return side === "a" ? { after: id } : { before: id };
}

function parseFields(value: unknown): FieldValues {
  const fields = asObject(value, "op.fields");
  for (const name in fields) checkName(name, "op.fields");
  return fields as { [field: string]: Json };
}

/** Throws for a key that no definition has. */
function checkName(name: string, what: string): void {
  if (name === "__proto__") throw new BadMessage(`${what} has the key __proto__`);
  if (name.length > MAX_NAME)
    throw new BadMessage(
      `${what} has a key of ${name.length} characters, the limit is ${MAX_NAME}`,
    );
}
