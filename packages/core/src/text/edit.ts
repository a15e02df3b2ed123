import type { Attributes, Delta, Part } from "./delta.ts";
import { attributesOf, bodyOf, isDelete, partOf } from "./parts.ts";

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
  let part = delta[next];
  let at = 0;
  let text = "";
  let attributes: Attributes | undefined;
  let gone = 0;
  if (typeof part === "number" && part > 0) {
    at = part;
    part = delta[++next];
  }
  const body = part && bodyOf(part);
  if (part && typeof body === "string") {
    text = body;
    attributes = attributesOf(part);
    part = delta[++next];
  }
  if (isDelete(part)) {
    gone = -part;
    next++;
  }
  return next === delta.length ? { at, text, attributes, gone } : undefined;
}

/** The delta of an edit. */
export function deltaOf({ at, text, attributes, gone }: Edit): Delta {
  const parts: Part[] = [];
  if (text === "" && gone === 0) return parts;
  if (at > 0) parts.push(at);
  if (text !== "") parts.push(partOf(text, attributes));
  if (gone > 0) parts.push(-gone);
  return parts;
}
