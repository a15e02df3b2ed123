import { Invalid, Refused } from "../errors.ts";
import { isMapKey, ownerOf } from "../ids.ts";
import { BadMessage } from "../protocol/shape.ts";
import { topKeyOf } from "../model/top-key.ts";
import { hasName } from "../schema/record/paths.ts";
import { type FieldNode, newOf, type RecordSchema } from "../schema/kinds.ts";
import { lengthBefore, lengthChange } from "../text/position.ts";
import type { TextValue } from "../text/text-value.ts";
import { homeOf, isVisible, type Node } from "../model/node.ts";
import {
  type ContainerRef,
  type InsertOp,
  type MoveOp,
  type Op,
  type OpsByKey,
  type PutOp,
  ROOT,
  type TextOp,
} from "../model/op.ts";
import type { OpenChange } from "../pending/open-change.ts";
import type { Replica } from "../pending/replica.ts";
import { canHold, levelsIn, MAX_NESTING } from "../model/height.ts";
import { sumOf } from "../model/state.ts";
import { isInside } from "../model/structure.ts";

/** Why a change is refused. */
class Fault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** How checking ended. Where it is `ok`, the ops that count are in the change; else nothing of it is. */
export type Checked =
  | {
      readonly ok: true;
      /** What was written. */
      readonly ops: OpsByKey;
      /** Ops that had nothing to write to, by their place in what was asked for. */
      readonly void: readonly (readonly [key: string, index: number])[];
      /** Whether what was written is not what was asked for, op by op. */
      readonly differs: boolean;
    }
  | { readonly ok: false; readonly code: string; readonly message: string };

export interface ChangeAuthor {
  readonly client: string;
  readonly clientSeq: number;
  /** Refuse the change when something it writes to is in the trash or gone. */
  readonly strict: boolean;
  /** The top-level keys the author may read, by default all: a record under another key is to them as one that does not exist. */
  readonly read?: true | readonly string[];
}

/**
 * Checks the ops somebody sent against the schema and the state, and writes those that count to `change`, one by one, as an
 * op may lean on the one before. An op on a record that does not exist, or that its author may not read, is void; so is the
 * insert of one that exists where its author may not read. A refused change is aborted. Throws
 * `BadMessage`, with the change aborted, for an edit that cannot have been made to the text it names, and for a new record's
 * counter that is no number.
 */
export function checkOps(
  replica: Replica,
  change: OpenChange,
  ops: OpsByKey,
  author: ChangeAuthor,
): Checked {
  let gone: (readonly [string, number])[] | undefined;
  try {
    for (const key in ops) {
      if (!hasName(replica.schema, key)) {
        throw new Fault("op.unknown-field", `There is no top-level key ${JSON.stringify(key)}`);
      }
      const list = ops[key] ?? [];
      for (let index = 0; index < list.length; index++) {
        const op = list[index] as Op;
        const isVoid = !checkOp(replica, key, op, author);
        if (author.strict && (isVoid || isGone(replica, op))) {
          throw new Fault("op.void", `${key}: a record that the change writes to is gone`);
        }
        if (isVoid) (gone ??= []).push([key, index]);
        else change.push(key, op);
      }
    }
  } catch (error) {
    change.abort();
    return faultOf(error);
  }
  const written = change.ops();
  const differs = gone !== undefined || !sameOps(ops, written);
  return { ok: true, ops: written, void: gone ?? [], differs };
}

/**
 * Writes ops that take a change back, each made once the one before is written, as far as they count. A refused change is
 * aborted. Throws as `checkOps` does.
 */
export function checkInverse(
  replica: Replica,
  change: OpenChange,
  ops: Iterable<readonly [key: string, op: Op]>,
  author: ChangeAuthor,
): Checked {
  try {
    for (const [key, op] of ops) if (checkOp(replica, key, op, author)) change.push(key, op);
  } catch (error) {
    change.abort();
    return faultOf(error);
  }
  return { ok: true, ops: change.ops(), void: [], differs: true };
}

/** Why a change is refused. Throws any other error. */
function faultOf(error: unknown): Checked {
  if (error instanceof Fault || error instanceof Refused)
    return { ok: false, code: error.code, message: error.message };
  if (error instanceof Invalid)
    return { ok: false, code: refusalCode(error), message: error.message };
  throw error;
}

/** Whether the op counts; false when it is void. Throws `Fault` or `Invalid`. */
function checkOp(replica: Replica, key: string, op: Op, author: ChangeAuthor): boolean {
  switch (op.op) {
    case "insert":
    case "put":
      return checkNew(replica, key, op, author);
    case "set": {
      const node = recordUnder(replica, key, op.id, author);
      if (node === undefined) return false;
      const field = fieldAt(replica, key, node, op.field);
      if (field.kind !== "plain") throw wrongType(op.field, field, "plain value");
      const path = (): string => `${key}.${op.id}.${op.field}`;
      if (op.value !== undefined) field.parse(op.value, path);
      else if (!field.optional)
        throw new Invalid(path(), "is not optional, so it cannot be removed");
      return true;
    }
    case "add": {
      const node = recordUnder(replica, key, op.id, author);
      if (node === undefined) return false;
      const field = fieldAt(replica, key, node, op.field);
      if (field.kind !== "counter") throw wrongType(op.field, field, "counter");
      const sum = sumOf(replica.field(node, op.field)) + op.by;
      if (!Number.isSafeInteger(op.by) || !Number.isSafeInteger(sum)) {
        throw new Fault(
          "counter.range",
          `${op.field} would be ${sum}, which is not a safe integer`,
        );
      }
      return true;
    }
    case "text":
      return checkText(replica, key, op, author);
    case "move":
      return checkMove(replica, key, op, author);
    case "delete":
    case "restore":
      checkId(op.id);
      return recordUnder(replica, key, op.id, author) !== undefined;
  }
}

function checkText(replica: Replica, key: string, op: TextOp, author: ChangeAuthor): boolean {
  const node = recordUnder(replica, key, op.id, author);
  if (node === undefined) return false;
  const field = fieldAt(replica, key, node, op.field);
  if (field.kind !== "text") throw wrongType(op.field, field, "text");
  const text = replica.text(node, op.field);
  checkFits(key, op, text);
  const path = (): string => `${key}.${op.id}.${op.field}`;
  field.check(op.delta, text.length + lengthChange(op.delta), path);
  return true;
}

/**
 * The inverse of a text edit that is being refused, so that its author can take it back. Undefined when the record or field is no text
 * here. Throws `BadMessage` when the edit reaches past the end of the text or splits a surrogate pair.
 */
export function inverseOf(replica: Replica, key: string, op: TextOp): TextOp | undefined {
  const node = replica.node(op.id);
  if (node === undefined || (op.id !== ROOT && node.key !== key)) return undefined;
  const field = replica.schemaOf(node)?.fields.get(op.field);
  if (field?.kind !== "text") return undefined;
  const text = replica.text(node, op.field);
  checkFits(key, op, text);
  return { ...op, delta: field.engine.invert(op.delta, text) };
}

function checkFits(key: string, op: TextOp, text: TextValue): void {
  const path = `${key}.${op.id}.${op.field}`;
  const covers = lengthBefore(op.delta);
  if (covers > text.length) {
    throw new BadMessage(
      `An edit of ${path} reaches to ${covers}, the text has ${text.length} characters`,
    );
  }
  if (text.splits(op.delta))
    throw new BadMessage(`An edit of ${path} cuts a surrogate pair in two`);
}

function checkNew(
  replica: Replica,
  key: string,
  op: InsertOp | PutOp,
  author: ChangeAuthor,
): boolean {
  const { client, clientSeq } = author;
  const owner = ownerOf(op.id);
  // 0: made in a gesture, before the number of the change that ends it was known.
  if (owner?.client !== client || (owner.clientSeq !== clientSeq && owner.clientSeq !== 0)) {
    const wanted = `${client}.${clientSeq.toString(36)}.n`;
    throw new Fault("op.id", `A new record's id is ${wanted}, in base 36, got ${op.id}`);
  }
  const known = replica.node(op.id);
  if (known !== undefined && mayRead(author, known.key))
    throw new Fault("op.id", `Record ${op.id} exists already`);
  if (op.op === "put" && !isMapKey(op.key)) {
    throw new Fault("op.key", `${JSON.stringify(op.key)} cannot be a map's key`);
  }
  const item = itemOf(replica, key, op.in, op.op === "insert" ? "list" : "map", author);
  if (item === undefined) return false;
  if (levelsIn(replica.node(op.in.of) as Node) === 0) throw tooDeep();
  checkFields(item, op.fields, `${key}.${op.id}`);
  // What its author may not read has the name: for everybody to see the same, nothing new can have it.
  return known === undefined;
}

function checkId(id: string): void {
  if (id === ROOT) throw new Fault("op.id", "The root is not a record");
}

function checkMove(replica: Replica, key: string, op: MoveOp, author: ChangeAuthor): boolean {
  checkId(op.id);
  const node = recordUnder(replica, key, op.id, author);
  const item = itemOf(replica, key, op.in, "list", author);
  if (node === undefined || item === undefined) return false;
  if (homeOf(node)?.kind !== "list") throw new Fault("op.wrong-type", `${op.id} is not in a list`);
  if (replica.schemaOf(node) !== item) {
    throw new Fault("op.wrong-type", `${op.in.field} holds another kind of record than ${op.id}`);
  }
  const owner = replica.node(op.in.of) as Node;
  if (isInside({ home: homeOf }, owner, node)) {
    throw new Fault("op.cycle", `${key}: a record cannot move into itself`);
  }
  if (!canHold(owner, node)) throw tooDeep();
  return true;
}

function checkFields(item: RecordSchema, fields: InsertOp["fields"], path: string): void {
  for (const name of Object.keys(fields)) {
    const field = item.fields.get(name);
    if (field === undefined) throw unknownField(path, name);
    const check = newOf(field);
    if (check === undefined) throw wrongType(name, field, "plain value");
    if (field.kind !== "plain") check(field, fields[name], `${path}.${name}`);
  }
  for (const [name, field] of item.fields) {
    if (field.kind !== "plain") continue;
    if (Object.hasOwn(fields, name)) field.parse(fields[name], () => `${path}.${name}`);
    else if (!field.optional) throw new Invalid(`${path}.${name}`, "is missing");
  }
}

/** Whether something an op writes to cannot be seen. */
function isGone(replica: Replica, op: Op): boolean {
  if (op.op === "restore") return false;
  const ids = op.op === "insert" || op.op === "put" ? [op.in.of] : [op.id];
  if (op.op === "move") ids.push(op.in.of);
  return ids.some((id) => {
    const node = replica.node(id);
    return node === undefined || !isVisible(node, replica.state.root);
  });
}

/** What a list or map holds; undefined when the record it is in is gone. */
function itemOf(
  replica: Replica,
  key: string,
  ref: ContainerRef,
  kind: "list" | "map",
  author: ChangeAuthor,
): RecordSchema | undefined {
  const owner = recordUnder(replica, key, ref.of, author);
  if (owner === undefined) return undefined;
  const field = fieldAt(replica, key, owner, ref.field);
  if (field.kind !== kind) throw wrongType(ref.field, field, kind);
  return field.item;
}

/** The record `id`, which is to be under `key`; undefined where there is none that the author may read. */
function recordUnder(
  replica: Replica,
  key: string,
  id: string,
  author: ChangeAuthor,
): Node | undefined {
  const node = replica.node(id);
  if (node === undefined || id === ROOT || node.key === key) return node;
  if (!mayRead(author, node.key)) return undefined;
  throw new Fault("op.across-keys", `${id} is under ${node.key}, not under ${key}`);
}

function mayRead({ read = true }: ChangeAuthor, key: string): boolean {
  return read === true || read.includes(key);
}

function fieldAt(replica: Replica, key: string, node: Node, name: string): FieldNode {
  if (node.id === ROOT && topKeyOf(name) !== key) {
    throw new Fault(
      "op.across-keys",
      `${JSON.stringify(name)} is not under the top-level key ${key}`,
    );
  }
  const field = replica.schemaOf(node)?.fields.get(name);
  if (field === undefined) throw unknownField(`${key}.${node.id}`, name);
  return field;
}

function tooDeep(): Fault {
  return new Fault("op.depth", `Records may stand in one another ${MAX_NESTING} deep at most`);
}

function unknownField(path: string, name: string): Fault {
  return new Fault("op.unknown-field", `${path} has no field ${JSON.stringify(name)}`);
}

function wrongType(name: string, field: FieldNode, wanted: string): Fault {
  return new Fault("op.wrong-type", `${name} is a ${field.kind}, not a ${wanted}`);
}

/** The code of a change that the schema refuses. */
export function refusalCode(error: Invalid): string {
  return error.code === "text.too-long" ? error.code : "schema.invalid";
}

function sameOps(a: OpsByKey, b: OpsByKey): boolean {
  for (const key in a) {
    const mine = a[key] ?? [];
    const theirs = b[key];
    if (mine.length !== (theirs?.length ?? 0)) return false;
    for (let i = 0; i < mine.length; i++) if (mine[i] !== theirs?.[i]) return false;
  }
  return true;
}
