import type { Ruler } from "./caret-overlay.ts";

/** Measures a text control, which tells nothing of its letters, by an unseen element of the same look with the same text. */
export function textareaRuler(
  element: HTMLTextAreaElement | HTMLInputElement,
  isLine: boolean,
): Ruler {
  const mirror = document.createElement("div");
  const text = mirror.appendChild(new Text());

  function prepare(layer: HTMLElement): void {
    const look = getComputedStyle(element);
    const { style } = mirror;
    // What decides where the letters are.
    for (const name of look)
      if (/^(direction|font|letter|line-h|overflow-w|tab|text-[ait]|unicode|word)/.test(name))
        style.setProperty(name, look.getPropertyValue(name));
    const left = parseFloat(look.paddingLeft);
    style.visibility = "hidden";
    style.whiteSpace = isLine ? "pre" : look.whiteSpace;
    style.width = `${element.clientWidth - left - parseFloat(look.paddingRight)}px`;
    style.left = `${element.clientLeft + left - element.scrollLeft}px`;
    // Something stands at the end too, so that the place there can be measured.
    text.data = `${element.value}\u200B`;
    layer.append(mirror);
    const top = isLine
      ? (element.offsetHeight - mirror.offsetHeight) / 2
      : element.clientTop + parseFloat(look.paddingTop) - element.scrollTop;
    style.top = `${top}px`;
  }

  return (from, to, layer) => {
    if (!mirror.isConnected) prepare(layer);
    const range = new Range();
    const last = text.length - 1;
    range.setStart(text, Math.min(from, last));
    range.setEnd(text, Math.min(Math.max(to, from + 1), last + 1));
    const rectangles = [...range.getClientRects()];
    if (from < to) return rectangles;
    // Of the letter after the caret, where WebKit tells of the end of the line before, too.
    const letters = rectangles.slice(-1);
    for (const letter of letters)
      if (/[\u0590-\u08ff]/.test(text.data[from] ?? "")) letter.x += letter.width;
    return letters;
  };
}
