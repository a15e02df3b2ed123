import { Refused, type RoomDefinition } from "@alongside/core";
import { type Change, encodeChange, inWords, MAX_OPS } from "@alongside/core/engine";
import { checkSize } from "./check-size.ts";
import type { RoomCopy } from "./copy.ts";
import type { ChangeData } from "./pending.ts";
import { countOps } from "./written-ops.ts";

/**
 * A change as it is sent: its ops, the mutation, or the change that the server is to take back. Throws `Refused` for one that the
 * server would not take: `limit` is the largest message, in bytes. Ends all numbers from `first` on.
 */
export function changeFrame(
  copy: RoomCopy<RoomDefinition>,
  { n, base, ops, mutation, undo, strict, gesture, seen }: ChangeData,
  first: number,
  limit: number,
): string {
  const { seat, definition, recorder } = copy;
  const what: Pick<Change, "ops" | "undo"> =
    undo === undefined ? { ops } : (recorder?.asking(undo, ops) ?? { undo, ops });
  const undone = what.undo && { undo: { ...what.undo, n: copy.onWire(what.undo.n) } };
  const texts = definition.schema.textEngine;
  const written = what.ops ?? {};
  const change: Omit<Change, "type"> = {
    seat,
    n: copy.onWire(n),
    ...(first < n && { first: copy.onWire(first) }),
    base,
    ...(mutation === undefined
      ? { ...what, ...undone, ops: texts === undefined ? written : texts.pack(written) }
      : { mutation }),
    ...(strict && { strict }),
    ...(gesture !== undefined && { gesture }),
    ...(seen !== undefined && undo === undefined && { seen }),
  };
  const count = countOps(change.ops ?? {});
  if (count > MAX_OPS) {
    throw new Refused(
      "message.too-big",
      inWords(() => `A change has at most ${MAX_OPS} ops, this one has ${count}`),
    );
  }
  return checkSize(encodeChange(change), limit);
}
