import type { SharedText } from "@alongside/client";
import { diff, mapPosition, TextValue } from "@alongside/core";

/** Lets people type together in a text area: it shows the text, and its edits are the text's. Answers what ends that. */
export function bindTextarea(area: HTMLTextAreaElement, shared: SharedText): () => void {
  let shown = shared.get() ?? TextValue.empty;
  area.value = shown.toString();

  function onInput(): void {
    const next = TextValue.from(area.value);
    const edit = diff(shown, next);
    shown = next;
    if (edit.length > 0) shared.edit(edit);
  }

  function onSelect(): void {
    shared.setCaret({ anchor: area.selectionStart, head: area.selectionEnd });
  }

  const stopObserving = shared.observe((delta) => {
    const { selectionStart, selectionEnd } = area;
    shown = shared.get() ?? TextValue.empty;
    area.value = shown.toString();
    if (delta === undefined || document.activeElement !== area) return;
    area.setSelectionRange(
      mapPosition(selectionStart, delta, "left"),
      mapPosition(selectionEnd, delta, "left"),
    );
  });
  area.addEventListener("input", onInput);
  area.addEventListener("selectionchange", onSelect);
  return () => {
    area.removeEventListener("input", onInput);
    area.removeEventListener("selectionchange", onSelect);
    stopObserving();
    shared.setCaret(null);
  };
}
