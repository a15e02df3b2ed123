import { MARK } from "../mark.ts";
import { normalize } from "./builder.ts";
import type { Attributes, Delta, Part } from "./delta.ts";
import { attributesOf, bodyOf, isDelete, isInsert, lengthOf, partOf } from "./parts.ts";

/** An edit that marked ranges, without the marks, and the ranges by their marks, as they lie in the text after the edit. */
export interface Unmarked {
  readonly delta: Delta;
  readonly ranges: ReadonlyMap<string, readonly [from: number, to: number]>;
}

/** The ranges that an edit marks; undefined where it marks none. */
export function unmark(delta: Delta): Unmarked | undefined {
  let ranges: Map<string, readonly [number, number]> | undefined;
  let at = 0;
  for (const part of delta) {
    const size = isDelete(part) ? 0 : lengthOf(part);
    if (!isInsert(part))
      for (const name in attributesOf(part)) {
        if (!name.startsWith(MARK)) continue;
        const mark = name.slice(MARK.length);
        ranges ??= new Map();
        ranges.set(mark, [ranges.get(mark)?.[0] ?? at, at + size]);
      }
    at += size;
  }
  return ranges && { delta: normalize(delta.map(withoutMarks)), ranges };
}

function withoutMarks(part: Part): Part {
  const attributes = attributesOf(part);
  if (attributes === undefined || isInsert(part)) return part;
  const rest: Attributes = Object.fromEntries(
    Object.entries(attributes).filter(([name]) => !name.startsWith(MARK)),
  );
  return partOf(bodyOf(part), rest);
}
