import type { RoomDefinition } from "./room-definition.ts";
import type { Schema } from "./standard-schema.ts";
import { isRecord } from "./record/compile.ts";
import {
  type Field,
  type FieldNode,
  type Fields,
  type Item,
  type RecordSchema,
  wordsOf,
} from "./kinds.ts";
import { nameInPath } from "./names.ts";
import { tellPlain } from "./plain/plain-json.ts";

/** Characters that a shape may have as JSON: it travels in a `join`. */
export const SHAPE_CHARS = 8192;

/** How shapes are written; those that are written otherwise cannot be compared. */
const FORMAT = "shape 1";

/** Characters of a value that are written out. */
const MAX_VALUE = 60;

/**
 * What can be told of a definition without its functions: a text of lines, first how it is written, then one for each field of storage,
 * presence, events and arguments, with its path and kind, as in `storage.notes.*.done: value()`. Of a schema of another library only
 * the library's name is told, whether it takes `undefined`, and at the top of storage its answer to that. Of a definition that is too
 * large there is only one line, which differs when any of it does.
 */
export function shapeOf(definition: RoomDefinition): string {
  const { storage, schema, presence, events, mutations, series, checks } = definition;
  const lines = recordLines(storage, schema, "storage", new Map());
  const args: Record<string, Schema> = {};
  for (const [name, mutation] of Object.entries(mutations)) args[name] = mutation.args;
  for (const [name, schemas, nodes] of [
    ["presence", presence, checks.presence],
    ["events", events, checks.events],
    ["mutations", args, checks.mutations],
  ] as const)
    for (const [field, node] of nodes)
      lines.push(`${pathOf(name, field)}: ${tellPlain(schemas[field], node)}`);
  for (const [name, { "~series": node }] of Object.entries(series)) {
    const { most, names, keep, resolutionMs, step } = node;
    const keys = names === undefined ? `${most}` : hash(JSON.stringify(names));
    lines.push(`${pathOf("series", name)}: series(${keys} × ${keep}, ${resolutionMs} ms, ${step})`);
  }
  const text = [FORMAT, ...lines.toSorted()].join("\n");
  const isShort = JSON.stringify(text).length <= SHAPE_CHARS;
  return isShort ? text : `${FORMAT}\nstorage and the rest: ${hash(text)}`;
}

/** `known` are the paths of records that have their lines already. */
function recordLines(
  fields: Fields,
  schema: RecordSchema,
  path: string,
  known: Map<RecordSchema["fields"], string>,
): string[] {
  known.set(schema.fields, path);
  const lines: string[] = [];
  for (const [name, node] of schema.fields) {
    const at = name.split(".").reduce(pathOf, path);
    const field = fieldAt(fields, name);
    lines.push(`${at}: ${wordsOf(node)(field, node)}${path === "storage" ? beginning(node) : ""}`);
    if (!("item" in node) || node.plain) continue;
    const seen = known.get(node.item.fields);
    const { item } = field as { readonly item: Item };
    if (seen !== undefined) lines.push(`${at}.*: as ${seen}`);
    else lines.push(...recordLines(item as Fields, node.item, `${at}.*`, known));
  }
  return lines;
}

/** The field at a path of names: the last of them, in the records before. */
function fieldAt(fields: Fields, path: string): Field | undefined {
  let field: Field | undefined;
  let inner: Fields | undefined = fields;
  for (const name of path.split(".")) {
    field = inner?.[name];
    inner = isRecord(field) ? field.fields : undefined;
  }
  return field;
}

/** What a field of a new room reads as. */
function beginning(node: FieldNode): string {
  const value = node.kind === "plain" || "item" in node ? node.initial : undefined;
  const json = JSON.stringify(typeof value === "function" ? value() : value) as string | undefined;
  if (json === undefined) return "";
  return json.length > MAX_VALUE
    ? ` = ${json.slice(0, MAX_VALUE)}… (${hash(json)})`.toWellFormed()
    : ` = ${json}`;
}

function pathOf(path: string, name: string): string {
  return `${path}.${nameInPath(name)}`;
}

/** FNV-1a of a text's code units, 32 bits: another one for almost every other text. */
function hash(text: string): string {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return (sum >>> 0).toString(36);
}
