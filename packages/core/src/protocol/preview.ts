import type { OpsByKey } from "../model/op.ts";
import { parseOps } from "./ops.ts";
import { asCount, asObject, asString } from "./shape.ts";

/** The values of a gesture under way: shown to the others, never in the log. Null ends it without a change. */
export interface Preview {
  readonly type: "preview";
  readonly room: string;
  /** The sender's own number for the gesture; the change that ends it names it. */
  readonly gesture: number;
  readonly ops: OpsByKey | null;
}

export function parsePreview(value: unknown): Preview {
  const message = asObject(value, "preview");
  return {
    type: "preview",
    room: asString(message["room"], "preview.room", 256),
    gesture: asCount(message["gesture"], "preview.gesture", 1),
    ops: message["ops"] === null ? null : parseOps(message["ops"]),
  };
}

/** About so many characters of an op are the protocol's own words. */
const WORDS = 40;

/**
 * What a gesture counts towards the limit `previewBytes`, in characters: its JSON of `length` without the protocol's words
 * around each op, and at least half of it. So it is what a gesture shows that counts, and not how the wire spells it.
 */
export function previewWeight(ops: OpsByKey, length: number): number {
  let count = 0;
  for (const key in ops) count += ops[key]?.length ?? 0;
  return Math.max(length / 2, length - WORDS * count);
}
