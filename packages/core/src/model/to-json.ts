import type { TextJson, TextValue } from "../text/text-value.ts";
import { SortedMap } from "./sorted-map.ts";

/** What `toJSON` makes of a part of storage: a text becomes its JSON, a map an object; everything else keeps its shape. */
export type JsonOf<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends TextValue
      ? TextJson
      : T extends ReadonlyMap<string, infer V>
        ? { readonly [key: string]: JsonOf<V> }
        : { readonly [K in keyof T]: JsonOf<T[K]> };

/** A view as plain JSON: maps become objects, in the order of their keys, and texts what they consist of. */
export function toJSON<T>(view: T): JsonOf<T> {
  return plain(view) as JsonOf<T>;
}

function plain(view: unknown): unknown {
  if (view instanceof SortedMap) {
    return Object.fromEntries(Array.from(view, ([key, value]) => [key, plain(value)]));
  }
  if (Array.isArray(view)) return view.map(plain);
  if (typeof view !== "object" || view === null) return view;
  if ("toJSON" in view && typeof view.toJSON === "function") return plain(view.toJSON());
  return Object.fromEntries(Object.entries(view).map(([key, value]) => [key, plain(value)]));
}
