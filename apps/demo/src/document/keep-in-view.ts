import type Quill from "quill/core.js";

/** Keeps the line being written between the bars, which lie over what scrolls: Quill only keeps it on the screen. Returns what ends it. */
export function keepInView(quill: Quill, scroller: HTMLElement): () => void {
  let frame = 0;
  function look(): void {
    frame = 0;
    const range = quill.hasFocus() ? quill.getSelection() : null;
    const caret = range && quill.getBounds(range.index + range.length);
    if (!caret) return;
    const { top } = quill.container.getBoundingClientRect();
    const seen = scroller.getBoundingClientRect();
    const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(scroller);
    const below = top + caret.bottom - (seen.bottom - parseFloat(scrollPaddingBottom));
    const above = seen.top + parseFloat(scrollPaddingTop) - (top + caret.top);
    if (below > 0) scroller.scrollTop += below;
    else if (above > 0) scroller.scrollTop -= above;
  }
  // Once Quill has scrolled by itself.
  function changed(_kind: unknown, _now: unknown, _before: unknown, source: unknown): void {
    if (source === "user") frame ||= requestAnimationFrame(look);
  }
  quill.on("editor-change", changed);
  return () => {
    quill.off("editor-change", changed);
    cancelAnimationFrame(frame);
  };
}
