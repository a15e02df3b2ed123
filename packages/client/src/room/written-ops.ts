import type { Delta, Op, OpenChange, OpsByKey, TextEngine, TextOp } from "@alongside/core";
import { wireLength } from "./check-size.ts";

/** About how many characters edits have on the wire. */
export function typedIn(texts: readonly TextOp[]): number {
  let length = 0;
  for (const { delta } of texts) length += wireLength(delta);
  return length;
}

/** Writes ops that were written before. */
export function pushAll(open: OpenChange, ops: OpsByKey): void {
  for (const [key, list] of Object.entries(ops)) for (const op of list) open.push(key, op);
}

/** Ops as they go over the wire: long edits of texts in two strings, which nobody but the server reads. */
export function packed(ops: OpsByKey, texts: TextEngine | undefined): OpsByKey {
  if (texts === undefined) return ops;
  let changed: Record<string, Op[]> | undefined;
  for (const key of Object.keys(ops)) {
    const list = ops[key] ?? [];
    for (let i = 0; i < list.length; i++) {
      const op = list[i] as Op;
      if (op.op !== "text") continue;
      const delta = texts.pack(op.delta) as Delta;
      if (delta !== op.delta) ((changed ??= {})[key] ??= list.slice())[i] = { ...op, delta };
    }
  }
  return changed === undefined ? ops : { ...ops, ...changed };
}
