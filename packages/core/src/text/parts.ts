import { equalJson } from "../json.ts";
import type { Attributes, Embed, Insert, Part } from "./delta.ts";

/** What a part is without its attributes: how many units it keeps or, below 0, deletes; or what it inserts. */
export type Body = number | string | Embed;

/** Parts that a delta, or what a text begins with, may have on the wire. */
export const MAX_PARTS = 50_000;

export function bodyOf(part: Part): Body {
  if (typeof part !== "object") return part;
  return "retain" in part ? part.retain : part.insert;
}

/** The attributes a part gives, `undefined` for none. */
export function attributesOf(part: Part): Attributes | undefined {
  return typeof part === "object" ? part.attributes : undefined;
}

/** The part of this body and these attributes, in the shortest form. */
export function partOf(body: Body, attributes?: Attributes): Part {
  for (const _ in attributes)
    return typeof body === "number" ? { retain: body, attributes } : { insert: body, attributes };
  return typeof body === "object" ? { insert: body } : body;
}

/** How many units a part keeps, deletes or inserts. */
export function lengthOf(part: Part): number {
  const body = bodyOf(part);
  return typeof body === "number" ? Math.abs(body) : textOf(part).length;
}

/** Whether a part inserts; what does not stands on the text before. */
export function isInsert(part: Part): part is string | Insert {
  return typeof bodyOf(part) !== "number";
}

/** Whether a part of a delta deletes: a negative number, of so many UTF-16 code units. */
export function isDelete(part: Part | undefined): part is number {
  return typeof part === "number" && part < 0;
}

/** What an inserting part shows; an embed shows as U+FFFC. */
export function textOf(part: Part): string {
  const body = bodyOf(part);
  return typeof body === "string" ? body : "\uFFFC";
}

/** The `n` units of a part from `from` on; the part itself when that is all of it. */
export function cut(part: Part, from: number, n: number): Part {
  const body = bodyOf(part);
  let some = body;
  if (typeof body === "number") some = body < 0 ? -n : n;
  if (typeof body === "string") some = body.slice(from, from + n);
  return some === body ? part : partOf(some, attributesOf(part));
}

/** Two neighbours as one part, `undefined` when they have to be two. */
export function joined(a: Part, b: Part): Part | undefined {
  if (!areAlike(a, b)) return undefined;
  return partOf((bodyOf(a) as string) + (bodyOf(b) as string), attributesOf(a));
}

/** Whether two neighbours can be one part. */
export function areAlike(a: Part, b: Part): boolean {
  const first = bodyOf(a);
  return (
    typeof first === typeof bodyOf(b) &&
    typeof first !== "object" &&
    isDelete(a) === isDelete(b) &&
    equalJson(attributesOf(a), attributesOf(b))
  );
}
