import { Incompatible } from "../errors.ts";
import type { Box, Node } from "../model/node.ts";
import { fieldOf } from "../model/state.ts";
import type { Holder } from "./drafting.ts";

/**
 * Checks what is stored in a list or map: `box` is what stands there of the field's kind, `other` of the other kind. Throws
 * `Incompatible`, with the path.
 */
export function checkBoxes<R>(
  node: Node,
  name: string,
  field: Holder<R> & { readonly kind: string },
  path: () => string,
  record: (node: Node, schema: R, path: string) => void,
  box: Box | undefined,
  other: Box | undefined,
): void {
  if (fieldOf(node, name) !== undefined)
    throw new Incompatible(path(), `a plain value is stored, the definition has a ${field.kind}`);
  if (recordsIn(other).length > 0)
    throw new Incompatible(
      path(),
      `a ${other?.kind} is stored, the definition has a ${field.kind}`,
    );
  for (const inner of recordsIn(box)) record(inner, field.item, `${path()}.${inner.id}`);
}

function recordsIn(box: Box | undefined): readonly Node[] {
  if (box === undefined) return [];
  return [...(box.kind === "list" ? box.order : box.all)];
}
