import type { Attributes, Delta, Part } from "./delta.ts";

/** A delta that edits one spot: after `at` units, `text` comes in place of `gone` units. */
export interface Edit {
  readonly at: number;
  readonly text: string;
  readonly attributes: Attributes | undefined;
  readonly gone: number;
}

/** The delta as an edit of one spot, when it is one and inserts no embed. */
export function asEdit(delta: Delta): Edit | undefined {
  let next = 0;
  let part = delta[0];
  let at = 0;
  let text = "";
  let attributes: Attributes | undefined;
  let gone = 0;
  if (typeof part === "number" && part > 0) {
    at = part;
    part = delta[++next];
  }
  if (typeof part === "string") {
    text = part;
    part = delta[++next];
  } else if (typeof part === "object" && "insert" in part && typeof part.insert === "string") {
    ({ insert: text, attributes } = part as { insert: string; attributes?: Attributes });
    part = delta[++next];
  }
  if (typeof part === "number" && part < 0) {
    gone = -part;
    next++;
  }
  return next === delta.length ? { at, text, attributes, gone } : undefined;
}

/** The delta that replaces `gone` units after `at`, then keeps `gap` and deletes `rest`. */
export function editing(
  at: number,
  text: string,
  attributes: Attributes | undefined,
  gone: number,
  gap = 0,
  rest = 0,
): Delta {
  if (gap === 0 || rest === 0) return spot(at, text, attributes, gone + rest);
  if (text === "" && gone === 0) return spot(at + gap, text, attributes, rest);
  return [...spot(at, text, attributes, gone), gap, -rest];
}

function spot(at: number, text: string, attributes: Attributes | undefined, gone: number): Delta {
  const parts: Part[] = [];
  if (text === "" && gone === 0) return parts;
  if (at > 0) parts.push(at);
  if (text !== "") parts.push(attributes === undefined ? text : { insert: text, attributes });
  if (gone > 0) parts.push(-gone);
  return parts;
}
