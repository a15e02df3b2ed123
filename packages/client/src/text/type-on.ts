import type { RoomDefinition } from "@alongside/core";
import type { KeyedEdit } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import type { Committed } from "../room/types.ts";
import { goesOn, joined, LARGE, makerOf, tellTyped } from "../room/typing.ts";
import type { Write } from "../room/write.ts";
import { typedIn } from "../room/written-ops.ts";

/** Writes an edit straight into the change that it goes on. Returns how that will end; undefined where there is none. */
export function typeOn<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  { key, op }: KeyedEdit,
  write: Write,
): Promise<Committed> | undefined {
  const before = goesOn(copy, write);
  const edits = [op];
  const typed = typedIn(edits);
  if (before === undefined || typed > LARGE || makerOf(copy, edits) !== before.waitsFor)
    return undefined;
  copy.replica.type(before.data.n, key, op);
  tellTyped(copy, edits, write.by);
  return joined(copy, before, typed);
}
