import { isDrag } from "../drag.ts";
import type { Drag, Pointer } from "../drag.ts";
import type { Editor } from "../editor.ts";
import { shapeAt } from "../hit-test.ts";
import { holdsText } from "../shape.ts";

/**
 * A finger that begins on a text longer than its shape scrolls it, where it moves up or down and there is more that way.
 * Everything else is left to `drag`, all pointers too.
 */
export function orScroll(editor: Editor, start: Pointer, drag: Drag): Drag {
  const shape = start.touch ? shapeAt(editor.shapes(), start, 0) : undefined;
  if (!shape || !holdsText(shape.kind)) return drag;
  const { id } = shape;
  /** Undefined until the finger has moved so far that it shows. */
  let scrolls: boolean | undefined;
  let last = start.screen;

  function scrollTo({ screen }: Pointer): boolean {
    const by = (last.y - screen.y) / editor.camera.get().zoom;
    last = screen;
    return editor.scrollText.get()(id, by);
  }

  return {
    move(pointers) {
      const pointer = pointers.at(-1) ?? start;
      if (scrolls === undefined && isDrag(start, pointer)) {
        const { x, y } = start.screen;
        const isUpright = Math.abs(pointer.screen.y - y) > Math.abs(pointer.screen.x - x);
        scrolls = isUpright && scrollTo(pointer);
      } else if (scrolls) scrollTo(pointer);
      if (scrolls === false) drag.move(pointers);
    },
    end(pointer) {
      if (scrolls) drag.stop();
      else drag.end(pointer);
    },
    stop: () => drag.stop(),
    cancel: () => drag.cancel(),
  };
}
