import { boxesMeet } from "../lib/geometry.ts";
import type { Box } from "../lib/geometry.ts";

/** Where somebody's caret is on the screen, and what they have marked; in pixels from the corner of the board. */
export interface CaretPlace {
  readonly caret: Box;
  readonly marked: readonly Box[];
}

/**
 * Where the caret at `head` of a shape's text is drawn on `board`, with what is marked from `anchor` on; all in UTF-16 units. Undefined
 * where the text is not drawn, or not that part of it.
 */
export function caretPlace(
  board: Element,
  id: string,
  { anchor, head }: { readonly anchor: number; readonly head: number },
): CaretPlace | undefined {
  const area = board.querySelector(`[data-shape="${CSS.escape(id)}"] .shape-text`);
  const text = area?.querySelector("span")?.firstChild;
  if (!area || !(text instanceof Text)) return undefined;
  const { x, y } = board.getBoundingClientRect();
  const boxOf = ({ left, top, width, height }: DOMRect): Box => ({
    x: left - x,
    y: top - y,
    w: width,
    h: height,
  });
  const rectangles = (from: number, to: number): readonly DOMRect[] => {
    const range = new Range();
    range.setStart(text, Math.min(from, text.length));
    range.setEnd(text, Math.min(to, text.length));
    return [...range.getClientRects()];
  };
  const seen = boxOf(area.getBoundingClientRect());
  const line = rectangles(head, head).at(-1) ?? rectangles(head - 1, head).at(-1);
  if (!line) return undefined;
  const caret = boxOf(line);
  if (!boxesMeet(seen, caret)) return undefined;
  const marked =
    anchor === head ? [] : rectangles(Math.min(anchor, head), Math.max(anchor, head)).map(boxOf);
  return { caret, marked: marked.filter((box) => boxesMeet(seen, box)) };
}
