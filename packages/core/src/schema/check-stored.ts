import { Incompatible } from "../errors.ts";
import { holdsRecords, type Node } from "../model/node.ts";
import type { State } from "../model/state.ts";
import { type RecordSchema, storedOf } from "./kinds.ts";

/**
 * Checks all that is stored against a schema, the trash too. Throws `Incompatible`, with the path, for the first value that the
 * schema refuses or misses. What is stored in fields that the schema does not name stays: nobody reads it.
 */
export function checkStored(state: State, schema: RecordSchema): void {
  checkRecord(state.root, schema, "");
}

function checkRecord(node: Node, schema: RecordSchema, path: string): void {
  for (const name of schema.records?.keys() ?? [])
    if (holdsRecords(node, name))
      throw new Incompatible(
        path === "" ? name : `${path}.${name}`,
        "records are stored, the definition has a record()",
      );
  for (const [name, field] of schema.fields) {
    const at = (): string => (path === "" ? name : `${path}.${name}`);
    storedOf(field)(node, name, field, at, checkRecord);
  }
}
