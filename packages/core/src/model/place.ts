import type { Position } from "./op.ts";

interface Hinted {
  hint: number;
}

/**
 * The index of `item` in `order`, or -1. Places shift little between two looks, so the search goes outward from where the
 * item last was.
 */
export function indexIn<T extends Hinted>(order: readonly T[], item: T): number {
  let left = Math.min(item.hint, order.length - 1);
  let right = left + 1;
  while (left >= 0 || right < order.length) {
    if (left >= 0) {
      if (order[left] === item) return (item.hint = left);
      left -= 1;
    }
    if (right < order.length) {
      if (order[right] === item) return (item.hint = right);
      right += 1;
    }
  }
  return -1;
}

/**
 * Puts `item`, which is not in `order`, where `at` says: right beside the anchor, so of two inserts at one anchor the later
 * stands nearer. An anchor that is not here means the end. One function for server and client.
 */
export function place<T extends Hinted>(
  order: T[],
  item: T,
  at: Position,
  find: (id: string) => T | undefined,
): void {
  const index = indexFor(order, at, find);
  item.hint = index;
  if (index === order.length) order.push(item);
  else order.splice(index, 0, item);
}

/** The id a position leans on. */
export function anchorOf(at: Position): string | undefined {
  if (typeof at === "string") return undefined;
  return "after" in at ? at.after : at.before;
}

function indexFor<T extends Hinted>(
  order: readonly T[],
  at: Position,
  find: (id: string) => T | undefined,
): number {
  if (at === "start") return 0;
  if (at === "end") return order.length;
  const isAfter = "after" in at;
  const anchor = find(isAfter ? at.after : at.before);
  const index = anchor === undefined ? -1 : indexIn(order, anchor);
  if (index < 0) return order.length;
  return isAfter ? index + 1 : index;
}
