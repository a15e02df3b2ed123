import { equalJson } from "../json.ts";
import type { Attributes, Format, Insert, Part } from "./delta.ts";

/** How many units a part keeps, deletes or inserts. */
export function lengthOf(part: Part): number {
  if (typeof part === "number") return Math.abs(part);
  if (typeof part === "string") return part.length;
  if ("retain" in part) return part.retain;
  return typeof part.insert === "string" ? part.insert.length : 1;
}

/** Whether a part inserts; what does not stands on the text before. */
export function isInsert(part: Part): part is string | Insert {
  return typeof part === "string" || (typeof part === "object" && "insert" in part);
}

/** Whether a part deletes. */
export function isDelete(part: Part | undefined): part is number {
  return typeof part === "number" && part < 0;
}

/** The attributes a part gives, `undefined` for none. */
export function attributesOf(part: Part): Attributes | undefined {
  return typeof part === "object" ? part.attributes : undefined;
}

/** The text that an inserting part shows; an embed shows as U+FFFC. */
export function textOf(part: string | Insert): string {
  const text = typeof part === "string" ? part : part.insert;
  return typeof text === "string" ? text : "\uFFFC";
}

/** Whether two neighbours could be one part. */
export function areAlike(a: Part | undefined, b: Part): boolean {
  if (typeof a !== "object" || typeof b !== "object")
    return typeof a === "number" ? typeof b === "number" && a < 0 === b < 0 : typeof a === typeof b;
  const same =
    "retain" in a
      ? "retain" in b
      : "insert" in b && typeof a.insert === "string" && typeof b.insert === "string";
  return same && equalJson(a.attributes, b.attributes);
}

/** Two parts that are alike, as one. */
export function joined(a: Part, b: Part): Part {
  if (typeof a !== "object" || typeof b !== "object") return (a as string) + (b as string);
  if ("retain" in a) return { ...a, retain: a.retain + (b as Format).retain };
  return { ...a, insert: textOf(a) + textOf(b as Insert) };
}

/** The `n` units of a part from `from` on; the part itself when that is all of it. */
export function cut(part: Part, from: number, n: number): Part {
  if (typeof part === "number") return part < 0 ? -n : n;
  if (typeof part === "string") return part.slice(from, from + n);
  if (n === lengthOf(part)) return part;
  if ("retain" in part) return { ...part, retain: n };
  return { ...part, insert: textOf(part).slice(from, from + n) };
}
