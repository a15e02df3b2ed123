import { isJson, type Json, MAX_DEPTH } from "../json.ts";
import type { OpsByKey } from "../model/op.ts";
import { encodeOps, parseOps } from "./ops.ts";
import { asCount, asObject, asSeat, asTuple, BadMessage, trimmed } from "./shape.ts";

type Fields = { readonly [field: string]: Json };

/**
 * The values of a gesture under way: shown to the others, never in the log. Null ends it without a change. On the wire
 * `["g", seat, gesture, ops | null, set?, at?]`: `set` is null before `at` where there is none.
 */
export interface Preview {
  readonly type: "preview";
  readonly seat: number;
  /** The sender's own number for the gesture; the change that ends it names it. */
  readonly gesture: number;
  readonly ops: OpsByKey | null;
  /** Fields of the sender's presence that were set with it, such as the cursor that drags: everybody is told of both in one tick. */
  readonly set?: Fields;
  /** When it was so, in ms since the gesture began, by the sender's clock: whoever is shown it plays it with the sender's own timing. */
  readonly at?: number;
}

export function parsePreview(parts: readonly unknown[]): Preview {
  asTuple(parts, "preview", 4, 6);
  const [, , , , set, at] = parts;
  return {
    type: "preview",
    seat: asSeat(parts[1], "preview.seat"),
    gesture: asCount(parts[2], "preview.gesture", 1),
    ops: parts[3] === null ? null : parseOps(parts[3]),
    ...(parts.length > 4 && !(set === null && at !== undefined) && { set: parseSet(set) }),
    ...(at !== undefined && { at: asCount(at, "preview.at") }),
  };
}

/** The server writes it as JSON to measure it, before anybody looks into it: what is too deep for that ends here. */
function parseSet(value: unknown): Fields {
  const set = asObject(value, "preview.set");
  if (!isJson(set, MAX_DEPTH + 1))
    throw new BadMessage(`preview.set should be JSON, nested up to ${MAX_DEPTH} deep`);
  return set;
}

/** The frame of the message `preview`, as it goes over the wire. */
export function encodePreview({ seat, gesture, ops, set, at }: Omit<Preview, "type">): string {
  return JSON.stringify(trimmed(["g", seat, gesture, ops && encodeOps(ops), set, at]));
}

/** About so many characters of an op are the protocol's own: its tag, brackets and commas. */
const MARKS = 10;

/**
 * What a gesture counts towards the limit `previewBytes`, in characters: its JSON of `length` without what is the protocol's own
 * of each op, and at least half of it. So it is what a gesture shows that counts, and not how the wire spells it.
 */
export function previewWeight(ops: OpsByKey, length: number): number {
  let count = 0;
  for (const key in ops) count += ops[key]?.length ?? 0;
  return Math.max(length / 2, length - MARKS * count);
}
