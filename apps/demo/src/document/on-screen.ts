import type Quill from "quill/core.js";
import type { Stretch } from "./place-card.ts";

/** The line of text at a place of the document, or the lines from there on, on the screen: `left` is the place itself. */
export function linesAt(
  quill: Quill,
  at: number,
  length = 0,
): (Stretch & { readonly left: number }) | undefined {
  const bounds = quill.getBounds(at, length);
  if (!bounds) return undefined;
  const { left, top } = quill.container.getBoundingClientRect();
  return { left: left + bounds.left, top: top + bounds.top, bottom: top + bounds.bottom };
}

/** The line being written, on the screen, where one is. */
export function writtenLine(quill: Quill): Stretch | undefined {
  const range = quill.hasFocus() ? quill.getSelection() : null;
  return range ? linesAt(quill, range.index + range.length) : undefined;
}

/** Brings the line at a place of the document into view. */
export function revealAt(quill: Quill, at: number): boolean {
  const [line] = quill.getLine(at);
  if (!(line?.domNode instanceof HTMLElement)) return false;
  line.domNode.scrollIntoView({ block: "center", behavior: "smooth" });
  return true;
}

/** What of a scroller is beside the bars that lie over it. */
export function seenOf(scroller: HTMLElement): Stretch {
  const { top, bottom } = scroller.getBoundingClientRect();
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(scroller);
  return {
    top: top + parseFloat(scrollPaddingTop),
    bottom: bottom - parseFloat(scrollPaddingBottom),
  };
}
