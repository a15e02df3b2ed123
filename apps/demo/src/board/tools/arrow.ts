import { snapAngle } from "../../lib/geometry.ts";
import type { Point } from "../../lib/geometry.ts";
import { boxArrow } from "../path.ts";
import type { NewShape } from "../shape.ts";
import { drawOut } from "./draw-out.ts";
import type { Tool } from "./tool.ts";

/** Draws an arrow from where the pointer was pressed; shift keeps it to multiples of 15°. */
export const arrow: Tool = {
  name: "arrow",
  cursor: "crosshair",
  press(editor, start) {
    const color = editor.colorFor("arrow");

    function shape(to: Point): NewShape {
      const line = boxArrow(start, to);
      return { kind: "arrow", color, at: line.at, size: line.size, points: [...line.points] };
    }

    return drawOut(
      editor,
      start,
      (pointer) => shape(pointer.shift ? snapAngle(start, pointer) : pointer),
      () => shape({ x: start.x + 160, y: start.y }),
    );
  },
};
