import {
  boxAround,
  boxDistance,
  boxesMeet,
  boxHolds,
  boxOf,
  distance,
  distanceToSegment,
} from "../lib/geometry.ts";
import type { Box, Point } from "../lib/geometry.ts";
import { arrowEnds, inkSamples } from "./path.ts";
import type { Shape } from "./shape.ts";

/**
 * The shape that a press at `point` means, with `margin` board units of slack: the uppermost one under it; before that a line
 * or a small shape over it that is near, as nobody hits these exactly; else the nearest one beside.
 */
export function shapeAt(shapes: readonly Shape[], point: Point, margin: number): Shape | undefined {
  let fine: Near | undefined;
  let beside: Near | undefined;
  for (let i = shapes.length - 1; i >= 0; i--) {
    const shape = shapes[i];
    if (!shape || !boxHolds(boxOf(shape), point, margin)) continue;
    const away = distanceTo(shape, point);
    if (away > margin) continue;
    const isFine = isLine(shape) || Math.max(shape.size.w, shape.size.h) <= 2 * margin;
    if (isFine) fine = nearer(fine, { shape, away });
    else if (away > 0) beside = nearer(beside, { shape, away });
    else return fine?.shape ?? shape;
  }
  return (fine ?? beside)?.shape;
}

interface Near {
  readonly shape: Shape;
  readonly away: number;
}

/** The nearer one; of equals `a`, which lies above. */
function nearer(a: Near | undefined, b: Near): Near {
  return a && a.away <= b.away ? a : b;
}

/** The shapes a selection rectangle picks: those it touches, without locked ones. */
export function shapesIn(shapes: readonly Shape[], box: Box): Shape[] {
  return shapes.filter((shape) => !shape.locked && shapeMeets(shape, box));
}

function isLine({ kind }: Shape): boolean {
  return kind === "arrow" || kind === "ink";
}

/** How far `point` is from a shape: 0 inside an area, to a line from its middle. */
function distanceTo(shape: Shape, point: Point): number {
  const box = boxOf(shape);
  switch (shape.kind) {
    case "rectangle":
    case "note":
      return boxDistance(box, point);
    case "ellipse": {
      if (box.w === 0 || box.h === 0) return boxDistance(box, point);
      const x = point.x - box.x - box.w / 2;
      const y = point.y - box.y - box.h / 2;
      const outward = Math.hypot((2 * x) / box.w, (2 * y) / box.h);
      return outward <= 1 ? 0 : Math.hypot(x, y) * (1 - 1 / outward);
    }
    case "arrow":
    case "ink":
      return segmentsOf(shape).reduce(
        (least, [a, b]) => Math.min(least, distanceToSegment(point, a, b)),
        Infinity,
      );
  }
}

function shapeMeets(shape: Shape, box: Box): boolean {
  if (!boxesMeet(boxOf(shape), box)) return false;
  if (!isLine(shape)) return true;
  return segmentsOf(shape).some(([a, b]) => segmentMeets(a, b, box));
}

/** Halves the line until a piece lies inside, is clear of the box, or is too short to matter. */
function segmentMeets(a: Point, b: Point, box: Box): boolean {
  if (boxHolds(box, a) || boxHolds(box, b)) return true;
  const around = boxAround([a, b].map(({ x, y }) => ({ x, y, w: 0, h: 0 })));
  if (!around || !boxesMeet(around, box) || distance(a, b) < 1) return false;
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  return segmentMeets(a, middle, box) || segmentMeets(middle, b, box);
}

function segmentsOf(shape: Shape): (readonly [Point, Point])[] {
  const box = boxOf(shape);
  if (shape.kind === "arrow") return [arrowEnds(box, shape.points)];
  const samples = inkSamples(box, shape.points);
  const [first] = samples;
  if (!first) return [];
  if (samples.length === 1) return [[first, first]];
  return samples.slice(1).map((sample, i) => [samples[i] ?? sample, sample]);
}
