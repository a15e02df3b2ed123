import { Incompatible, Invalid } from "../errors.ts";
import { BadMessage } from "../protocol/shape.ts";
import type {
  FieldNode,
  ListNode,
  MapNode,
  PlainNode,
  RecordSchema,
  TextNode,
} from "../schema/tree.ts";
import type { Delta } from "../text/delta.ts";
import { parseTextJson } from "../text/parse-delta.ts";
import { lengthChange } from "../text/position.ts";
import { type Box, holdsRecords, type Node } from "./node.ts";
import { fieldOf, type State } from "./state.ts";

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
  for (const [name, field] of schema.fields)
    checkField(node, name, field, () => (path === "" ? name : `${path}.${name}`));
}

function checkField(node: Node, name: string, field: FieldNode, path: () => string): void {
  switch (field.kind) {
    case "plain":
      return checkPlain(node, name, field, path);
    case "counter": {
      const stored = fieldOf(node, name);
      const isSum = stored === undefined || Number.isSafeInteger(stored);
      if (holdsRecords(node, name) || !isSum)
        throw new Incompatible(path(), "what is stored is not a counter's sum");
      return;
    }
    case "text":
      return checkText(node, name, field, path);
    case "list":
      return checkBoxes(node, name, field, path, node.lists?.get(name), node.maps?.get(name));
    case "map":
      return checkBoxes(node, name, field, path, node.maps?.get(name), node.lists?.get(name));
  }
}

function checkPlain(node: Node, name: string, field: PlainNode, path: () => string): void {
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

function checkText(node: Node, name: string, field: TextNode, path: () => string): void {
  if (holdsRecords(node, name))
    throw new Incompatible(path(), "records are stored, the definition has a text");
  const stored = fieldOf(node, name);
  if (stored === undefined) return;
  try {
    // However much was formatted over time, it is stored.
    const content = parseTextJson(stored, path(), Infinity);
    const delta: Delta = typeof content === "string" ? [content] : content;
    field.check(delta, lengthChange(delta), path);
  } catch (error) {
    if (!(error instanceof BadMessage) && !(error instanceof Invalid)) throw error;
    throw new Incompatible("", error.message);
  }
}

/** `box` is of the field's kind, `other` of the other kind. */
function checkBoxes(
  node: Node,
  name: string,
  field: ListNode | MapNode,
  path: () => string,
  box: Box | undefined,
  other: Box | undefined,
): void {
  if (fieldOf(node, name) !== undefined)
    throw new Incompatible(path(), `a plain value is stored, the definition has a ${field.kind}`);
  if (recordsIn(other).length > 0)
    throw new Incompatible(
      path(),
      `a ${other?.kind} is stored, the definition has a ${field.kind}`,
    );
  for (const record of recordsIn(box)) checkRecord(record, field.item, `${path()}.${record.id}`);
}

function recordsIn(box: Box | undefined): readonly Node[] {
  if (box === undefined) return [];
  return [...(box.kind === "list" ? box.order : box.all)];
}
