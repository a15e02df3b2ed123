import type { Json } from "../json.ts";
import type { ContainerRef, FieldValues, Op, OpsByKey, Position } from "../model/op.ts";
import type { Delta } from "../text/delta.ts";
import { unpack } from "../text/packed.ts";
import { parseDelta } from "../text/parse-delta.ts";
import { asArray, asJson, asObject, asString, BadMessage, describe } from "./shape.ts";

/** Ops of one change, all keys together. */
export const MAX_OPS = 10_000;
const MAX_NAME = 256;
/** Top-level keys that one change may write to. */
const MAX_KEYS = 1000;

/** Checks the shape of a change's ops. Whether they fit the room is for the room to say. */
export function parseOps(value: unknown): OpsByKey {
  const groups = asObject(value, "ops");
  const parsed: Record<string, readonly Op[]> = {};
  let total = 0;
  let keys = 0;
  for (const key in groups) {
    if (++keys > MAX_KEYS) throw new BadMessage(`A change writes to more than ${MAX_KEYS} keys`);
    checkName(key, "ops");
    const ops = asArray(groups[key], `ops.${key}`, MAX_OPS);
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
  const op = asObject(value, "op");
  const id = asString(op["id"], "op.id", MAX_NAME);
  switch (op["op"]) {
    case "set": {
      const field = asString(op["field"], "op.field", MAX_NAME);
      return "value" in op
        ? { op: "set", id, field, value: asJson(op["value"], "op.value") }
        : { op: "set", id, field };
    }
    case "add": {
      const by = op["by"];
      if (!Number.isSafeInteger(by)) {
        throw new BadMessage(`op.by should be a safe integer, got ${describe(by)}`);
      }
      return {
        op: "add",
        id,
        field: asString(op["field"], "op.field", MAX_NAME),
        by: by as number,
      };
    }
    case "text":
      return {
        op: "text",
        id,
        field: asString(op["field"], "op.field", MAX_NAME),
        delta: parseEdit(op["delta"]),
      };
    case "insert":
      return {
        op: "insert",
        id,
        in: parseRef(op["in"]),
        at: parsePosition(op["at"]),
        fields: parseFields(op["fields"]),
      };
    case "put":
      return {
        op: "put",
        id,
        in: parseRef(op["in"]),
        key: asString(op["key"], "op.key", MAX_NAME),
        fields: parseFields(op["fields"]),
      };
    case "move":
      return { op: "move", id, in: parseRef(op["in"]), at: parsePosition(op["at"]) };
    case "delete":
      return { op: "delete", id };
    case "restore":
      return { op: "restore", id };
    default:
      throw new BadMessage(`Unknown op ${describe(op["op"])}`);
  }
}

/** An edit may have come to nothing over what others did, and is sent all the same: its counter has to end. */
function parseEdit(value: unknown): Delta {
  if (Array.isArray(value)) return value.length === 0 ? [] : parseDelta(value, "op.delta");
  const { text, steps } = asObject(value, "op.delta");
  if (typeof text !== "string" || typeof steps !== "string")
    throw new BadMessage(`op.delta should be a delta, got ${describe(value)}`);
  return parseDelta(unpack({ text, steps }, "op.delta"), "op.delta");
}

function parseRef(value: unknown): ContainerRef {
  const ref = asObject(value, "op.in");
  return {
    of: asString(ref["of"], "op.in.of", MAX_NAME),
    field: asString(ref["field"], "op.in.field", MAX_NAME),
  };
}

function parsePosition(value: unknown): Position {
  if (value === "start" || value === "end") return value;
  const position = asObject(value, "op.at");
  if ("after" in position) return { after: asString(position["after"], "op.at.after", MAX_NAME) };
  return { before: asString(position["before"], "op.at.before", MAX_NAME) };
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
