import type { Size } from "../lib/geometry.ts";
import type { ShownShape } from "./shape.ts";

type Framed = Pick<ShownShape, "kind" | "size" | "stored">;

/** Board units left free on each side of a text. */
interface Inset {
  /** Left and right. */
  readonly x: number;
  /** Above and below. */
  readonly y: number;
}

/** The part of an ellipse's width, and of its height, beyond the largest rectangle in it, on each side. */
const BESIDE_ELLIPSE = (1 - Math.SQRT1_2) / 2;

/** What is free around the text of a shape: a small one cannot spare as much, an ellipse has none in its corners. */
export function textInset({ kind, size, stored = size }: Framed): Inset {
  const plain = plainInset(stored);
  if (kind !== "ellipse") return { x: plain, y: plain };
  return {
    x: Math.max(plain, Math.round(BESIDE_ELLIPSE * size.w)),
    y: Math.max(plain, Math.round(BESIDE_ELLIPSE * size.h)),
  };
}

/** How high a shape has to be for a text of this height. */
export function heightAround({ kind, size, stored = size }: Framed, textHeight: number): number {
  const plain = textHeight + 2 * plainInset(stored);
  if (kind !== "ellipse") return Math.ceil(plain);
  // A unit more, as the inset is rounded.
  return Math.ceil(Math.max(plain, textHeight / (1 - 2 * BESIDE_ELLIPSE) + 1));
}

/**
 * A size in board units at which `text` is likely to fit into a shape: big for a word, small for a paragraph. It goes by the
 * stored size, so that it stays while the shape grows, and a high shape has no larger letters than a square one.
 */
export function textSize(text: string, { kind, size, stored = size }: Framed): number {
  const lines = text.split("\n");
  const { x, y } = textInset({ kind, size: stored });
  const height = Math.min(stored.h - 2 * y, stored.w - 2 * x);
  const area = Math.max(1, (stored.w - 2 * x) * height);
  const letters = Math.max(
    1,
    lines.reduce((sum, line) => sum + Math.max(line.length, 12), 0),
  );
  // A letter takes about 0.6 of its size across and 1.35 down.
  const filling = Math.sqrt(area / (letters * 0.6 * LINE_HEIGHT)) * 0.86;
  return Math.round(Math.max(11, Math.min(22, filling)));
}

/** The height of a line, as a multiple of the size of its letters. */
export const LINE_HEIGHT = 1.35;

function plainInset({ w, h }: Size): number {
  return Math.round(Math.max(2, Math.min(14, Math.min(w, h) / 8)));
}
