import { boxAround, boxesMeet, boxHolds, boxOf, distance, distanceToSegment } from "./geometry.ts";
import type { Box, Point } from "./geometry.ts";
import { arrowEnds, inkSamples } from "./path.ts";
import type { Shape } from "./shape.ts";

/** The uppermost shape under `point`, `margin` board units of slack around lines. */
export function shapeAt(shapes: readonly Shape[], point: Point, margin: number): Shape | undefined {
  return shapes.findLast((shape) => shapeHolds(shape, point, margin));
}

/** The shapes a selection rectangle picks: those it touches, without locked ones. */
export function shapesIn(shapes: readonly Shape[], box: Box): Shape[] {
  return shapes.filter((shape) => !shape.locked && shapeMeets(shape, box));
}

function shapeHolds(shape: Shape, point: Point, margin: number): boolean {
  const box = boxOf(shape);
  if (!boxHolds(box, point, margin)) return false;
  switch (shape.kind) {
    case "rectangle":
    case "note":
      return true;
    case "ellipse": {
      const rx = box.w / 2 + margin;
      const ry = box.h / 2 + margin;
      const x = (point.x - box.x - box.w / 2) / rx;
      const y = (point.y - box.y - box.h / 2) / ry;
      return x * x + y * y <= 1;
    }
    case "arrow":
    case "ink":
      return segmentsOf(shape).some(([a, b]) => distanceToSegment(point, a, b) <= margin);
  }
}

function shapeMeets(shape: Shape, box: Box): boolean {
  if (!boxesMeet(boxOf(shape), box)) return false;
  if (shape.kind !== "arrow" && shape.kind !== "ink") return true;
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
