import type { Op, OpsByKey } from "@alongside/core/engine";

type Parts = readonly unknown[];

/** JSON of a change's ops: `[key, [op, …], key, [op, …], …]`, each op a positional array with a letter first. */
export function encodeOps(ops: OpsByKey): string {
  const flat: unknown[] = [];
  for (const key of Object.keys(ops)) flat.push(key, (ops[key] as readonly Op[]).map(encodeOp));
  return JSON.stringify(flat);
}

export function decodeOps(flat: Parts): OpsByKey {
  const entries: [string, readonly Op[]][] = [];
  for (let i = 0; i < flat.length; i += 2)
    entries.push([flat[i] as string, (flat[i + 1] as readonly Parts[]).map(decodeOp)]);
  return Object.fromEntries(entries);
}

function encodeOp(op: Op): Parts {
  const { id } = op;
  switch (op.op) {
    case "set":
      return op.value === undefined ? ["s", id, op.field] : ["s", id, op.field, op.value];
    case "add":
      return ["a", id, op.field, op.by];
    case "text":
      return ["t", id, op.field, op.delta];
    case "insert":
      return ["i", id, op.in.of, op.in.field, encodePosition(op.at), op.fields];
    case "put":
      return ["p", id, op.in.of, op.in.field, op.key, op.fields];
    case "move": {
      const { of, field } = op.in;
      const move = ["m", id, of, field, encodePosition(op.at)];
      return op.record === undefined ? move : [...move, op.record];
    }
    case "delete":
      return ["d", id];
    case "restore":
      return op.record === undefined ? ["r", id] : ["r", id, op.record];
  }
}

type Position = Extract<Op, { readonly op: "insert" }>["at"];

function encodePosition(at: Position): unknown {
  if (typeof at === "string") return at === "start" ? 0 : 1;
  return "after" in at ? ["a", at.after] : ["b", at.before];
}

function decodePosition(at: unknown): Position {
  if (typeof at === "number") return at === 0 ? "start" : "end";
  const [side, anchor] = at as [string, string];
  return side === "a" ? { after: anchor } : { before: anchor };
}

// What the file holds was checked before it was written.
/* oxlint-disable typescript/no-unsafe-assignment, typescript/no-explicit-any */
function decodeOp(parts: Parts): Op {
  const [letter, id, ...rest] = parts as readonly [string, string, ...any[]];
  switch (letter) {
    case "s": {
      const [field, value] = rest;
      return rest.length === 1 ? { op: "set", id, field } : { op: "set", id, field, value };
    }
    case "a":
      return { op: "add", id, field: rest[0], by: rest[1] };
    case "t":
      return { op: "text", id, field: rest[0], delta: rest[1] };
    case "i": {
      const [of, field, at, fields] = rest;
      return { op: "insert", id, in: { of, field }, at: decodePosition(at), fields };
    }
    case "p": {
      const [of, field, key, fields] = rest;
      return { op: "put", id, in: { of, field }, key, fields };
    }
    case "m": {
      const [of, field, at, record] = rest;
      const move = { op: "move", id, in: { of, field }, at: decodePosition(at) } as const;
      return rest.length === 3 ? move : { ...move, record };
    }
    case "d":
      return { op: "delete", id };
    case "r":
      return rest.length === 0 ? { op: "restore", id } : { op: "restore", id, record: rest[0] };
    default:
      throw new Error(`The log has an op that this version does not know: ${letter}`);
  }
}
/* oxlint-enable */
