import { Invalid } from "../../errors.ts";
import { shown } from "../../mistake.ts";
import type { ContainerRef } from "../../model/op.ts";
import { inWords } from "#words";
import type { CheckItem } from "../check-types.ts";
import type { FirstItem } from "../drafting.ts";
import type { Item } from "../kinds.ts";
import type { NewItem } from "../view-types.ts";
import { checkKey, MapWriter } from "./map-writer.ts";
import type { MapNode, MapOf } from "./types.ts";

/** Records by key, or plain values (which read as `{ id, value }`). `initial` as for a list, by key. A key has 1 to 256 UTF-16 code units. */
export function map<const I extends Item>(
  item: I & CheckItem<I>,
  options: { readonly initial?: { readonly [key: string]: NewItem<I> } } = {},
): MapOf<I> {
  return {
    "~kind": "map",
    "~node": (path, compile) => {
      const node: MapNode<ReturnType<typeof compile>["item"]> = {
        ...options,
        kind: "map",
        ...compile(item, path),
        draft: (writer, owner, name, key, at) => new MapWriter(writer, owner, name, key, node, at),
        items,
      };
      return node;
    },
    item,
    ...options,
  };
}

function* items(given: unknown, ref: ContainerRef, path: string): Generator<FirstItem> {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new Invalid(
      path,
      inWords(() => `should be an object, or a Map, got ${shown(given)}`),
    );
  }
  for (const [key, value] of given instanceof Map ? given : Object.entries(given)) {
    checkKey(key, path);
    yield {
      value,
      path: `${path}.${key}`,
      make: (id, fields) => ({ op: "put", id, in: ref, key, fields }),
    };
  }
}
