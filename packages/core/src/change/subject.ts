import type { Node } from "../model/node.ts";
import { type ContainerRef, ROOT } from "../model/op.ts";
import { topKeyOf } from "../model/top-key.ts";
import type { Replica } from "../pending/replica.ts";
import type { FieldNode, RecordSchema } from "../schema/kinds.ts";
import { type ChangeAuthor, mayRead } from "./author.ts";
import { Fault, unknownField, wrongType } from "./fault.ts";

// What an op writes to, as its author may see it.

/** The record `id`, which is to be under `key`; undefined where there is none that the author may read. */
export function recordUnder(
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

/** The field of a record. Throws `Fault` where there is none, or where it is not under `key`. */
export function fieldAt(replica: Replica, key: string, node: Node, name: string): FieldNode {
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

/** What a list or map holds; undefined when the record it is in is gone. */
export function itemOf(
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

/** Throws `Fault` for the root, which has no place. */
export function checkId(id: string): void {
  if (id === ROOT) throw new Fault("op.id", "The root is not a record");
}
