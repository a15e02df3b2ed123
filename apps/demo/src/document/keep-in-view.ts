import type Quill from "quill/core.js";
import { seenOf, writtenLine } from "./on-screen.ts";

/** Keeps the line being written between the bars, which lie over what scrolls: Quill only keeps it on the screen. Returns what ends it. */
export function keepInView(quill: Quill, scroller: HTMLElement): () => void {
  let frame = 0;
  function look(): void {
    frame = 0;
    const line = writtenLine(quill);
    if (!line) return;
    const seen = seenOf(scroller);
    const below = line.bottom - seen.bottom;
    const above = seen.top - line.top;
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
