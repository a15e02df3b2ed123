import type { Node } from "../../model/node.ts";
import { checkBoxes } from "../stored-boxes.ts";
import type { MapNode } from "./types.ts";

/** See `CheckStored`. */
export function storedMap<R>(
  node: Node,
  name: string,
  field: MapNode<R>,
  path: () => string,
  record: (node: Node, schema: R, path: string) => void,
): void {
  checkBoxes(node, name, field, path, record, node.maps?.get(name), node.lists?.get(name));
}
