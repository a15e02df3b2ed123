import type { Json, RoomDefinition } from "@alongside/core";
import type { OpsByKey, TextOp } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import type { ChangeData } from "../room/pending.ts";
import { editsOf } from "../room/written-ops.ts";
import type { TextRow } from "./rows.ts";

/** The texts that edits in `changes` stand over, but for those that `isKnown`: as they are seen after the pending change `after`. */
export function groundsOf<D extends RoomDefinition>(
  { replica }: RoomCopy<D>,
  changes: readonly ChangeData[],
  after: number,
  isKnown: (text: string) => boolean = () => false,
): readonly TextRow[] {
  const { pendingTexts } = replica;
  const places = new Map<string, { readonly key: string; readonly op: TextOp }>();
  for (const { ops } of changes)
    for (const [key, op] of textOps(ops)) {
      const text = nameOf(op);
      if (!isKnown(text)) places.set(text, { key, op });
    }
  if (pendingTexts === undefined || places.size === 0) return [];
  const edits = Array.from(places.values(), ({ op }) => op);
  const grounds = pendingTexts.grounds(after, edits, (id) => replica.node(id));
  return Array.from(grounds, ([text, value]): TextRow => {
    const { key, op } = places.get(text) as { readonly key: string; readonly op: TextOp };
    return { key, id: op.id, field: op.field, text: value.toJSON() as Json };
  });
}

/** What a text is called among those of a room. */
export function nameOf({ id, field }: Pick<TextOp, "id" | "field">): string {
  return `${id} ${field}`;
}

function* textOps(ops: OpsByKey): Generator<readonly [key: string, op: TextOp]> {
  for (const key of Object.keys(ops))
    for (const op of editsOf({ [key]: ops[key] ?? [] })) yield [key, op];
}
