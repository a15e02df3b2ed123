import type { Readable } from "@alongside/client";
import type { ThreadRange } from "@alongside/client/feeds";
import type Quill from "quill/core.js";

/** The name of the highlight, for the style sheet. */
const NAME = "commented";

/**
 * Shows in Quill what is commented on, over the letters and without a change of its elements; a click there opens the thread. Returns what ends it. A
 * browser without highlights shows none: the list of comments has all of them.
 */
export function showMarks(
  quill: Quill,
  ranges: Readable<readonly ThreadRange[]>,
  onOpen: (thread: string) => void,
): () => void {
  const highlights = "highlights" in CSS ? CSS.highlights : undefined;
  let frame = 0;
  const draw = (): void => {
    frame = 0;
    highlights?.set(NAME, new Highlight(...ranges.get().map((range) => rangeIn(quill, range))));
  };
  const later = (): void => void (frame ||= requestAnimationFrame(draw));
  const clicked = (): void => {
    const at = quill.getSelection();
    if (at === null || at.length > 0) return;
    const over = ranges.get().filter(({ from, to }) => from <= at.index && at.index < to);
    const [shortest] = over.toSorted((a, b) => a.to - a.from - (b.to - b.from));
    if (shortest) onOpen(shortest.id);
  };
  const stop = ranges.subscribe(later);
  quill.on("text-change", later);
  quill.root.addEventListener("click", clicked);
  later();
  return () => {
    stop();
    cancelAnimationFrame(frame);
    quill.off("text-change", later);
    quill.root.removeEventListener("click", clicked);
    highlights?.delete(NAME);
  };
}

function rangeIn(quill: Quill, { from, to }: ThreadRange): Range {
  const range = new Range();
  range.setStart(...placeIn(quill, from));
  range.setEnd(...placeIn(quill, to));
  return range;
}

/** A place of the text among the elements. */
function placeIn(quill: Quill, index: number): [node: Node, offset: number] {
  const [leaf, offset] = quill.getLeaf(index);
  const node: Node = leaf?.domNode ?? quill.root;
  return [node, node instanceof Text ? Math.min(offset, node.length) : 0];
}
