import type { Delta } from "./delta.ts";
import { isDelete, isInsert, lengthOf } from "./parts.ts";

/**
 * Where a caret at `position` is after `delta`. When something is inserted exactly there, the caret stays before it (`left`)
 * or goes behind it (`right`). A caret in what was deleted ends where that was, behind what came in its place.
 */
export function mapPosition(position: number, delta: Delta, stick: "left" | "right"): number {
  if (delta.length > MANY) return lookUp(spotsIn(delta), position, stick);
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

/** Of a delta with more parts than this it is noted once where they are: all carets of a room are looked up in it. */
const MANY = 64;

/** Where a stretch that a delta keeps or deletes begins, before and after the delta. */
interface Spot {
  readonly before: number;
  /** Before what is inserted right there. */
  readonly left: number;
  /** Behind it. */
  readonly right: number;
  readonly isKept: boolean;
}

const known = new WeakMap<Delta, readonly Spot[]>();

function spotsIn(delta: Delta): readonly Spot[] {
  let spots = known.get(delta);
  if (spots === undefined) known.set(delta, (spots = findSpots(delta)));
  return spots;
}

/** The last spot stands for the rest of the text, which every delta keeps. */
function findSpots(delta: Delta): readonly Spot[] {
  const spots: Spot[] = [];
  let before = 0;
  let left = 0;
  let right = 0;
  for (const part of delta) {
    const size = lengthOf(part);
    if (isInsert(part)) {
      right += size;
      continue;
    }
    const isKept = !isDelete(part);
    spots.push({ before, left, right, isKept });
    before += size;
    if (isKept) right += size;
    left = right;
  }
  spots.push({ before, left, right, isKept: true });
  return spots;
}

function lookUp(spots: readonly Spot[], position: number, stick: "left" | "right"): number {
  let low = 0;
  let high = spots.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spots[middle] as Spot).before <= position) low = middle;
    else high = middle - 1;
  }
  const { before, left, right, isKept } = spots[low] as Spot;
  if (position === before) return stick === "left" ? left : right;
  return isKept ? right + position - before : right;
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
