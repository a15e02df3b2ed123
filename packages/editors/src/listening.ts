/** Adds listeners, by the names of their events; calling what it gives takes all of them away. */
export function listen(
  target: EventTarget,
  listeners: Readonly<Record<string, (event: Event) => void>>,
): () => void {
  for (const [name, listener] of Object.entries(listeners)) target.addEventListener(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(listeners))
      target.removeEventListener(name, listener);
  };
}

/** Whether what is typed goes to `element`, or would if its window were in front. */
export function hasFocus(element: HTMLElement): boolean {
  const root = element.getRootNode() as Document | ShadowRoot;
  return root.activeElement === element;
}
