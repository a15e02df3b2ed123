import { Invalid } from "../../errors.ts";
import { shown } from "../../mistake.ts";
import type { ContainerRef } from "../../model/op.ts";
import { inWords } from "#words";
import type { CheckItem } from "../check-types.ts";
import type { FirstItem } from "../drafting.ts";
import type { Item } from "../kinds.ts";
import type { NewItem } from "../view-types.ts";
import { ListWriter } from "./list-writer.ts";
import type { List, ListNode } from "./types.ts";

/**
 * Records in order, or plain values (which read as `{ id, value }`). Concurrent inserts both stay. At the top of storage,
 * `initial` is what the list of a new room holds: the server makes these records once, so no page has to. `defineRoom` throws
 * `TypeError`, with the path, for an item that is neither fields nor a schema, and for an `initial` that is not at the top.
 */
export function list<const I extends Item>(
  item: I & CheckItem<I>,
  options: { readonly initial?: readonly NewItem<I>[] } = {},
): List<I> {
  return {
    "~kind": "list",
    "~node": (path, compile) => {
      const node: ListNode<ReturnType<typeof compile>["item"]> = {
        ...options,
        kind: "list",
        ...compile(item, path),
        draft: (writer, owner, name, key, at) => new ListWriter(writer, owner, name, key, node, at),
        items,
      };
      return node;
    },
    item,
    ...options,
  };
}

function* items(given: unknown, ref: ContainerRef, path: string): Generator<FirstItem> {
  if (!Array.isArray(given))
    throw new Invalid(
      path,
      inWords(() => `should be an array, got ${shown(given)}`),
    );
  for (const [i, value] of given.entries())
    yield {
      value,
      path: `${path}.${i}`,
      make: (id, fields) => ({ op: "insert", id, in: ref, at: "end", fields }),
    };
}
