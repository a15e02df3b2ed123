import { equalJson, type Json } from "../../json.ts";
import type { Node } from "../../model/node.ts";
import type { Drafting } from "../drafting.ts";

/** How a plain field reads. `null` is a value; where nothing is stored, which is `undefined`, the schema answers. */
export function plainValue(
  stored: Json | undefined,
  schema: { initial(field: string): Json | undefined },
  field: string,
): Json | undefined {
  return stored === undefined ? schema.initial(field) : stored;
}

/** Writes `value` to a plain field; `undefined` takes what is there away. */
export function setField(
  writer: Drafting<unknown>,
  node: Node,
  name: string,
  key: string,
  value: Json | undefined,
): void {
  const seen = writer.replica.field(node, name);
  // What stands there only by a change or gesture that may still be taken back is written anew.
  if (equalJson(value, seen) && !writer.change.isShared(node, name)) return;
  writer.push(
    key,
    value === undefined
      ? { op: "set", id: node.id, field: name }
      : { op: "set", id: node.id, field: name, value },
  );
}

/** The value, made so that writing into it throws: a plain value is replaced whole. */
export function frozen(value: Json | undefined): Json | undefined {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
