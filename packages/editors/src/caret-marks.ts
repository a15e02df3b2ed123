import type { DrawnCaret } from "./carets.ts";

/** For how long a caret that rests still shows its person's name. */
const REST_MS = 2_000;

/**
 * How the others' carets look. Any rule of the app's own for these classes counts more; `--alongside-color` is the person's
 * colour. A name fades once its caret has rested.
 */
const CSS = `:where(.alongside-carets,.alongside-carets div){position:absolute;pointer-events:none}
:where(.alongside-selection){background:var(--alongside-color);opacity:.22}
:where(.alongside-caret){margin-left:-1px;border-left:2px solid var(--alongside-color)}
:where(.alongside-flag){right:2px;bottom:100%;padding:2px 5px;border-radius:4px;background:var(--alongside-color);color:#fff;font:600 11px system-ui;white-space:nowrap;max-width:18ch;overflow:hidden;text-overflow:ellipsis;animation:.3s both alongside-flag;@media(prefers-reduced-motion){animation-duration:0s}}
@keyframes alongside-flag{to{opacity:0}}`;

/** A rectangle in pixels of the screen, from the corner of what it is drawn on. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width?: number | null;
  readonly height: number;
}

/** With less room above its line, a name hangs below it. */
const FLAG_HEIGHT = 20;

/**
 * Draws a caret, on what is scaled by so much and goes on to the right for `room` pixels of the screen: a line with the person's
 * name at it, which fades when the caret has not been moved for a while.
 */
export function caretMark(
  { user, movedAt }: DrawnCaret,
  place: Place,
  scale: number,
  room: number,
): HTMLElement {
  const caret = mark("caret", user.color, { ...place, width: 0 }, scale);
  const flag = caret.appendChild(part("flag"));
  flag.dir = "auto";
  flag.textContent = user.name;
  if (place.top < FLAG_HEIGHT) flag.style.inset = "100% 2px auto auto";
  // Its right end is at the caret, and it goes right by as much as there is room for: by all of its length at most.
  flag.style.translate = `clamp(0px,${room / scale}px,100%)`;
  // However often it is drawn meanwhile, it fades at the same time.
  flag.style.animationDelay = `${movedAt + REST_MS - performance.now()}ms`;
  return caret;
}

/** Draws a rectangle of somebody's selection. */
export function selectionMark({ user }: DrawnCaret, place: Place, scale: number): HTMLElement {
  return mark("selection", user.color, place, scale);
}

/** An element that the style knows by its kind. */
export function part(kind: string): HTMLElement {
  const element = document.createElement("div");
  element.className = `alongside-${kind}`;
  return element;
}

function mark(kind: string, color: string, place: Place, scale: number): HTMLElement {
  const element = part(kind);
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
