import type { Schema, Schemas } from "./standard-schema.ts";
import type { TextNode } from "./tree.ts";

/** Records in order, each with an `id`. */
export interface List<out I extends Item = Item> {
  readonly "~kind": "list";
  readonly item: I;
  readonly initial?: readonly unknown[];
}

/** Records by key. */
export interface MapOf<out I extends Item = Item> {
  readonly "~kind": "map";
  readonly item: I;
  readonly initial?: { readonly [key: string]: unknown };
}

/** A sum that everybody adds to: +1 and +1 is 2. */
export interface Counter {
  readonly "~kind": "counter";
}

/** A text that many people type in. `A` are its attributes, `E` what may stand in it besides text. */
export interface Text<A extends Schemas = Schemas, E extends Schemas = Schemas> {
  readonly "~kind": "text";
  /** What checks it at run time. */
  readonly "~node": (path: string) => TextNode;
  readonly attributes: A;
  readonly embeds: E;
}

/** Fields of its owner that belong together: see `record`. */
export interface RecordOf<out F extends Fields = Fields> {
  readonly "~kind": "record";
  readonly fields: F;
}

/** A plain value that is checked to be JSON; its type is the app's word. */
export type Value<T> = Schema<T | undefined, T>;

/** What a field may be: a schema (a plain value, replaced whole) or one of `list`, `map`, `counter`, `text`, `record`. */
export type Field = Schema | List | MapOf | Counter | Text | RecordOf;

/** The fields of a record. An `interface` that describes recursive fields extends this. */
export interface Fields {
  readonly [name: string]: Field;
}

/** What a list or map holds: records of these fields, or plain values. */
export type Item = Fields | Schema;
