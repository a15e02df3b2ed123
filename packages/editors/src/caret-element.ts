import type { DrawnCaret } from "./remote-carets.ts";

/** How high a flag is, about: with less room above its line it hangs below. */
const FLAG_HEIGHT = 20;

/** Where the caret is, in pixels from the corner of what it is drawn on. */
export interface CaretPlace {
  readonly left: number;
  readonly top: number;
  readonly height: number;
}

/** A caret's element: a line with the person's name above it. */
export function caretElement(caret: DrawnCaret, place: CaretPlace): HTMLElement {
  const element = document.createElement("div");
  const flag = document.createElement("div");
  flag.className = "alongside-flag";
  element.append(flag);
  updateCaretElement(element, caret, place);
  return element;
}

/** Makes the element of one caret that of another, or of the same one elsewhere. */
export function updateCaretElement(
  element: HTMLElement,
  { user, isResting }: DrawnCaret,
  { left, top, height }: CaretPlace,
): void {
  element.className = `alongside-caret${isResting ? " alongside-resting" : ""}${top < FLAG_HEIGHT ? " alongside-below" : ""}`;
  lay(element, user.color, left, top, height);
  const flag = element.firstChild;
  if (flag !== null && flag.textContent !== user.name) flag.textContent = user.name;
}

/** A rectangle of a selection. */
export function selectionElement(
  color: string,
  { left, top, width, height }: CaretPlace & { readonly width: number },
): HTMLElement {
  const element = document.createElement("div");
  element.className = "alongside-selection";
  lay(element, color, left, top, height);
  element.style.width = `${width}px`;
  return element;
}

function lay(element: HTMLElement, color: string, left: number, top: number, height: number): void {
  element.style.setProperty("--alongside-color", color);
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
  element.style.height = `${height}px`;
}
