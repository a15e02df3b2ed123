import { checkJson } from "../json.ts";
import type { CheckItem } from "./check-types.ts";
import type { Text } from "../text/text.ts";
import type { Schema } from "./standard-schema.ts";
import type { NewItem } from "./view-types.ts";

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

/**
 * Records in order, or plain values (which read as `{ id, value }`). Concurrent inserts both stay. At the top of storage,
 * `initial` is what the list of a new room holds: the server makes these records once, so no page has to.
 */
export function list<const I extends Item>(
  item: I & CheckItem<I>,
  options: { readonly initial?: readonly NewItem<I>[] } = {},
): List<I> {
  return { "~kind": "list", item, ...options };
}

/** Records by key, or plain values (which read as `{ id, value }`). `initial` as for a list, by key. */
export function map<const I extends Item>(
  item: I & CheckItem<I>,
  options: { readonly initial?: { readonly [key: string]: NewItem<I> } } = {},
): MapOf<I> {
  return { "~kind": "map", item, ...options };
}

/** A sum that everybody adds to. Starts at 0; safe integers. */
export function counter(): Counter {
  return { "~kind": "counter" };
}
