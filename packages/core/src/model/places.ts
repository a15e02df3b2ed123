import type { Box, ListBox, Node } from "./node.ts";
import { indexIn, place } from "./place.ts";
import type { PlaceItem } from "./slots.ts";
import type { State } from "./state.ts";

/**
 * Folds pending places over the confirmed orders. A pending move that would put a record inside itself is passed over, so
 * the record is seen where the log has it. Answers the lists that now have an order of their own.
 */
export function foldPlaces(state: State, places: readonly PlaceItem[]): ReadonlySet<ListBox> {
  const { boxes, skipped } = assignParents(state, places);
  const find = (id: string): Node | undefined => state.nodes.get(id);
  for (const box of boxes) {
    const order = box.order.slice();
    // Membership by itself: most places concern other lists, and are passed over without a search.
    const moved = new Map<Node, boolean>();
    for (const item of places) {
      const node = state.nodes.get(item.op.id);
      if (node === undefined || skipped.has(item)) continue;
      const isHere = moved.get(node) ?? (node.confirmed && node.parent === box);
      const comesHere = state.nodes.get(item.op.in.of) === box.of && item.op.in.field === box.field;
      if (isHere) order.splice(indexIn(order, node), 1);
      if (comesHere) place(order, node, item.op.at, find);
      moved.set(node, comesHere);
    }
    box.viewOrder = order;
  }
  return boxes;
}

function assignParents(
  state: State,
  places: readonly PlaceItem[],
): { readonly boxes: Set<ListBox>; readonly skipped: Set<PlaceItem> } {
  const boxes = new Set<ListBox>();
  const skipped = new Set<PlaceItem>();
  for (const item of places) {
    const node = state.nodes.get(item.op.id);
    if (node !== undefined) node.viewParent = undefined;
  }
  for (const item of places) {
    const { op } = item;
    const node = state.nodes.get(op.id);
    const box = node === undefined ? undefined : state.box(op.in, "list");
    // An insert that the log has already, told to us as somebody's gesture too, stays where the log has it.
    const isDone = op.op === "insert" && node?.confirmed === true;
    if (node === undefined || box?.kind !== "list" || isDone || isInside(box.of, node)) {
      skipped.add(item);
      continue;
    }
    const from = parentOf(node);
    if (from?.kind === "list") boxes.add(from);
    boxes.add(box);
    node.viewParent = box;
  }
  return { boxes, skipped };
}

/** Where a record is seen. */
export function parentOf(node: Node): Box | undefined {
  return node.viewParent ?? node.parent;
}

/** Whether `inner` is `outer` or somewhere in it. */
export function isInside(inner: Node, outer: Node): boolean {
  for (let node: Node | undefined = inner; node !== undefined; node = parentOf(node)?.of) {
    if (node === outer) return true;
  }
  return false;
}
