import {
  type Change,
  type OpsByKey,
  type Reinsertion,
  type TextOp,
  type UndoCall,
} from "@alongside/core/engine";
import { isInsert, lengthOf } from "@alongside/core/text";
import { wireLength } from "../room/check-size.ts";

/** Characters from which on letters that come back are left for the server to find. */
const LARGE = 100_000;

/** What of a change that takes another one back travels: not the ops, which the server makes, but the edits of texts. */
export function undoCall(undo: UndoCall, ops: OpsByKey): Pick<Change, "undo" | "ops"> {
  const edits: Record<string, readonly TextOp[]> = {};
  const texts: Reinsertion[] = [];
  for (const [key, list] of Object.entries(ops)) {
    const mine = list.filter((op) => op.op === "text");
    const sent = mine.filter((op) => {
      const text = wireLength(op.delta) < LARGE ? undefined : reinsertion(key, op);
      if (text !== undefined) texts.push(text);
      return text === undefined;
    });
    if (sent.length > 0) edits[key] = sent;
  }
  return { undo: texts.length === 0 ? undo : { ...undo, texts }, ops: edits };
}

/** The edit without its letters; undefined for one that formats. */
function reinsertion(key: string, { id, field, delta }: TextOp): Reinsertion | undefined {
  const steps: Reinsertion["steps"][number][] = [];
  for (const part of delta) {
    if (isInsert(part)) steps.push([lengthOf(part)]);
    else if (typeof part === "number") steps.push(part);
    else return undefined;
  }
  return { key, id, field, steps };
}
