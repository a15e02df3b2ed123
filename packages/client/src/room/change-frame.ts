import { Refused, type RoomDefinition } from "@alongside/core";
import { type Change, MAX_OPS, type OpsByKey } from "@alongside/core/engine";
import type { ChangesOwner } from "./changes-owner.ts";
import { checkSize } from "./check-size.ts";
import { countOps } from "./renew.ts";
import type { Framed } from "./write.ts";

/**
 * The change `n` as it is sent: its ops, the mutation, or the change that the server is to take back. Throws `Refused` for one
 * that the server would not take: `limit` is the largest message, in bytes.
 */
export function changeFrame(
  { name, seq, definition }: Pick<ChangesOwner<RoomDefinition>, "name" | "seq" | "definition">,
  n: number,
  ops: OpsByKey,
  { mutation, undo, strict = false, gesture }: Framed,
  limit: number,
): string {
  const what: Pick<Change, "ops" | "undo"> = undo === undefined ? { ops } : undo(ops);
  const { pack = same } = definition.schema.texts ?? {};
  const change: Change = {
    type: "change",
    room: name,
    n,
    base: seq,
    ...(mutation === undefined ? { ...what, ops: pack(what.ops ?? {}) } : { mutation }),
    ...(strict && { strict: true }),
    ...(gesture !== undefined && { gesture }),
  };
  const count = countOps(change.ops ?? {});
  if (count > MAX_OPS) {
    throw new Refused(
      "message.too-big",
      `A change has at most ${MAX_OPS} ops, this one has ${count}`,
    );
  }
  return checkSize(JSON.stringify(change), limit);
}

function same(ops: OpsByKey): OpsByKey {
  return ops;
}
