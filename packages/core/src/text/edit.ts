import { inOrder } from "../json.ts";
import type { Attributes, Delta } from "./delta.ts";
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
    attributes = inOrder(attributesOf(part));
    part = delta[++next];
  }
  if (isDelete(part)) {
    gone = -part;
    next++;
  }
  return next === delta.length ? { at, text, attributes, gone } : undefined;
}

/** The delta that `edit` was read from, when that is in normal form and has no attributes; else one in normal form. */
export function normalOf(delta: Delta, edit: Edit): Delta {
  const { at, text, gone } = edit;
  const parts = Number(at > 0) + Number(text !== "") + Number(gone > 0);
  const changes = text === "" ? gone > 0 : delta.includes(text);
  return changes && delta.length === parts ? delta : deltaOf(edit);
}

/** The delta of an edit. One is made for each key, so as an array of its size. */
export function deltaOf({ at, text, attributes, gone }: Edit): Delta {
  if (text === "") {
    if (gone === 0) return [];
    return at > 0 ? [at, -gone] : [-gone];
  }
  const insert = partOf(text, attributes);
  if (gone === 0) return at > 0 ? [at, insert] : [insert];
  return at > 0 ? [at, insert, -gone] : [insert, -gone];
}
