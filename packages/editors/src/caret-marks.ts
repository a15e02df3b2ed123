import type { DrawnCaret } from "./carets.ts";

/** For how long a caret that rests still shows its person's name. */
const REST_MS = 2_000;

/**
 * How the others' carets look. Any rule of the app's own for these classes counts more; `--alongside-color` is the person's
 * colour. A name fades once its caret has rested.
 */
const CSS = `:where(.alongside-carets,.alongside-carets div){position:absolute;pointer-events:none}
:where(.alongside-selection){background-color:var(--alongside-color);opacity:.22}
:where(.alongside-caret){margin-left:-1px;border-left:2px solid var(--alongside-color)}
:where(.alongside-flag){left:-2px;bottom:100%;padding:2px 5px;border-radius:4px;background-color:var(--alongside-color);color:#fff;font:600 11px system-ui;white-space:nowrap;animation:.3s both alongside-fade}
@keyframes alongside-fade{to{opacity:0}}
@media(prefers-reduced-motion){:where(.alongside-flag){animation-timing-function:step-end}}`;

/** A rectangle in pixels of the screen, from the corner of what it is drawn on. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width?: number | null;
  readonly height: number;
}

/** With less room above its line, a name hangs below it. */
const FLAG_HEIGHT = 20;

/** Draws a caret, on what is scaled by so much: a line with the person's name at it, which fades when the caret has not been moved for a while. */
export function caretMark({ user, movedAt }: DrawnCaret, place: Place, scale: number): HTMLElement {
  const caret = mark("caret", user.color, place, scale);
  caret.style.width = "0";
  const flag = caret.appendChild(document.createElement("div"));
  flag.className = "alongside-flag";
  flag.textContent = user.name;
  if (place.top < FLAG_HEIGHT) flag.style.inset = "100% auto auto -2px";
  // However often it is drawn meanwhile, it fades at the same time.
  flag.style.animationDelay = `${movedAt + REST_MS - performance.now()}ms`;
  return caret;
}

/** Draws a rectangle of somebody's selection. */
export function selectionMark({ user }: DrawnCaret, place: Place, scale: number): HTMLElement {
  return mark("selection", user.color, place, scale);
}

function mark(kind: string, color: string, place: Place, scale: number): HTMLElement {
  const element = document.createElement("div");
  element.className = `alongside-${kind}`;
  element.style.setProperty("--alongside-color", color);
  for (const side of ["left", "top", "width", "height"] as const)
    element.style[side] = `${(place[side] as number) / scale}px`;
  return element;
}

/** Documents and shadow roots that know how carets look. */
const styled = new WeakSet<Node>();

/** Tells the document or shadow root of `element`, which is in the page, how carets look. */
export function addCaretStyle(element: Element): void {
  const root = element.getRootNode() as Document | ShadowRoot;
  if (styled.has(root)) return;
  styled.add(root);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets.push(sheet);
}
