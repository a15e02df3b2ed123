import type { OpenChange, OpsByKey, TextOp } from "@alongside/core/engine";
import { wireLength } from "./check-size.ts";

/** About how many characters edits have on the wire. */
export function typedIn(edits: readonly TextOp[]): number {
  let length = 0;
  for (const { delta } of edits) length += wireLength(delta);
  return length;
}

/** Writes ops that were written before. */
export function pushAll(open: OpenChange, ops: OpsByKey): void {
  for (const [key, list] of Object.entries(ops)) for (const op of list) open.push(key, op);
}
