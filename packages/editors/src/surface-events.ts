/** Listeners, by the names of their events. */
type Listeners = {
  readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => unknown;
};

/** What is known of an element that people write in. */
interface Watch {
  /** Whether an input method composes in it. */
  readonly isComposing: () => boolean;
  readonly stop: () => void;
}

/**
 * Listens to events of `element`; for whatever may move the caret in it, or the focus to it and away; and for compositions, of which
 * `composed` hears when one has ended and none follows at once.
 */
export function watch(
  element: HTMLElement,
  listeners: Listeners,
  moved: () => void,
  composed: () => void,
): Watch {
  let isComposing = false;
  let ending: ReturnType<typeof setTimeout>;
  const all = {
    ...listeners,
    focus: moved,
    blur: moved,
    compositionstart() {
      clearTimeout(ending);
      isComposing = true;
    },
    compositionend() {
      // Some browsers tell of the last letters only after the end.
      ending = setTimeout(() => {
        isComposing = false;
        composed();
      });
    },
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const [name, listener] of Object.entries(all))
    element.addEventListener(name, listener as EventListener, { signal });
  element.ownerDocument.addEventListener("selectionchange", moved, { signal });
  return { isComposing: () => isComposing, stop: () => stopping.abort() };
}

/** Whether what is typed goes to `element`, or would if its window were in front. */
export function hasFocus(element: HTMLElement): boolean {
  return (element.getRootNode() as Document | ShadowRoot).activeElement === element;
}

/** What of a key press is looked at. */
type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * What a key asks of a history. A capital says that CapsLock is on as well as that Shift is held, so only Shift itself counts; on
 * a layout without Latin letters the key's place does.
 */
export function historyKey(press: KeyPress): "undo" | "redo" | undefined {
  if (press.altKey || !(press.ctrlKey || press.metaKey)) return undefined;
  const letter = /^[a-z]$/i.test(press.key) ? press.key.toLowerCase() : press.code;
  if (letter === "y" || letter === "KeyY") return "redo";
  if (letter === "z" || letter === "KeyZ") return press.shiftKey ? "redo" : "undo";
  return undefined;
}
