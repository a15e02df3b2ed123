import type { Json, TextValue } from "@alongside/core";
import type { Op, OpsByKey, Replica, Shelf, TextOp } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import type { Refusal } from "../room/rejections.ts";
import { editsOf } from "../room/written-ops.ts";

/** Characters of JSON that a text may have to be kept beside a refused edit of it. */
const MAX_TEXT = 32 * 1024;

/** Where a refused edit of a text stands: over which text, as that was seen when this was written. */
interface Stand {
  readonly delta: Delta;
  readonly text: Json;
}

/** Where each edit of a text in a refused change stands, in order; null for one of which that is not kept. */
export type Stands = readonly (Stand | null)[];

/** Where the edits of a refused change stand now; undefined where there are none. */
export function standsOf(replica: Replica, refusal: Refusal): Stands | undefined {
  const stands = textsIn(refusal).map((op): Stand | null => {
    const delta = refusal.shelves.get(op)?.delta;
    const text = delta && seen(replica, op)?.toJSON();
    if (delta === undefined || text === undefined) return null;
    return JSON.stringify(text).length > MAX_TEXT ? null : { delta, text: text as Json };
  });
  return stands.some((stand) => stand !== null) ? stands : undefined;
}

/** Notes in `shelves` where the edits of a refused change stand, in the texts as they are seen by now. They move with those from here on. */
export function shelve(
  replica: Replica,
  refusal: Pick<Refusal, "ops" | "leaning">,
  stands: Stands,
  shelves: Map<Op, Shelf>,
): void {
  const { pendingTexts } = replica;
  const { textEngine } = replica.schema;
  if (pendingTexts === undefined || textEngine === undefined) return;
  for (const [i, op] of textsIn(refusal).entries()) {
    const stand = stands[i];
    const text = stand && seen(replica, op);
    if (stand === undefined || stand === null || text === undefined || text === null) continue;
    const unit = textEngine.diff(textEngine.open(stand.text), text);
    const [delta] = textEngine.cross(stand.delta, unit, "right");
    shelves.set(op, pendingTexts.shelve({ ...op, delta }, Number.POSITIVE_INFINITY));
  }
}

function textsIn({
  ops,
  leaning,
}: {
  readonly ops: OpsByKey;
  readonly leaning: OpsByKey;
}): readonly TextOp[] {
  return [...editsOf(ops), ...editsOf(leaning)];
}

/** A text as it is seen; undefined where it is not there. */
function seen(replica: Replica, { id, field }: TextOp): TextValue | undefined {
  const node = replica.node(id);
  if (node === undefined || node.stub) return undefined;
  return replica.schemaOf(node)?.fields.get(field)?.kind === "text"
    ? replica.text(node, field)
    : undefined;
}
