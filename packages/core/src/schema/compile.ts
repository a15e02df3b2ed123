import { Incompatible } from "../errors.ts";
import { misused, said } from "../mistake.ts";
import { inWords } from "#words";
import type { CompileItem } from "./drafting.ts";
import type { Field, FieldNode, Fields, Item, NodeOf, RecordSchema } from "./kinds.ts";
import { plainNode } from "./plain/plain-node.ts";
import type { PlainNode } from "./plain/types.ts";
import { compileLevel } from "./level.ts";
import type { RecordOf } from "./record/types.ts";
import { isSchema } from "./standard-schema.ts";
import type { Schema, Schemas } from "./standard-schema.ts";

const RESERVED = new Set(["id", "__proto__", "constructor", "prototype", ""]);

/** Record schemas by their fields, so that recursive definitions end. */
type Known = Map<object, RecordSchema>;

/** The runtime tree of storage. Throws `TypeError`, with the path, for what is not a field or cannot start empty. */
export function compileStorage(storage: Fields): RecordSchema {
  const known: Known = new Map();
  const schema = compileRecord(storage, "storage", known);
  for (const [name, node] of schema.fields) {
    if (node.kind !== "plain") continue;
    try {
      node.initial(`storage.${name}`);
    } catch (error) {
      if (error instanceof Incompatible) throw new TypeError(error.message, { cause: error });
      throw error;
    }
  }
  for (const record of known.values()) {
    for (const [name, node] of record.fields) {
      if (record !== schema && "item" in node && node.initial !== undefined)
        throw new TypeError(
          said(
            "defineRoom",
            inWords(
              () =>
                `${name}: "initial" is for lists and maps at the top of storage; give what a record begins with where it is made`,
            ),
            name,
          ),
        );
    }
    for (const node of record.fields.values()) {
      if (node.kind === "text") return { ...schema, textEngine: node.engine };
    }
  }
  return schema;
}

/** The nodes of presence, events or arguments. Throws `TypeError`, with the path, for what is not a schema. */
export function compileSchemas(schemas: Schemas, path: string): ReadonlyMap<string, PlainNode> {
  const nodes = new Map<string, PlainNode>();
  for (const [name, schema] of Object.entries(schemas)) {
    const at = `${path}.${name}`;
    if (name !== "id") checkName(name, at);
    if (!isSchema(schema)) throw notAField(at, "a schema", schema);
    nodes.set(name, plainAt(schema, at));
  }
  return nodes;
}

function compileRecord(fields: Fields, path: string, known: Known): RecordSchema {
  const seen = known.get(fields);
  if (seen !== undefined) return seen;
  if (typeof fields !== "object" || fields === null || "~kind" in fields)
    throw notAField(path, "an object of fields", fields);
  const nodes = new Map<string, FieldNode>();
  // Known before its fields are, as one of them may hold records of its kind.
  const schema: RecordSchema = { fields: nodes, prefix: "", own: nodes, records: undefined };
  known.set(fields, schema);
  const field = (one: Field | undefined, at: string): FieldNode => compileField(one, at, known);
  const level = compileLevel(fields, "", path, { nodes, over: [fields], checkName, field });
  return Object.assign(schema, level);
}

function compileField(field: Field | undefined, path: string, known: Known): FieldNode {
  if (isSchema(field)) return plainAt(field, path);
  if (typeof field !== "object" || field === null) throw notAField(path, "a field", field);
  if (!makesNode(field)) throw notAField(path, "a field", field);
  return field["~node"](path, (item, at) => compileItem(item as Item, at, known));
}

/** What `list`, `map`, `counter` and `text` return: each makes its own node. */
interface MakesNode {
  readonly "~node": <R>(path: string, compile: CompileItem<R>) => NodeOf<R>;
}

function makesNode(field: Field): field is Exclude<Field, RecordOf | Schema> & MakesNode {
  return "~node" in field && typeof field["~node"] === "function";
}

function compileItem(
  item: Item,
  path: string,
  known: Known,
): { item: RecordSchema; plain: boolean } {
  if (!isSchema(item)) return { item: compileRecord(item, `${path}.*`, known), plain: false };
  const node = plainAt(item, `${path}.*`);
  if (node.optional)
    throw new TypeError(
      said(
        "defineRoom",
        inWords(() => `${path}.*: an item is a value; its schema may not accept undefined`),
        path,
      ),
    );
  const fields = new Map([["value", node]]);
  return { item: { fields, prefix: "", own: fields, records: undefined }, plain: true };
}

function plainAt(schema: Schemas[string], path: string): PlainNode {
  try {
    return plainNode(schema);
  } catch (error) {
    throw new TypeError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Throws `TypeError`, with the path, for what cannot be a field's name. */
export function checkName(name: string, path: string): void {
  if (RESERVED.has(name))
    throw new TypeError(
      said(
        "defineRoom",
        inWords(() => `${path}: the name ${JSON.stringify(name)} is reserved`),
        name,
      ),
    );
  if (!name.isWellFormed())
    throw new TypeError(
      said(
        "defineRoom",
        inWords(() => `${path.toWellFormed()}: the name has a lone surrogate`),
        name,
      ),
    );
}

function notAField(path: string, wanted: string, given: unknown): TypeError {
  return misused(
    "defineRoom",
    inWords(
      () =>
        `${path} should be ${wanted}: a schema, value(), list(), map(), counter(), text() or record()`,
    ),
    given,
  );
}
