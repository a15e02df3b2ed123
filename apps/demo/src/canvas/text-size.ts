import type { Size } from "../board/geometry.ts";

/** Board units free around the text of a shape; a small one cannot spare as many. */
export function textPadding(box: Size): number {
  return Math.round(Math.max(2, Math.min(14, Math.min(box.w, box.h) / 8)));
}

/** A size in board units at which `text` is likely to fit into a box: big for a word, small for a paragraph. */
export function textSize(text: string, box: Size): number {
  const lines = text.split("\n");
  const padding = 2 * textPadding(box);
  const area = Math.max(1, (box.w - padding) * (box.h - padding));
  const letters = Math.max(
    1,
    lines.reduce((sum, line) => sum + Math.max(line.length, 12), 0),
  );
  // A letter takes about 0.6 of its size across and 1.35 down.
  const filling = Math.sqrt(area / (letters * 0.6 * 1.35)) * 0.86;
  return Math.round(Math.max(11, Math.min(22, filling)));
}
