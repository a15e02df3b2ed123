import type { Ruler } from "./caret-overlay.ts";

/** What decides where the letters of a text control are. */
const COPIED = [
  "direction",
  "font",
  "fontFeatureSettings",
  "fontKerning",
  "letterSpacing",
  "lineHeight",
  "overflowWrap",
  "tabSize",
  "textAlign",
  "textIndent",
  "textTransform",
  "whiteSpaceCollapse",
  "wordBreak",
  "wordSpacing",
  "writingMode",
] as const;

/** Measures a text control, which tells nothing of its letters, by an unseen element of the same look with the same text. */
export class TextareaMirror implements Ruler {
  readonly #element: HTMLTextAreaElement | HTMLInputElement;
  readonly #mirror: HTMLElement;
  readonly #text: Text;

  constructor(element: HTMLTextAreaElement | HTMLInputElement) {
    this.#element = element;
    this.#mirror = element.ownerDocument.createElement("div");
    this.#text = element.ownerDocument.createTextNode("");
    this.#mirror.append(this.#text);
  }

  prepare(layer: HTMLElement): void {
    const element = this.#element;
    const isLine = element.localName === "input";
    const look = getComputedStyle(element);
    const { style } = this.#mirror;
    for (const name of COPIED) style[name] = look[name];
    const left = parseFloat(look.paddingLeft);
    const top = parseFloat(look.paddingTop);
    const width = element.clientWidth - left - parseFloat(look.paddingRight);
    Object.assign(style, {
      position: "absolute",
      visibility: "hidden",
      whiteSpace: isLine ? "pre" : look.whiteSpace,
      width: `${width}px`,
      left: `${element.clientLeft + left - element.scrollLeft}px`,
      top: `${element.clientTop + top - element.scrollTop}px`,
    });
    // Something stands at the end too, so that the place there can be measured.
    const text = `${element.value}\u200B`;
    if (this.#text.data !== text) this.#text.data = text;
    if (this.#mirror.parentNode !== layer) layer.append(this.#mirror);
    if (isLine) style.top = `${(element.offsetHeight - this.#mirror.offsetHeight) / 2}px`;
  }

  rectangles(from: number, to: number): readonly DOMRect[] {
    const range = this.#element.ownerDocument.createRange();
    const end = this.#text.length - 1;
    range.setStart(this.#text, Math.min(from, end));
    range.setEnd(this.#text, Math.min(Math.max(to, from + 1), end + 1));
    return [...range.getClientRects()];
  }
}
