import { pan, zoomAt } from "./camera.ts";
import type { Camera } from "./camera.ts";
import { distance } from "../lib/geometry.ts";
import type { Point } from "../lib/geometry.ts";

/** Fingers closer than this, in pixels, tell too little about how far they are apart. */
const CLOSEST = 16;

/**
 * The camera after one or two fingers have gone from the places `from` to the places `to`, in pixels: the board stays under them.
 * Two zoom about their middle.
 */
export function follow(camera: Camera, from: readonly Point[], to: readonly Point[]): Camera {
  const before = middleOf(from);
  const after = middleOf(to);
  const panned = pan(camera, before.x - after.x, before.y - after.y);
  return zoomAt(panned, after, spread(to) / spread(from));
}

function spread([a, b]: readonly Point[]): number {
  return a && b ? Math.max(CLOSEST, distance(a, b)) : CLOSEST;
}

function middleOf(points: readonly Point[]): Point {
  return {
    x: points.reduce((sum, point) => sum + point.x, 0) / points.length,
    y: points.reduce((sum, point) => sum + point.y, 0) / points.length,
  };
}
