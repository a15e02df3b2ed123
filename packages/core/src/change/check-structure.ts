import { Invalid } from "../errors.ts";
import { isMapKey } from "../ids.ts";
import { canHold, levelsIn } from "../model/height.ts";
import { homeOf, type Node } from "../model/node.ts";
import type { InsertOp, MoveOp, PutOp } from "../model/op.ts";
import { isInside } from "../model/structure.ts";
import type { Replica } from "../pending/replica.ts";
import { newOf, type RecordSchema } from "../schema/kinds.ts";
import { type ChangeAuthor, mayRead } from "./author.ts";
import { Fault, tooDeep, unknownField, wrongType } from "./fault.ts";
import { isOwnId, wrongId } from "./own-id.ts";
import { checkId, itemOf, recordUnder } from "./subject.ts";

/** Whether the op that makes a record counts; false when it is void. Throws `Fault`, `Invalid`, `Refused` or `BadMessage`. */
export function checkNew(
  replica: Replica,
  key: string,
  op: InsertOp | PutOp,
  author: ChangeAuthor,
): boolean {
  if (!isOwnId(author, op.id)) throw wrongId(author, op.id);
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

/** Whether a move counts; false when it is void. Throws `Fault`. */
export function checkMove(
  replica: Replica,
  key: string,
  op: MoveOp,
  author: ChangeAuthor,
): boolean {
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
