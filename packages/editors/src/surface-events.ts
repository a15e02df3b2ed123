/** Adds listeners, by the names of their events, until `signal` is aborted. */
export function listen(
  target: EventTarget,
  listeners: Readonly<Record<string, () => unknown>>,
  signal: AbortSignal,
): void {
  for (const name in listeners)
    target.addEventListener(name, () => void listeners[name]?.(), { signal });
}

/** Whether what is typed goes to `element`, or would if its window were in front. */
export function hasFocus(element: HTMLElement): boolean {
  return (element.getRootNode() as Document | ShadowRoot).activeElement === element;
}
