import { boxOf, round } from "../lib/geometry.ts";
import type { Box, Point } from "../lib/geometry.ts";
import { arrowEnds, boxArrow } from "./path.ts";
import type { Patches, Shape, ShapePatch, ShownShape } from "./shape.ts";

/** A grip of the selection: `x`, `y` say which side it pulls, 0 means neither. */
export interface Handle {
  readonly name: string;
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
  readonly cursor: string;
}

export const HANDLES: readonly Handle[] = [
  { name: "top left", x: -1, y: -1, cursor: "nwse-resize" },
  { name: "top", x: 0, y: -1, cursor: "ns-resize" },
  { name: "top right", x: 1, y: -1, cursor: "nesw-resize" },
  { name: "right", x: 1, y: 0, cursor: "ew-resize" },
  { name: "bottom right", x: 1, y: 1, cursor: "nwse-resize" },
  { name: "bottom", x: 0, y: 1, cursor: "ns-resize" },
  { name: "bottom left", x: -1, y: 1, cursor: "nesw-resize" },
  { name: "left", x: -1, y: 0, cursor: "ew-resize" },
];

/** Where a handle sits on a box. */
export function handleAt(handle: Handle, box: Box): Point {
  return { x: box.x + ((handle.x + 1) / 2) * box.w, y: box.y + ((handle.y + 1) / 2) * box.h };
}

const SMALLEST = 4;

/** The box after `handle` was pulled by `by`; the opposite side stays. With `keepRatio` both sides grow alike. */
export function resizeBox(box: Box, handle: Handle, by: Point, keepRatio: boolean): Box {
  let w = stretched(box.w, handle.x * by.x);
  let h = stretched(box.h, handle.y * by.y);
  if (keepRatio && box.w > 0 && box.h > 0) {
    const grownX = handle.x === 0 ? 0 : w / box.w;
    const grownY = handle.y === 0 ? 0 : h / box.h;
    const scale = Math.max(grownX, grownY);
    w = box.w * scale;
    h = box.h * scale;
  }
  return {
    x: handle.x < 0 ? box.x + box.w - w : handle.x === 0 ? box.x + (box.w - w) / 2 : box.x,
    y: handle.y < 0 ? box.y + box.h - h : handle.y === 0 ? box.y + (box.h - h) / 2 : box.y,
    w,
    h,
  };
}

/** A flat line stays flat; everything else keeps at least a few units, or the fewer it has. */
function stretched(length: number, by: number): number {
  return Math.max(Math.min(SMALLEST, length), length === 0 ? 0 : length + by);
}

/**
 * What every shape becomes when the box around all of them goes from `from` to `to`. One that has grown with its text, and is
 * pulled sideways alone, goes on growing.
 */
export function scaleShapes(shapes: readonly ShownShape[], from: Box, to: Box): Patches {
  const sx = from.w === 0 ? 1 : to.w / from.w;
  const sy = from.h === 0 ? 1 : to.h / from.h;
  return new Map<string, ShapePatch>(
    shapes.map((shape) => {
      const box = boxOf(shape);
      return [
        shape.id,
        {
          at: { x: round(to.x + (box.x - from.x) * sx), y: round(to.y + (box.y - from.y) * sy) },
          size: {
            w: round(box.w * sx),
            h: sy === 1 && shape.stored ? shape.stored.h : round(box.h * sy),
          },
        },
      ];
    }),
  );
}

/** What every shape becomes when it is moved. */
export function moveShapes(shapes: readonly Shape[], by: Point): Patches {
  return new Map<string, ShapePatch>(
    shapes.map((shape) => [
      shape.id,
      { at: { x: round(shape.at.x + by.x), y: round(shape.at.y + by.y) } },
    ]),
  );
}

/** The arrow with one of its ends (0 is the tail) put elsewhere. */
export function moveArrowEnd(arrow: Shape, end: 0 | 1, to: Point): ShapePatch {
  const ends = arrowEnds(boxOf(arrow), arrow.points);
  ends[end] = to;
  const { at, size, points } = boxArrow(ends[0], ends[1]);
  return { at, size, points: [...points] };
}
