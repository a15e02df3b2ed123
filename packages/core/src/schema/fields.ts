import { checkJson } from "../json.ts";
import type { CheckItem } from "./check-types.ts";
import type { Counter, Item, List, MapOf, Value } from "./field-types.ts";
import type { NewItem } from "./view-types.ts";

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
