import { addCaretStyle, caretMark, part, selectionMark } from "./caret-marks.ts";
import type { DrawnCaret } from "./carets.ts";

/** Finds where a stretch of an editor's text is on the screen, or the place where it is empty: rectangles in the viewport. */
export type Ruler = (from: number, to: number, layer: HTMLElement) => readonly DOMRect[];

/** What draws the others' carets over an editor. */
interface CaretOverlay {
  readonly draw: (carets: readonly DrawnCaret[]) => void;
  /** Draws them anew in the next frame: what they are in may be elsewhere on the screen. */
  readonly redraw: () => void;
  /** Takes all of it out of the page. */
  readonly remove: () => void;
}

/** Draws carets in a layer right behind `editor` in the page, which lies over it and lets clicks through; at most once a frame. */
export function caretOverlay(editor: HTMLElement, ruler: Ruler): CaretOverlay {
  const layer = part("carets");
  layer.inert = true;
  const { style } = layer;
  style.overflow = "hidden";
  let carets: readonly DrawnCaret[] = [];
  let frame = 0;
  const resizes = new ResizeObserver(redraw);
  resizes.observe(editor);

  function redraw(): void {
    frame ||= requestAnimationFrame(paint);
  }

  function paint(): void {
    frame = 0;
    layer.replaceChildren();
    if (carets.length === 0) return layer.remove();
    if (!layer.isConnected) editor.after(layer);
    addCaretStyle(layer);
    const over = editor.getBoundingClientRect();
    // What contains both may be scaled. Layout rounds the width it tells: that is half a pixel off at most.
    const scale = over.width / editor.offsetWidth;
    style.width = `${editor.offsetWidth}px`;
    style.height = `${editor.offsetHeight}px`;
    // Wherever what contains both is, the one lies over the other.
    for (const side of ["left", "top"] as const) {
      style[side] = "0";
      style[side] = `${(over[side] - layer.getBoundingClientRect()[side]) / scale}px`;
    }
    // All are measured before one is put in, or each would have the page laid out anew.
    const marks = carets.flatMap((caret) => {
      const { anchor, head } = caret;
      const draw = (mark: typeof caretMark, from: number, to: number): HTMLElement[] =>
        ruler(from, to, layer).map(({ left, top, width, height }) =>
          mark(
            caret,
            { left: left - over.left, top: top - over.top, width, height },
            scale,
            over.right - left,
          ),
        );
      const selection =
        anchor === head ? [] : draw(selectionMark, Math.min(anchor, head), Math.max(anchor, head));
      return [...selection, ...draw(caretMark, head, head)];
    });
    layer.append(...marks);
  }

  return {
    draw(given) {
      carets = given;
      redraw();
    },
    redraw,
    remove() {
      resizes.disconnect();
      cancelAnimationFrame(frame);
      layer.remove();
    },
  };
}
