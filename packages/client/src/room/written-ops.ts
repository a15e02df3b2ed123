import type { OpenChange, OpsByKey, TextOp } from "@alongside/core";

/** About how many characters edits have on the wire. */
export function typedIn(texts: readonly TextOp[]): number {
  let length = 0;
  for (const { delta } of texts) {
    for (const part of delta) {
      if (typeof part === "string") length += part.length + 3;
      else length += typeof part === "number" ? 5 : JSON.stringify(part).length;
    }
  }
  return length;
}

/** Writes ops that were written before. */
export function pushAll(open: OpenChange, ops: OpsByKey): void {
  for (const [key, list] of Object.entries(ops)) for (const op of list) open.push(key, op);
}
