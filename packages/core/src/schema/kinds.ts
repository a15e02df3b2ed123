import type { CheckNew, CheckStored, ReadJson, Tell } from "./by-kind.ts";
import { newCounter, storedCounter } from "./counter/counter-check.ts";
import { counterFromJson, tellCounter } from "./counter/counter-json.ts";
import type { Counter, CounterNode } from "./counter/types.ts";
import type { FeedNode } from "./feed/types.ts";
import { storedList } from "./list/list-check.ts";
import { listFromJson, tellList } from "./list/list-json.ts";
import type { List, ListNode } from "./list/types.ts";
import { storedMap } from "./map/map-check.ts";
import { mapFromJson, tellMap } from "./map/map-json.ts";
import type { MapNode, MapOf } from "./map/types.ts";
import { newPlain, storedPlain } from "./plain/plain-check.ts";
import { plainFromJson, tellPlain } from "./plain/plain-json.ts";
import type { PlainNode } from "./plain/types.ts";
import type { RecordOf } from "./record/types.ts";
import type { Schema } from "./standard-schema.ts";
import { newText, storedText } from "./text/text-check.ts";
import { tellText } from "./text/text-words.ts";
import type { Text, TextNode } from "./text/types.ts";

// The table of the kinds of fields. Each has a folder here: `types.ts` (what a definition says, what it is at run time, its draft),
// its function for definitions, its draft, its codec. What a page needs of a kind comes with its function, so that nobody bundles
// a kind that no definition uses; what only some programs need (a server, a page that reads JSON) stands here, by kind.

/** What a field may be: a schema (a plain value, replaced whole) or one of `list`, `map`, `counter`, `text`, `record`. */
export type Field = Schema | List<Item> | MapOf<Item> | Counter | Text | RecordOf<Fields>;

/** The fields of a record. An `interface` that describes recursive fields extends this. */
export interface Fields {
  readonly [name: string]: Field;
}

/** What a list or map holds: records of these fields, or plain values. */
export type Item = Fields | Schema;

/** One field of a record, at run time. `R` is the schema of a record. */
export type NodeOf<R> = PlainNode | CounterNode | TextNode | ListNode<R> | MapNode<R>;

export type FieldNode = NodeOf<RecordSchema>;

/** What stands right in a record, or in a record() of it. */
export interface Level {
  /** Before the names of these fields in the owner's: empty, or `meta.`. */
  readonly prefix: string;
  /** Fields by their own names. */
  readonly own: ReadonlyMap<string, FieldNode>;
  /** What `record()` made, by name. */
  readonly records: ReadonlyMap<string, InnerLevel> | undefined;
}

/** What stands right in a record() of a record. */
export interface InnerLevel extends Level {
  /** Puts what is given for the record() `name` of `given` into `to`, by the paths of the fields. Throws `Invalid`, with the path. */
  collect(given: Given, name: string, path: string, to: Record<string, unknown>): void;
}

/** What an app gave to make a record of. */
export interface Given {
  readonly [name: string]: unknown;
}

/** The fields of a record, at run time. A recursive definition makes a cyclic tree. */
export interface RecordSchema extends Level {
  /** All its fields by their paths, as on the wire and in the log: those of a record() in it are `meta.title`. */
  readonly fields: ReadonlyMap<string, FieldNode>;
  /** Of the whole storage: there are texts somewhere in it. */
  readonly textEngine?: TextNode["engine"];
  /** Of the whole storage: the feeds beside it, by name. */
  readonly feeds?: ReadonlyMap<string, FeedNode>;
}

type Kinds = { readonly [N in FieldNode as N["kind"]]: N };

/** What is checked of a new record's fields. Lists and maps of one are filled by ops of their own. */
const NEW = {
  plain: newPlain,
  counter: newCounter,
  text: newText,
  list: undefined,
  map: undefined,
} satisfies { readonly [K in keyof Kinds]: CheckNew<Kinds[K]> | undefined };

const STORED = {
  plain: storedPlain,
  counter: storedCounter,
  text: storedText,
  list: storedList,
  map: storedMap,
} satisfies { readonly [K in keyof Kinds]: CheckStored<Kinds[K], RecordSchema> };

const JSON_READERS = {
  plain: plainFromJson,
  counter: counterFromJson,
  // Through its node: who reads JSON without texts bundles nothing of theirs.
  text: (node, json, path, _name, reader) => reader.text(node.engine, json, path),
  list: listFromJson,
  map: mapFromJson,
} satisfies { readonly [K in keyof Kinds]: ReadJson<Kinds[K], RecordSchema> };

const WORDS = {
  plain: tellPlain,
  counter: tellCounter,
  text: tellText,
  list: tellList,
  map: tellMap,
} satisfies { readonly [K in keyof Kinds]: Tell<Kinds[K]> };

/** Checks a value for a field of a new record; undefined for a list or map. */
export function newOf(node: FieldNode): CheckNew<FieldNode> | undefined {
  return NEW[node.kind] as CheckNew<FieldNode> | undefined;
}

/** Checks what is stored in a field. */
export function storedOf(node: FieldNode): CheckStored<FieldNode, RecordSchema> {
  return STORED[node.kind] as CheckStored<FieldNode, RecordSchema>;
}

/** Reads a field from JSON. */
export function jsonReaderOf(node: FieldNode): ReadJson<FieldNode, RecordSchema> {
  return JSON_READERS[node.kind] as ReadJson<FieldNode, RecordSchema>;
}

/** Tells what a field is, in words. */
export function wordsOf(node: FieldNode): Tell<FieldNode> {
  return WORDS[node.kind] as Tell<FieldNode>;
}
