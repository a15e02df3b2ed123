import { boxBetween, distance, round, squareTo } from "../geometry.ts";
import type { Point, Size } from "../geometry.ts";
import type { Kind, NewShape } from "../shape.ts";
import { CLICK_SLOP } from "./tool.ts";
import type { Pointer, Tool } from "./tool.ts";

/** A tool that draws a shape from corner to corner; a click makes one of `usual` size around the pointer. */
export function boxTool(kind: Kind & ("rectangle" | "ellipse" | "note"), usual: Size): Tool {
  return {
    name: kind,
    cursor: "crosshair",
    press(editor, start) {
      const color = editor.colorFor(kind);
      const making = editor.create();
      let drawn = false;

      function shape(from: Point, to: Point): NewShape {
        const box = boxBetween(from, to);
        return {
          kind,
          at: { x: round(box.x), y: round(box.y) },
          size: { w: round(box.w), h: round(box.h) },
          color,
        };
      }

      function show(pointer: Pointer): void {
        drawn ||= distance(start.screen, pointer.screen) > CLICK_SLOP;
        if (drawn) making.show(shape(start, pointer.shift ? squareTo(start, pointer) : pointer));
      }

      return {
        move: (pointers) => show(pointers.at(-1) ?? start),
        end(pointer) {
          show(pointer);
          if (!drawn) making.show(usualShape(kind, usual, color, start));
          editor.finish(making.commit());
        },
        cancel: () => making.cancel(),
      };
    },
  };
}

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
