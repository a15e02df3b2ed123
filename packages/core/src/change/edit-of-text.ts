import { ROOT, type TextOp } from "../model/op.ts";
import { type Replica, seenRecord } from "../pending/replica.ts";
import { topKeyOf } from "../model/top-key.ts";
import type { Delta } from "../text/delta.ts";

/** An edit of a text, and the top-level key under which that is. */
export interface KeyedEdit {
  readonly key: string;
  readonly op: TextOp;
}

/**
 * The edit `delta` of the text `field` of the record `id`, in normal form; undefined where no such text is seen. Throws what the
 * draft of a text throws.
 */
export function editOfText(
  replica: Replica,
  id: string,
  field: string,
  delta: Delta,
): KeyedEdit | undefined {
  const node = seenRecord(replica, id);
  const text = node && replica.schemaOf(node)?.fields.get(field);
  if (node === undefined || text?.kind !== "text") return undefined;
  const isRoot = id === ROOT;
  const path = (): string => (isRoot ? field : `${node.key}.${id}.${field}`);
  const checked = text.checked(delta, replica.text(node, field), path);
  return {
    key: isRoot ? topKeyOf(field) : node.key,
    op: { op: "text", id, field, delta: checked },
  };
}
