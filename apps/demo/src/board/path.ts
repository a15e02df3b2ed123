import { boxAround, round } from "../lib/geometry.ts";
import type { Box, Point, Size } from "../lib/geometry.ts";

/** A place a pen went through; `pressure` runs from 0 to 1. */
export interface Sample extends Point {
  readonly pressure: number;
}

/** A line as a shape holds it: a box, and points from 0 to 1 over that box, so that resizing touches only the box. */
export interface BoxedLine {
  readonly at: Point;
  readonly size: Size;
  readonly points: readonly number[];
}

/** An arrow from `from` to `to`: x, y of both ends. */
export function boxArrow(from: Point, to: Point): BoxedLine {
  const box = boxAroundPoints([from, to]);
  return {
    at: { x: box.x, y: box.y },
    size: { w: box.w, h: box.h },
    points: [from, to].flatMap((point) => [
      part(point.x, box.x, box.w),
      part(point.y, box.y, box.h),
    ]),
  };
}

/** An ink line through `samples`: x, y, pressure of each. */
export function boxInk(samples: readonly Sample[]): BoxedLine {
  const box = boxAroundPoints(samples);
  return {
    at: { x: box.x, y: box.y },
    size: { w: box.w, h: box.h },
    points: samples.flatMap((sample) => [
      part(sample.x, box.x, box.w),
      part(sample.y, box.y, box.h),
      clamp(Math.round(sample.pressure * 100) / 100),
    ]),
  };
}

/** Both ends of an arrow, on the board. */
export function arrowEnds(box: Box, points: readonly number[] | undefined): [Point, Point] {
  const [x1 = 0, y1 = 0, x2 = 1, y2 = 1] = points ?? [];
  return [
    { x: box.x + x1 * box.w, y: box.y + y1 * box.h },
    { x: box.x + x2 * box.w, y: box.y + y2 * box.h },
  ];
}

/** The samples of an ink line, on the board. */
export function inkSamples(box: Box, points: readonly number[] | undefined): Sample[] {
  const samples: Sample[] = [];
  const flat = points ?? [];
  for (let i = 0; i + 2 < flat.length; i += 3) {
    samples.push({
      x: box.x + (flat[i] ?? 0) * box.w,
      y: box.y + (flat[i + 1] ?? 0) * box.h,
      pressure: flat[i + 2] ?? 0.5,
    });
  }
  return samples;
}

function boxAroundPoints(points: readonly Point[]): Box {
  const box = boxAround(points.map(({ x, y }) => ({ x, y, w: 0, h: 0 })));
  if (!box) throw new RangeError("A line needs at least one point");
  return { x: round(box.x), y: round(box.y), w: round(box.w), h: round(box.h) };
}

/** Where `value` lies between `start` and `start + length`, from 0 to 1 with five decimals. */
function part(value: number, start: number, length: number): number {
  return length === 0 ? 0 : clamp(Math.round(((value - start) / length) * 1e5) / 1e5);
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, value)) + 0;
}
