import { distance, snapAngle } from "../geometry.ts";
import type { Point } from "../geometry.ts";
import { boxArrow } from "../path.ts";
import type { NewShape } from "../shape.ts";
import { CLICK_SLOP } from "./tool.ts";
import type { Pointer, Tool } from "./tool.ts";

/** Draws an arrow from where the pointer was pressed; shift keeps it to multiples of 15°. */
export const arrow: Tool = {
  name: "arrow",
  cursor: "crosshair",
  press(editor, start) {
    const color = editor.colorFor("arrow");
    const making = editor.create();
    let drawn = false;

    function shape(to: Point): NewShape {
      const line = boxArrow(start, to);
      return { kind: "arrow", color, at: line.at, size: line.size, points: [...line.points] };
    }

    function show(pointer: Pointer): void {
      drawn ||= distance(start.screen, pointer.screen) > CLICK_SLOP;
      if (drawn) making.show(shape(pointer.shift ? snapAngle(start, pointer) : pointer));
    }

    return {
      move: (pointers) => show(pointers.at(-1) ?? start),
      end(pointer) {
        show(pointer);
        if (!drawn) making.show(shape({ x: start.x + 160, y: start.y }));
        editor.finish(making.commit());
      },
      cancel: () => making.cancel(),
    };
  },
};
