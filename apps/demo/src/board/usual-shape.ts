import { round } from "../lib/geometry.ts";
import type { Point, Size } from "../lib/geometry.ts";
import type { Kind, NewShape } from "./shape.ts";

/** How large a note is. */
export const NOTE_SIZE: Size = { w: 200, h: 200 };

/** A shape of the usual size around `center`. */
export function usualShape(
  kind: Kind,
  size: Size,
  color: NewShape["color"],
  center: Point,
): NewShape {
  return {
    kind,
    at: { x: round(center.x - size.w / 2), y: round(center.y - size.h / 2) },
    size,
    color,
  };
}
