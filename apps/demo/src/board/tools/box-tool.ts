import { boxBetween, round, squareTo } from "../../lib/geometry.ts";
import type { Point, Size } from "../../lib/geometry.ts";
import type { Kind, NewShape } from "../shape.ts";
import { usualShape } from "../usual-shape.ts";
import { drawOut } from "./draw-out.ts";
import type { Tool } from "./tool.ts";

/** A tool that draws a shape from corner to corner; a click makes one of `usual` size around the pointer. */
export function boxTool(kind: Kind & ("rectangle" | "ellipse" | "note"), usual: Size): Tool {
  return {
    name: kind,
    cursor: "crosshair",
    press(editor, start) {
      const color = editor.colorFor(kind);

      function shape(from: Point, to: Point): NewShape {
        const box = boxBetween(from, to);
        return {
          kind,
          at: { x: round(box.x), y: round(box.y) },
          size: { w: round(box.w), h: round(box.h) },
          color,
        };
      }

      return drawOut(
        editor,
        start,
        (pointer) => shape(start, pointer.shift ? squareTo(start, pointer) : pointer),
        () => usualShape(kind, usual, color, start),
      );
    },
  };
}
