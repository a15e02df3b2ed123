import { Invalid } from "../errors.ts";
import { isMapKey, ownerOf } from "../ids.ts";
import type { FieldNode, RecordSchema } from "../schema/tree.ts";
import type { Node } from "./node.ts";
import { type ContainerRef, type Op, type OpsByKey, ROOT } from "./op.ts";
import { isInside } from "./places.ts";
import type { OpenChange, Replica } from "./replica.ts";

/** An op that nobody's honest client makes: the change is refused with the code. */
class Fault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

interface Author {
  readonly client: string;
  readonly clientSeq: number;
  /** Refuse the whole change when something it writes to is gone. */
  readonly strict: boolean;
}

/** How checking ended: the ops that count are in the change; or why it is refused, and the change is to be aborted. */
export type Checked =
  | { readonly ok: true; readonly void: readonly (readonly [key: string, index: number])[]; readonly differs: boolean }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Checks the ops somebody sent against the schema and the state, and writes those that count to `change`, one by one, as
 * an op may lean on the one before. An op on a record that does not exist (any more) is void; in a strict change it, or
 * one on a record in the trash, refuses the whole.
 */
export function checkOps(
  replica: Replica,
  change: OpenChange,
  ops: OpsByKey,
  author: Author,
): Checked {
  const gone: [string, number][] = [];
  let differs = false;
  try {
    for (const [key, list] of Object.entries(ops)) {
      const top = replica.schema.fields.get(key);
      if (top === undefined) throw new Fault("op.unknown-field", `There is no top-level key ${key}`);
      list.forEach((op, index) => {
        const checked = checkOp(replica, key, top, op, author);
        if (checked === undefined || (author.strict && isGone(replica, op))) {
          if (author.strict) throw new Fault("op.void", `${op.op} of ${op.id}: the record is gone`);
          gone.push([key, index]);
          differs = true;
        } else {
          if (checked !== op) differs = true;
          change.push(key, checked);
        }
      });
    }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, code: error.code, message: error.message };
    if (error instanceof Invalid) return { ok: false, code: "schema.invalid", message: error.message };
    throw error;
  }
  return { ok: true, void: gone, differs };
}

/** The op as the log carries it: what comes out of the trash comes whole, for those who know nothing of what is in there. */
export function withRecord(replica: Replica, op: Op): Op {
  if (op.op !== "restore" && op.op !== "move") return op;
  const node = replica.node(op.id);
  if (node === undefined || (op.op === "move" && !isInTrash(replica, node))) return op;
  const record = replica.record(op.id);
  return record === undefined ? op : { ...op, record };
}

/** The op as it goes to the log; undefined when it is void. Throws `Fault` or `Invalid`. */
function checkOp(replica: Replica, key: string, top: FieldNode, op: Op, author: Author): Op | undefined {
  switch (op.op) {
    case "insert":
    case "put": {
      const owner = ownerOf(op.id);
      // 0: made in a gesture, before the number of the change that ends it was known.
      if (owner?.client !== author.client || (owner.clientSeq !== author.clientSeq && owner.clientSeq !== 0)) {
        throw new Fault("op.id", `A new record's id is ${author.client}.${author.clientSeq}.n in base 36, got ${op.id}`);
      }
      if (replica.node(op.id) !== undefined) throw new Fault("op.id", `There is a record ${op.id} already`);
      const container = containerOf(replica, key, op.in, op.op === "insert" ? "list" : "map");
      if (container === undefined) return undefined;
      if (op.op === "put" && !isMapKey(op.key)) {
        throw new Fault("op.key", `${JSON.stringify(op.key)} cannot be a map's key`);
      }
      checkFields(container, op.fields, op.id);
      return op;
    }
    case "set": {
      const field = fieldOf(replica, key, op.id, op.field);
      if (field === undefined) return undefined;
      if (field.kind !== "plain") throw new Fault("op.wrong-type", `${op.field} is a ${field.kind}; it cannot be set`);
      if (op.value !== undefined) field.parse(op.value, () => `${key}.${op.id}.${op.field}`);
      else if (!field.optional) throw new Fault("schema.invalid", `${op.field} is not optional; it cannot be removed`);
      return op;
    }
    case "add": {
      const field = fieldOf(replica, key, op.id, op.field);
      if (field === undefined) return undefined;
      if (field.kind !== "counter") throw new Fault("op.wrong-type", `${op.field} is not a counter`);
      const node = replica.node(op.id) as Node;
      const sum = ((replica.field(node, op.field) as number | undefined) ?? 0) + op.by;
      if (!Number.isSafeInteger(sum)) throw new Fault("counter.range", `${op.field} would leave the safe integers`);
      return op;
    }
    case "move": {
      const node = recordUnder(replica, key, op.id);
      if (node === undefined) return undefined;
      if (replica.parentOf(node)?.kind !== "list") throw new Fault("op.wrong-type", `${op.id} is not in a list`);
      const container = containerOf(replica, key, op.in, "list");
      const owner = replica.node(op.in.of);
      if (container === undefined || owner === undefined) return undefined;
      if (schemaOf(replica, node) !== container) {
        throw new Fault("op.wrong-type", `${op.id} is another kind of record than ${op.in.field} holds`);
      }
      if (isInside(owner, node)) throw new Fault("op.cycle", `${op.id} cannot move into itself`);
      return withRecord(replica, op);
    }
    case "delete":
      return recordUnder(replica, key, op.id) === undefined ? undefined : op;
    case "restore": {
      if (recordUnder(replica, key, op.id) === undefined) return undefined;
      return withRecord(replica, op);
    }
    default:
      throw new Fault("op.wrong-type", `${top.kind}: unknown op`);
  }
}

function isGone(replica: Replica, op: Op): boolean {
  if (op.op === "restore") return false;
  const node = replica.node("in" in op ? op.in.of : op.id);
  const own = "in" in op && op.op === "move" ? replica.node(op.id) : undefined;
  return (node !== undefined && replica.isTrashed(node)) || (own !== undefined && replica.isTrashed(own));
}

/** Whether a record is inside one that is in the trash, where joiners do not see it. */
function isInTrash(replica: Replica, node: Node): boolean {
  for (let box = replica.parentOf(node); box !== undefined; box = replica.parentOf(box.of)) {
    if (replica.isTrashed(box.of)) return true;
  }
  return false;
}

function checkFields(schema: RecordSchema, fields: { readonly [field: string]: unknown }, id: string): void {
  for (const field of Object.keys(fields)) {
    const node = schema.fields.get(field);
    if (node === undefined) throw new Fault("op.unknown-field", `${id} has no field ${field}`);
    if (node.kind === "counter") {
      if (!Number.isSafeInteger(fields[field])) throw new Fault("counter.range", `${field} should be a safe integer`);
    } else if (node.kind !== "plain") throw new Fault("op.wrong-type", `${field} is a ${node.kind}; it is filled by ops`);
  }
  for (const [field, node] of schema.fields) {
    if (node.kind !== "plain") continue;
    if (Object.hasOwn(fields, field)) node.parse(fields[field], () => `${id}.${field}`);
    else if (!node.optional) throw new Fault("schema.invalid", `${id}.${field} is missing`);
  }
}

/** The item schema of a container; undefined when its record is gone. */
function containerOf(replica: Replica, key: string, ref: ContainerRef, kind: "list" | "map"): RecordSchema | undefined {
  const field = fieldOf(replica, key, ref.of, ref.field);
  if (field === undefined) return undefined;
  if (field.kind !== kind) throw new Fault("op.wrong-type", `${ref.field} is a ${field.kind}, not a ${kind}`);
  return field.item;
}

/** A field of a record under `key`; undefined when the record is gone. */
function fieldOf(replica: Replica, key: string, id: string, name: string): FieldNode | undefined {
  if (id === ROOT && name !== key) throw new Fault("op.across-keys", `${name} is not the key ${key}`);
  const node = id === ROOT ? replica.state.root : recordUnder(replica, key, id);
  if (node === undefined) return undefined;
  const field = schemaOf(replica, node)?.fields.get(name);
  if (field === undefined) throw new Fault("op.unknown-field", `${id} has no field ${name}`);
  return field;
}

function recordUnder(replica: Replica, key: string, id: string): Node | undefined {
  if (id === ROOT) throw new Fault("op.id", "The root is not a record");
  const node = replica.node(id);
  if (node !== undefined && node.key !== key) {
    throw new Fault("op.across-keys", `${id} is under ${node.key}, not under ${key}`);
  }
  return node;
}

/** The schema of a record, by where it is. */
function schemaOf(replica: Replica, node: Node): RecordSchema | undefined {
  if (node === replica.state.root) return replica.schema;
  const box = replica.parentOf(node);
  if (box === undefined) return undefined;
  const field = schemaOf(replica, box.of)?.fields.get(box.field);
  return field?.kind === "list" || field?.kind === "map" ? field.item : undefined;
}
