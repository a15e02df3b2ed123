import { presenceCursor, type PresenceCursorOptions } from "@alongside/ui";
import { usePart } from "./use-part.ts";

/** Somebody's pointer, at a place in the nearest positioned element, in pixels. For one; a room's are moved by `Cursors`. */
export function PresenceCursor(
  props: PresenceCursorOptions & { readonly x: number; readonly y: number },
) {
  return <span ref={usePart(placedCursor, props)} style={{ display: "contents" }} aria-hidden />;
}

type Placed = PresenceCursorOptions & { readonly x: number; readonly y: number };

function placedCursor(element: HTMLElement, options: Placed) {
  const cursor = presenceCursor(element, options);
  cursor.move(options.x, options.y);
  let at = options;
  return {
    update(next: Placed) {
      const { user, state, isTyping } = next;
      cursor.update({ user, state, isTyping });
      if (next.x !== at.x || next.y !== at.y) cursor.move(next.x, next.y);
      at = next;
    },
    destroy: cursor.destroy,
  };
}
