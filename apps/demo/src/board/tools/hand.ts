import { pan } from "../camera.ts";
import { orScroll } from "./read.ts";
import type { Tool } from "./tool.ts";

/** Moves the view, or reads on in a long text under a finger, and changes nothing. */
export const hand: Tool = {
  name: "hand",
  cursor: "grab",
  press(editor, start) {
    const before = editor.camera.get();
    return orScroll(editor, start, {
      move(pointers) {
        const { screen } = pointers.at(-1) ?? start;
        editor.camera.set(pan(before, start.screen.x - screen.x, start.screen.y - screen.y));
      },
      end: () => {},
      stop: () => {},
      cancel: () => editor.camera.set(before),
    });
  },
};
