import type { Op, OpenChange, OpsByKey, TextOp } from "@alongside/core/engine";
import { inWords, said } from "@alongside/core/engine";
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

/** The edits of texts among ops. */
export function editsOf(ops: OpsByKey): readonly TextOp[] {
  return Object.values(ops).flatMap((list) => list.filter((op) => op.op === "text"));
}

export function countOps(ops: OpsByKey): number {
  return Object.values(ops).reduce((sum, list) => sum + list.length, 0);
}

/** The ops of each key made into others; keys that are left with none go. */
export function mapOps(ops: OpsByKey, fn: (list: readonly Op[]) => readonly Op[]): OpsByKey {
  const mapped: Record<string, readonly Op[]> = {};
  for (const [key, list] of Object.entries(ops)) {
    const made = fn(list);
    if (made.length > 0) mapped[key] = made;
  }
  return mapped;
}

/** Throws `TypeError` where texts are edited that may not be: what stands at a place may be another thing when it counts. */
export function refuseTexts(ops: OpsByKey, what: string): void {
  if (Object.values(ops).some((list) => list.some((op) => op.op === "text"))) {
    throw new TypeError(
      said(
        "update",
        inWords(() => `${what} may not edit a text that is there; use an update`),
        what,
      ),
    );
  }
}
