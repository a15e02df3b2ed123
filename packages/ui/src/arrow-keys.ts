/** Moves the focus among the buttons of `list` by the arrow keys, Home and End. Tab goes through them as it always does. */
export function moveFocus(list: HTMLElement, event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = Array.from(list.querySelectorAll<HTMLElement>(":scope > li > button"));
  const at = buttons.findIndex((button) => button === document.activeElement);
  const to = target(event.key, at, buttons.length, isRightToLeft(list));
  const button = to === undefined ? undefined : buttons[to];
  if (button === undefined) return;
  event.preventDefault();
  button.focus();
}

function target(key: string, at: number, count: number, isReversed: boolean): number | undefined {
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, count - 1);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "ArrowRight":
      return isReversed ? Math.max(at - 1, 0) : Math.min(at + 1, count - 1);
    case "ArrowLeft":
      return isReversed ? Math.min(at + 1, count - 1) : Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

/** Whether what is in `element` runs from right to left. */
export function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === "rtl";
}
