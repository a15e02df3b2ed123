import type { Delta } from "./delta.ts";
import { isDelete, isInsert, lengthOf } from "./parts.ts";
import { mapPosition } from "./position.ts";

/** A stretch of a text that something is anchored to, in UTF-16 code units. `from` is `to` once all of it was deleted. */
export interface AnchoredRange {
  readonly from: number;
  readonly to: number;
  /** What was deleted there, so that it comes back with that. */
  readonly cuts?: Cuts;
}

/**
 * What was deleted at one spot of a text, the last first: `[at, size, a, b, off, size, a, b, off, …]`. Of each deletion how long it was; where in
 * it the range began and ended, or -1 where that was outside of it; and where in it the spot of the deletion before it lay.
 */
type Cuts = readonly number[];

/** So many numbers stand for a deletion. */
const WIDTH = 4;
/** So many deletions at one spot are remembered. */
const MOST_CUTS = 32;
/** In a delta of more parts nobody looks for what is deleted and comes back. */
const MOST_PARTS = 64;

/** What an edit does at one spot: how much it puts there, and how much it takes away behind that. */
interface Spot {
  readonly at: number;
  readonly put: number;
  readonly gone: number;
}

/**
 * The range after an edit of its text. What is inserted right at one of its ends stays outside, as at a caret before its first letter that
 * sticks to the right and one behind its last that sticks to the left. As much as was deleted at an end, where it comes back there, as an undo
 * brings it, is in it again.
 */
export function moveRange(range: AnchoredRange, delta: Delta): AnchoredRange {
  if (delta.length > MOST_PARTS) {
    const to = mapPosition(range.to, delta, "left");
    const isEmpty = range.from === range.to;
    return { from: isEmpty ? to : Math.min(mapPosition(range.from, delta, "right"), to), to };
  }
  // From the last spot on: so each stands over the text before.
  return spotsIn(delta).reduceRight(moveOver, range);
}

function spotsIn(delta: Delta): readonly Spot[] {
  const spots: Spot[] = [];
  let at = 0;
  let put = 0;
  for (const part of delta) {
    const size = lengthOf(part);
    if (isInsert(part)) {
      put += size;
      continue;
    }
    const gone = isDelete(part) ? size : 0;
    if (put + gone > 0) spots.push({ at, put, gone });
    at += size;
    put = 0;
  }
  if (put > 0) spots.push({ at, put, gone: 0 });
  return spots;
}

function moveOver(range: AnchoredRange, spot: Spot): AnchoredRange {
  const { at, put, gone } = spot;
  const { cuts } = range;
  const [place = -1] = cuts ?? [];
  const isThere = at <= place && place <= at + gone;
  const count = put > 0 && isThere && cuts !== undefined ? matching(cuts, put) : 0;
  if (count > 0 && cuts !== undefined)
    return restored(endsOver(range, { at, put: 0, gone }), at, cuts, count);
  const now = cutsOver(range, spot);
  return now === undefined ? endsOver(range, spot) : { ...endsOver(range, spot), cuts: now };
}

function endsOver({ from, to }: AnchoredRange, spot: Spot): AnchoredRange {
  const end = moved(to, spot, false);
  return { from: from === to ? end : Math.min(moved(from, spot, true), end), to: end };
}

/** A position over a spot, as `mapPosition` has it. */
function moved(position: number, { at, put, gone }: Spot, isRight: boolean): number {
  if (position < at || (position === at && !isRight)) return position;
  return position <= at + gone ? at + put : position + put - gone;
}

/** What was deleted at a range, after one more edit. */
function cutsOver({ from, to, cuts }: AnchoredRange, spot: Spot): Cuts | undefined {
  const { at, gone } = spot;
  const end = at + gone;
  const [place = -1, ...earlier] = cuts ?? [];
  const isThere = cuts !== undefined && at <= place && place <= end;
  // What is deleted in it or right beside it counts as well: it may come back together with an end.
  const isNear = at <= to && end >= from && (from < to || isThere);
  if (gone > 0 && isNear) {
    const a = at <= from && from <= end ? from - at : -1;
    const b = at <= to && to <= end ? to - at : -1;
    const before = isThere ? [place - at, ...earlier] : [0];
    return [at, ...[gone, a, b, ...before].slice(0, MOST_CUTS * WIDTH)];
  }
  if (cuts === undefined || (gone > 0 && isThere)) return undefined;
  return [moved(place, spot, false), ...earlier];
}

/** How many of the last deletions come to `size` letters; 0 where none do. */
function matching(cuts: Cuts, size: number): number {
  let sum = 0;
  for (let i = 1; i < cuts.length; i += WIDTH) {
    sum += cuts[i] as number;
    if (sum >= size) return sum === size ? (i - 1) / WIDTH + 1 : 0;
  }
  return 0;
}

/** The last `count` deletions are taken back at `at`. */
function restored(range: AnchoredRange, at: number, cuts: Cuts, count: number): AnchoredRange {
  let { from, to } = range;
  let place = at;
  for (let n = 0; n < count; n++) {
    const [size, a, b, off] = cuts.slice(1 + n * WIDTH) as [number, number, number, number];
    if (a >= 0) from = place + a;
    else if (from > place) from += size;
    to = b >= 0 ? place + b : to + size;
    place += off;
  }
  const left = cuts.slice(1 + count * WIDTH);
  return left.length === 0 ? { from, to } : { from, to, cuts: [place, ...left] };
}
