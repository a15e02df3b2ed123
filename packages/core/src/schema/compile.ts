import {
  checkFeed,
  checkField,
  checkFields,
  checkItem,
  checkSchema,
  checkStarts,
  named,
} from "#checks";
import type { CompileItem } from "./drafting.ts";
import type { FeedNode, Feeds } from "./feed/types.ts";
import type { Field, FieldNode, Fields, Item, NodeOf, RecordSchema } from "./kinds.ts";
import { plainNode } from "./plain/plain-node.ts";
import type { PlainNode } from "./plain/types.ts";
import { compileLevel } from "./level.ts";
import { isSchema } from "./standard-schema.ts";
import type { Schemas } from "./standard-schema.ts";

/** Record schemas by their fields, so that recursive definitions end. */
type Known = Map<object, RecordSchema>;

/** The runtime tree of storage. Throws `TypeError`, with the path, for what is not a field or cannot start empty. */
export function compileStorage(storage: Fields): RecordSchema {
  const known: Known = new Map();
  const schema = compileRecord(storage, "storage", known);
  checkStarts(schema, known.values());
  for (const record of known.values())
    for (const node of record.fields.values())
      if (node.kind === "text") return { ...schema, textEngine: node.engine };
  return schema;
}

/** The nodes of presence, events or arguments. Throws `TypeError`, with the path, for what is not a schema. */
export function compileSchemas(schemas: Schemas, path: string): ReadonlyMap<string, PlainNode> {
  const nodes = new Map<string, PlainNode>();
  for (const [name, schema] of Object.entries(schemas)) {
    const at = `${path}.${name}`;
    checkSchema(name, schema, at);
    nodes.set(name, plainAt(schema, at));
  }
  return nodes;
}

/** The nodes of feeds. Throws `TypeError`, with the path, for what is no feed, and for a name that storage has. */
export function compileFeeds(feeds: Feeds, storage: Fields): ReadonlyMap<string, FeedNode> {
  const nodes = new Map<string, FeedNode>();
  for (const [name, feed] of Object.entries(feeds)) {
    checkFeed(name, feed, storage);
    nodes.set(name, feed["~node"](`feeds.${name}`));
  }
  return nodes;
}

function compileRecord(fields: Fields, path: string, known: Known): RecordSchema {
  const seen = known.get(fields);
  if (seen !== undefined) return seen;
  checkFields(fields, path);
  const nodes = new Map<string, FieldNode>();
  // Known before its fields are, as one of them may hold records of its kind.
  const schema: RecordSchema = { fields: nodes, prefix: "", own: nodes, records: undefined };
  known.set(fields, schema);
  const field = (one: Field | undefined, at: string): FieldNode => compileField(one, at, known);
  const level = compileLevel(fields, "", path, { nodes, over: [fields], field });
  return Object.assign(schema, level);
}

function compileField(field: Field | undefined, path: string, known: Known): FieldNode {
  if (isSchema(field)) return plainAt(field, path);
  checkField(field, path);
  return (field as MakesNode)["~node"](path, (item, at) => compileItem(item as Item, at, known));
}

/** What `list`, `map`, `counter` and `text` return: each makes its own node. */
interface MakesNode {
  readonly "~node": <R>(path: string, compile: CompileItem<R>) => NodeOf<R>;
}

function compileItem(
  item: Item,
  path: string,
  known: Known,
): { item: RecordSchema; plain: boolean } {
  if (!isSchema(item)) return { item: compileRecord(item, `${path}.*`, known), plain: false };
  const node = plainAt(item, `${path}.*`);
  checkItem(node, `${path}.*`);
  const fields = new Map([["value", node]]);
  return { item: { fields, prefix: "", own: fields, records: undefined }, plain: true };
}

function plainAt(schema: Schemas[string], path: string): PlainNode {
  return named(path, () => plainNode(schema));
}
