import { Node } from "../model/node.ts";
import type { TextValue } from "../text/text-value.ts";
import type { Replica } from "./replica.ts";

/** Where a text is: in which field of which record, and under which top-level key that is. */
export interface TextPlace {
  readonly key: string;
  readonly id: string;
  readonly field: string;
}

/**
 * Sets what the log has of a text, where that is known otherwise than by the entries that the replica has. Its record need not be
 * known: then it has a place nowhere, and only the text is there. Call before anything is pending over the text.
 */
export function setGround(
  { state }: Replica,
  { key, id, field }: TextPlace,
  text: TextValue,
): void {
  let node = state.nodes.get(id) ?? state.unborn.get(id);
  if (node === undefined) {
    node = new Node(id, key, {});
    node.born = true;
    state.nodes.set(id, node);
  }
  if (!node.stub) state.writeText(node, field, text);
}
