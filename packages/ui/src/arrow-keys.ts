/** Moves the focus among the buttons of `list` by the arrow keys, Home and End. Tab goes through them as it always does. */
export function moveFocus(list: HTMLElement, event: KeyboardEvent): void {
  const { key, ctrlKey, metaKey, altKey } = event;
  const steps = stepOf(key, isRightToLeft(list) ? -1 : 1);
  if (steps === undefined || ctrlKey || metaKey || altKey) return;
  const buttons = Array.from(list.querySelectorAll<HTMLElement>(":scope > li > button"));
  const at = buttons.findIndex((button) => button === document.activeElement);
  event.preventDefault();
  buttons[Math.max(0, Math.min(at + steps, buttons.length - 1))]?.focus();
}

/** How many buttons a key goes on; undefined for a key that goes nowhere. */
function stepOf(key: string, onward: 1 | -1): number | undefined {
  switch (key) {
    case "ArrowDown":
      return 1;
    case "ArrowUp":
      return -1;
    case "ArrowRight":
      return onward;
    case "ArrowLeft":
      return -onward;
    case "Home":
      return -Infinity;
    case "End":
      return Infinity;
    default:
      return undefined;
  }
}

/** Whether what is in `element` runs from right to left. */
export function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === "rtl";
}
