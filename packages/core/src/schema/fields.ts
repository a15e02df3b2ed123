import { checkJson } from "../json.ts";
import type { CheckItem } from "./check-types.ts";
import type { Text } from "../text/text.ts";
import type { Schema } from "./standard-schema.ts";

/** Records in order, each with an `id`. */
export interface List<out I extends Item = Item> {
  readonly "~kind": "list";
  readonly item: I;
}

/** Records by key. */
export interface MapOf<out I extends Item = Item> {
  readonly "~kind": "map";
  readonly item: I;
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

/** A plain value where a type is enough: any JSON is accepted, and `initial` is what it is until it is set. Throws `Invalid` when `initial` is not JSON. */
export function value<T>(initial: T): Value<T> {
  if (initial !== undefined) checkJson(initial, "initial");
  // The field itself checks that values are JSON, as it does for every schema.
  return {
    "~standard": {
      version: 1,
      vendor: "alongside",
      validate: (given) => ({ value: (given === undefined ? initial : given) as T }),
    },
  };
}

/** Records in order, or plain values (which read as `{ id, value }`). Concurrent inserts both stay. */
export function list<const I extends Item>(item: I & CheckItem<I>): List<I> {
  return { "~kind": "list", item };
}

/** Records by key, or plain values (which read as `{ id, value }`). */
export function map<const I extends Item>(item: I & CheckItem<I>): MapOf<I> {
  return { "~kind": "map", item };
}

/** A sum that everybody adds to. Starts at 0; safe integers. */
export function counter(): Counter {
  return { "~kind": "counter" };
}
