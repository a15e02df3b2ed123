import type { Schema } from "./standard-schema.ts";
import type { Text } from "./text.ts";

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

/** A plain value that is checked to be JSON; its type is the app's word. */
export type Value<T> = Schema<T | undefined, T>;

/** What a field may be: a schema (a plain value, replaced whole) or one of `list`, `map`, `counter`, `text`. */
export type Field = Schema | List | MapOf | Counter | Text;

/** The fields of a record. An `interface` that describes recursive fields extends this. */
export interface Fields {
  readonly [name: string]: Field;
}

/** What a list or map holds: records of these fields, or plain values. */
export type Item = Fields | Schema;
