import { useEffect } from "react";
import type { Editor } from "../board/editor.ts";
import { pressKey } from "../board/keys.ts";

/** Listens to keys on the whole page, except where someone writes. */
export function useKeyboard(editor: Editor): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing || isWriting(event.target)) return;
      const onButton = event.target instanceof HTMLButtonElement;
      if (event.key === " " && !onButton) {
        editor.borrowedHand.set(true);
        event.preventDefault();
        return;
      }
      // Enter presses the button that has the focus.
      if (event.altKey || (onButton && event.key === "Enter")) return;
      const ctrl = event.ctrlKey || event.metaKey;
      if (pressKey(editor, { key: event.key, ctrl, shift: event.shiftKey })) event.preventDefault();
    }

    function onKeyUp(event: KeyboardEvent): void {
      if (event.key === " ") editor.borrowedHand.set(false);
    }

    // A button that was clicked does not keep the focus: the next space or Enter is for the board.
    function onClick(event: MouseEvent): void {
      const { activeElement } = document;
      if (event.detail > 0 && activeElement instanceof HTMLButtonElement) activeElement.blur();
    }

    function onBlur(): void {
      editor.borrowedHand.set(false);
    }

    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("keyup", onKeyUp);
    window.addEventListener("click", onClick);
    window.addEventListener("blur", onBlur);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("keyup", onKeyUp);
      window.removeEventListener("click", onClick);
      window.removeEventListener("blur", onBlur);
    };
  }, [editor]);
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
