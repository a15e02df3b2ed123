import type { Shape } from "../board/shape.ts";

type Framed = Pick<Shape, "kind" | "size">;

/** Board units free around the text of a shape: a small one cannot spare as many, an ellipse has none in its corners. */
export function textPadding({ kind, size }: Framed): number {
  const side = Math.min(size.w, size.h);
  const inEllipse = kind === "ellipse" ? 0.146 * side : 0;
  return Math.round(Math.max(2, inEllipse, Math.min(14, side / 8)));
}

/** A size in board units at which `text` is likely to fit into a shape: big for a word, small for a paragraph. */
export function textSize(text: string, shape: Framed): number {
  const lines = text.split("\n");
  const padding = 2 * textPadding(shape);
  const area = Math.max(1, (shape.size.w - padding) * (shape.size.h - padding));
  const letters = Math.max(
    1,
    lines.reduce((sum, line) => sum + Math.max(line.length, 12), 0),
  );
  // A letter takes about 0.6 of its size across and 1.35 down.
  const filling = Math.sqrt(area / (letters * 0.6 * 1.35)) * 0.86;
  return Math.round(Math.max(11, Math.min(22, filling)));
}
