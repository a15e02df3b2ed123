import { addCaretStyle, caretMark, selectionMark } from "./caret-marks.ts";
import type { DrawnCaret } from "./carets.ts";

/** Finds where a stretch of an editor's text is on the screen, or the place where it is empty: rectangles in the viewport. */
export type Ruler = (from: number, to: number, layer: HTMLElement) => readonly DOMRect[];

/**
 * Draws the others' carets over an editor, in a layer right behind it in the page that lets clicks through; at most once a frame.
 */
export class CaretOverlay {
  readonly #editor: HTMLElement;
  readonly #ruler: Ruler;
  readonly #layer: HTMLElement;
  readonly #resizes: ResizeObserver;
  #carets: readonly DrawnCaret[] = [];
  #frame = 0;

  constructor(editor: HTMLElement, ruler: Ruler) {
    this.#editor = editor;
    this.#ruler = ruler;
    this.#layer = document.createElement("div");
    this.#layer.className = "alongside-carets";
    this.#layer.ariaHidden = "true";
    this.#layer.style.overflow = "hidden";
    this.#resizes = new ResizeObserver(() => this.redraw());
    this.#resizes.observe(editor);
  }

  draw(carets: readonly DrawnCaret[]): void {
    this.#carets = carets;
    this.redraw();
  }

  /** Draws the carets anew in the next frame: what they are in may be elsewhere on the screen. */
  redraw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  /** Takes all of it out of the page. */
  remove(): void {
    this.#resizes.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#layer.remove();
  }

  #paint(): void {
    const layer = this.#layer;
    layer.replaceChildren();
    if (this.#carets.length === 0) {
      layer.remove();
      return;
    }
    if (!layer.isConnected) {
      this.#editor.after(layer);
      addCaretStyle(layer);
    }
    const editor = this.#editor.getBoundingClientRect();
    // What contains both may be scaled. Layout rounds the width it tells: that is half a pixel off at most.
    const scale = editor.width / this.#editor.offsetWidth;
    const { style } = layer;
    style.width = `${this.#editor.offsetWidth}px`;
    style.height = `${this.#editor.offsetHeight}px`;
    // Wherever what contains both is, the one lies over the other.
    for (const side of ["left", "top"] as const) {
      style[side] = "0";
      style[side] = `${(editor[side] - layer.getBoundingClientRect()[side]) / scale}px`;
    }
    const draw = (caret: DrawnCaret, mark: typeof caretMark, from: number, to: number): void => {
      for (const { left, top, width, height } of this.#ruler(from, to, layer))
        layer.append(
          mark(caret, {
            left: (left - editor.left) / scale,
            top: (top - editor.top) / scale,
            width: width / scale,
            height: height / scale,
          }),
        );
    };
    for (const caret of this.#carets) {
      const { anchor, head } = caret;
      if (anchor !== head)
        draw(caret, selectionMark, Math.min(anchor, head), Math.max(anchor, head));
      draw(caret, caretMark, head, head);
    }
  }
}
