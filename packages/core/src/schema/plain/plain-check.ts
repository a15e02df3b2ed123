import { Incompatible, Invalid, type Path } from "../../errors.ts";
import { holdsRecords, type Node } from "../../model/node.ts";
import { fieldOf } from "../../model/state.ts";
import type { PlainNode } from "./types.ts";

/** See `CheckNew`. */
export function newPlain(field: PlainNode, value: unknown, path: Path): void {
  field.parse(value, path);
}

/** See `CheckStored`. */
export function storedPlain(node: Node, name: string, field: PlainNode, path: () => string): void {
  if (holdsRecords(node, name))
    throw new Incompatible(path(), "records are stored, the definition has a plain value");
  const value = fieldOf(node, name);
  try {
    if (value === undefined) field.initial(path);
    else field.parse(value, path);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new Incompatible("", error.message);
  }
}
