import type { Node } from "../../model/node.ts";
import { checkBoxes } from "../stored-boxes.ts";
import type { ListNode } from "./types.ts";

/** See `CheckStored`. */
export function storedList<R>(
  node: Node,
  name: string,
  field: ListNode<R>,
  path: () => string,
  record: (node: Node, schema: R, path: string) => void,
): void {
  checkBoxes(node, name, field, path, record, node.lists?.get(name), node.maps?.get(name));
}
