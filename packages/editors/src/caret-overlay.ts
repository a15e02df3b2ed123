import { caretElement, selectionElement, updateCaretElement } from "./caret-element.ts";
import { caretRules, STILL, stillRules } from "./caret-style.ts";
import type { DrawnCaret } from "./remote-carets.ts";

/** Finds where stretches of an editor's text are on the screen. */
export interface Ruler {
  /** Called before a round of measuring, with the layer that covers the editor. */
  readonly prepare: (layer: HTMLElement) => void;
  /** Rectangles of a stretch, or the one of the place where it is empty; relative to the viewport. */
  readonly rectangles: (from: number, to: number) => readonly DOMRect[];
}

/**
 * Draws the others' carets over an editor, in a layer of its own behind it in the page, which lets clicks through. It is drawn
 * at most once a frame, and only while there are carets.
 */
export class CaretOverlay {
  readonly #editor: HTMLElement;
  readonly #ruler: Ruler;
  readonly #layer: HTMLElement;
  readonly #selections: HTMLElement;
  /** By client. An element stays in the page as long as its caret, or its flag could not fade. */
  readonly #elements = new Map<string, HTMLElement>();
  readonly #resizes: ResizeObserver;
  #carets: readonly DrawnCaret[] = [];
  #frame = 0;

  constructor(editor: HTMLElement, ruler: Ruler) {
    this.#editor = editor;
    this.#ruler = ruler;
    this.#layer = editor.ownerDocument.createElement("div");
    this.#selections = this.#layer.appendChild(editor.ownerDocument.createElement("div"));
    this.#layer.className = "alongside-carets";
    this.#layer.setAttribute("aria-hidden", "true");
    Object.assign(this.#layer.style, {
      position: "absolute",
      overflow: "hidden",
      pointerEvents: "none",
      left: "0",
      top: "0",
    });
    this.#resizes = new ResizeObserver(() => this.redraw());
    this.#resizes.observe(editor);
  }

  draw(carets: readonly DrawnCaret[]): void {
    this.#carets = carets;
    this.redraw();
  }

  /** Draws the carets anew in the next frame: the text moved on the screen. */
  redraw(): void {
    if (this.#carets.length === 0 && this.#elements.size === 0) return;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  remove(): void {
    cancelAnimationFrame(this.#frame);
    this.#resizes.disconnect();
    this.#layer.remove();
  }

  #paint(): void {
    if (this.#carets.length === 0) {
      for (const element of this.#elements.values()) element.remove();
      this.#elements.clear();
      this.#layer.remove();
      return;
    }
    if (!this.#layer.isConnected) {
      this.#editor.after(this.#layer);
      addStyle(this.#layer.getRootNode() as Document | ShadowRoot);
    }
    const origin = this.#cover();
    this.#ruler.prepare(this.#layer);
    const selections: HTMLElement[] = [];
    const gone = new Set(this.#elements.keys());
    for (const caret of this.#carets) {
      const { anchor, head, client } = caret;
      if (anchor !== head)
        for (const { x, y, width, height } of this.#ruler.rectangles(
          Math.min(anchor, head),
          Math.max(anchor, head),
        )) {
          const place = { left: x - origin.x, top: y - origin.y, width, height };
          selections.push(selectionElement(caret.user.color, place));
        }
      const [at] = this.#ruler.rectangles(head, head);
      if (at === undefined) continue;
      const place = { left: at.x - origin.x, top: at.y - origin.y, height: at.height };
      const element = this.#elements.get(client);
      if (element) updateCaretElement(element, caret, place);
      else this.#elements.set(client, this.#layer.appendChild(caretElement(caret, place)));
      gone.delete(client);
    }
    for (const client of gone) {
      this.#elements.get(client)?.remove();
      this.#elements.delete(client);
    }
    this.#selections.replaceChildren(...selections);
  }

  /** Lays the layer over the editor, wherever what contains both is. */
  #cover(): DOMRect {
    const { style } = this.#layer;
    const editor = this.#editor.getBoundingClientRect();
    const layer = this.#layer.getBoundingClientRect();
    style.left = `${parseFloat(style.left) + editor.left - layer.left}px`;
    style.top = `${parseFloat(style.top) + editor.top - layer.top}px`;
    style.width = `${editor.width}px`;
    style.height = `${editor.height}px`;
    return editor;
  }
}

/** Adds how carets look to a document, once, so that any rule of the app's own counts more. */
function addStyle(root: Document | ShadowRoot): void {
  if (styled.has(root)) return;
  styled.add(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${css(caretRules)}${STILL}{${css(stillRules)}}`);
  root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
}

const styled = new WeakSet<Document | ShadowRoot>();

function css(rules: typeof caretRules): string {
  return Object.entries(rules)
    .map(([selector, style]) => `:where(${selector}){${declarations(style)}}`)
    .join("");
}

function declarations(style: Readonly<Record<string, string>>): string {
  return Object.entries(style)
    .map(([name, value]) => `${name.replaceAll(/[A-Z]/g, "-$&").toLowerCase()}:${value};`)
    .join("");
}
