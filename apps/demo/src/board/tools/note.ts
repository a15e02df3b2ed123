import { isDrag } from "../drag.ts";
import { round } from "../../lib/geometry.ts";
import { NOTE_SIZE, usualShape } from "../usual-shape.ts";
import type { Tool } from "./tool.ts";

/** Puts a note under the pointer at once; it follows until the pointer is let go, then takes text. */
export const note: Tool = {
  name: "note",
  cursor: "crosshair",
  press(editor, start) {
    const making = editor.create();
    const shape = usualShape("note", NOTE_SIZE, editor.colorFor("note"), start);
    making.show(shape);
    let drawn = false;
    return {
      move(pointers) {
        const pointer = pointers.at(-1) ?? start;
        drawn ||= isDrag(start, pointer);
        if (!drawn) return;
        const x = round(pointer.x - NOTE_SIZE.w / 2);
        making.show({ ...shape, at: { x, y: round(pointer.y - NOTE_SIZE.h / 2) } });
      },
      end() {
        const id = making.commit();
        editor.finish(id);
        if (id) editor.editing.set(id);
      },
      stop() {
        if (drawn) editor.finish(making.commit());
        else making.cancel();
      },
      cancel: () => making.cancel(),
    };
  },
};
