import type { Delta } from "./delta.ts";
import { isDelete, isInsert, lengthOf } from "./parts.ts";

/**
 * Where a caret at `position` is after `delta`. When something is inserted exactly there, the caret stays before it (`left`)
 * or goes behind it (`right`). A caret in what was deleted ends where that was, behind what came in its place.
 */
export function mapPosition(position: number, delta: Delta, stick: "left" | "right"): number {
  let at = 0;
  let rest = position;
  for (const part of delta) {
    const size = lengthOf(part);
    if (isInsert(part)) {
      if (rest > 0 || stick === "right") at += size;
    } else {
      const kept = isDelete(part) ? 0 : 1;
      if (size > rest) return at + rest * kept;
      rest -= size;
      at += size * kept;
    }
  }
  return at + rest;
}

/** How long a text must be for `delta`: what it keeps and deletes. */
export function lengthBefore(delta: Delta): number {
  let length = 0;
  for (const part of delta) if (!isInsert(part)) length += lengthOf(part);
  return length;
}

/** By how much `delta` makes a text longer; negative when it makes it shorter. */
export function lengthChange(delta: Delta): number {
  let change = 0;
  for (const part of delta) {
    if (isInsert(part)) change += lengthOf(part);
    else if (isDelete(part)) change += part;
  }
  return change;
}
