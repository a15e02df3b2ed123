import { inkOn, personColor } from "./color.ts";

/** An element with a class of the kit's: `flag` is `.alongside-flag`. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  text?: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = `alongside-${name}`;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Gives an element a person's colour, and the ink that is read on it. */
export function paint(
  target: HTMLElement | SVGElement,
  css: string,
  avoid: string | undefined,
): void {
  const color = personColor(css, avoid);
  target.style.setProperty("--alongside-color", color);
  target.style.setProperty("--alongside-ink", inkOn(color));
}

/** Sets an attribute `data-NAME`, and touches nothing where it is so already. */
export function mark(target: HTMLElement, name: string, value: string): void {
  if (target.dataset[name] !== value) target.dataset[name] = value;
}

/** Sets an attribute, or takes it away where there is no value. Touches nothing where it is so already. */
export function attribute(target: Element, name: string, value: string | undefined): void {
  if (value === undefined) target.removeAttribute(name);
  else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}
