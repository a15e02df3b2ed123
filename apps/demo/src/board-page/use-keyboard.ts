import { useEffect } from "react";
import type { Editor } from "../board/editor.ts";
import { isCommand, pressKey } from "../board/keys.ts";
import type { Key } from "../board/keys.ts";
import { selectNext } from "../board/step-through.ts";
import { RESTORE_BUTTON } from "./GoneNotice.tsx";

/** Listens to keys on the whole page, except where someone writes. */
export function useKeyboard(editor: Editor): void {
  useEffect(() => {
    /** After Escape, Tab leaves the board instead of selecting a shape. */
    let isLeaving = false;

    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing || isWriting(event.target)) return;
      const control = controlOf(event.target);
      if (editor.isOrphaned && !control) return swallow(editor, event);
      if (event.key === " " && !control) {
        editor.borrowedHand.set(true);
        event.preventDefault();
        return;
      }
      // Enter presses the button, or follows the link, that has the focus.
      if (event.altKey || (control && event.key === "Enter")) return;
      const key = keyOf(event);
      if (event.key === "Tab") {
        if (isLeaving || key.ctrl || !isBoard(event.target)) return;
        if (!selectNext(editor, key.shift ? -1 : 1)) return;
        boardElement()?.focus({ preventScroll: true });
        event.preventDefault();
        return;
      }
      if (event.key === "Escape") isLeaving = true;
      // Escape ends all there is to end: following somebody too.
      if (pressKey(editor, key) && event.key !== "Escape") event.preventDefault();
    }

    function onKeyUp(event: KeyboardEvent): void {
      if (event.key === " ") editor.borrowedHand.set(false);
    }

    // A button that was clicked does not keep the focus: the next space or Enter is for the board.
    function onClick(event: MouseEvent): void {
      const { activeElement } = document;
      if (event.detail > 0 && activeElement instanceof HTMLButtonElement) activeElement.blur();
    }

    function onPointerDown(): void {
      isLeaving = false;
      if (editor.isOrphaned) editor.editing.set(undefined);
    }

    function onFocusIn(event: FocusEvent): void {
      if (isBoard(event.target)) isLeaving = false;
    }

    function onBlur(): void {
      editor.borrowedHand.set(false);
    }

    window.addEventListener("keydown", onKeyDown);
    window.addEventListener("keyup", onKeyUp);
    window.addEventListener("click", onClick);
    window.addEventListener("pointerdown", onPointerDown, true);
    window.addEventListener("focusin", onFocusIn);
    window.addEventListener("blur", onBlur);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("keyup", onKeyUp);
      window.removeEventListener("click", onClick);
      window.removeEventListener("pointerdown", onPointerDown, true);
      window.removeEventListener("focusin", onFocusIn);
      window.removeEventListener("blur", onBlur);
    };
  }, [editor]);
}

/** Takes what somebody types on after their text was deleted. Escape gives the keys back to the board, Tab goes to the way back. */
function swallow(editor: Editor, event: KeyboardEvent): void {
  const { key } = event;
  if (key === "Escape" || key === "Tab") {
    editor.editing.set(undefined);
    if (key === "Tab") document.getElementById(RESTORE_BUTTON)?.focus();
    event.preventDefault();
    return;
  }
  const pressed = keyOf(event);
  const isTyped = key.length === 1 && !pressed.ctrl;
  // What the browser does with its own keys, such as reloading, is left to it.
  if (isTyped || isCommand(pressed)) event.preventDefault();
}

function keyOf({ key, code, ctrlKey, metaKey, shiftKey }: KeyboardEvent): Key {
  return { key, code, ctrl: ctrlKey || metaKey, shift: shiftKey };
}

function boardElement(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".canvas");
}

/** Whether keys go to the board itself, and to no panel. */
function isBoard(target: EventTarget | null): boolean {
  return target === document.body || target === boardElement();
}

/** The button, link or the like that has the focus. */
function controlOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest("button, a[href], summary, select") : null;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
