import type Quill from "quill";
import type { Ruler } from "./caret-overlay.ts";

/** Measures where stretches of Quill's contents are on the screen. */
export function quillRuler(quill: Quill): Ruler {
  return (from, to) => {
    const start = boundary(quill, from);
    const end = boundary(quill, to);
    if (start && end) {
      const range = new Range();
      range.setStart(...start);
      range.setEnd(...end);
      const rectangles = [...range.getClientRects()];
      if (from < to) return withoutBlocks(rectangles);
      // Where a line is broken, a caret is at the beginning of the next.
      if (rectangles.length > 0) return rectangles.slice(-1);
    }
    // An empty line has no text to be measured.
    const at = quill.getBounds(from);
    const { x, y } = quill.container.getBoundingClientRect();
    return at === null ? [] : [new DOMRect(at.left + x, at.top + y, 0, at.height)];
  };
}

function boundary(quill: Quill, index: number): [Node, number] | undefined {
  const [leaf, offset] = quill.getLeaf(Math.min(index, quill.getLength() - 1));
  return leaf?.position(offset, true);
}

/** A whole line's block is told before the text in it, which is what is drawn. */
function withoutBlocks(rectangles: readonly DOMRect[]): readonly DOMRect[] {
  return rectangles.filter((rectangle, i) => {
    const next = rectangles[i + 1];
    return !(
      next &&
      next.left >= rectangle.left &&
      next.right <= rectangle.right &&
      next.top >= rectangle.top &&
      next.bottom <= rectangle.bottom
    );
  });
}
