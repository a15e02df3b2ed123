import type { TextValue } from "@alongside/core";
import { holdsText } from "./shape.ts";
import type { Shape, ShownShape } from "./shape.ts";
import { heightAround, LINE_HEIGHT, textInset, textSize } from "./text-size.ts";

/** Returns how high a text is in lines of this width, with letters of this size; all in board units. */
export type MeasureText = (text: string, letters: number, width: number) => number;

/** A shape grows to at most so many times its stored height; a longer text is scrolled. */
const MOST = 3;

/** No letter is wider than so many times its size. */
const WIDEST_LETTER = 1.4;

interface Measured {
  readonly letters: number;
  readonly width: number;
  readonly height: number;
}

/** Shapes as they are shown: as high as their texts need them. Nothing of it is stored. */
export class Growth {
  readonly #measure: MeasureText;
  readonly #shapes = new WeakMap<Shape, ShownShape>();
  readonly #lists = new WeakMap<readonly Shape[], readonly ShownShape[]>();
  /** A shape that is moved keeps its text: it is measured once. */
  readonly #heights = new WeakMap<TextValue, Measured>();

  constructor(measure: MeasureText) {
    this.#measure = measure;
  }

  /** The same for the same shapes; `shapes` itself where none has grown. */
  shown(shapes: readonly Shape[]): readonly ShownShape[] {
    const known = this.#lists.get(shapes);
    if (known) return known;
    const all = shapes.map((shape) => this.#shown(shape));
    const shown = all.every((shape, i) => shape === shapes[i]) ? shapes : all;
    this.#lists.set(shapes, shown);
    return shown;
  }

  #shown(shape: Shape): ShownShape {
    if (!holdsText(shape.kind)) return shape;
    const known = this.#shapes.get(shape);
    if (known) return known;
    const h = this.#heightOf(shape);
    const { size } = shape;
    const shown = h > size.h ? { ...shape, size: { w: size.w, h }, stored: size } : shape;
    this.#shapes.set(shape, shown);
    return shown;
  }

  #heightOf(shape: Shape): number {
    const { size } = shape;
    const text = shape.text.toString();
    if (text === "") return size.h;
    const letters = textSize(text, shape);
    const { x, y } = textInset(shape);
    const width = Math.max(letters, size.w - 2 * x);
    if (mostHeight(text, letters, width) <= size.h - 2 * y) return size.h;
    const height = this.#measured(shape.text, text, letters, width);
    return Math.min(Math.max(size.h, heightAround(shape, height)), MOST * size.h);
  }

  #measured(of: TextValue, text: string, letters: number, width: number): number {
    const known = this.#heights.get(of);
    if (known?.letters === letters && known.width === width) return known.height;
    const height = this.#measure(text, letters, width);
    this.#heights.set(of, { letters, width, height });
    return height;
  }
}

/** A height that no text of this length goes beyond: each line but the last of a paragraph is at least half full. */
function mostHeight(text: string, letters: number, width: number): number {
  const paragraphs = text.split("\n").length;
  const full = (text.length * WIDEST_LETTER * letters) / width;
  return (paragraphs + 2 * full) * letters * LINE_HEIGHT;
}
