import { isObject, mistake } from "@alongside/core/engine";
import { lengthBefore, mapPosition } from "@alongside/core/text";
import { bind, checkShared } from "./binding.ts";
import type { BindingOptions, Detachable } from "./binding.ts";
import { caretOverlay } from "./caret-overlay.ts";
import { editHistory } from "./edit-history.ts";
import type { SharedText } from "./shared-text.ts";
import { stringChange } from "./string-change.ts";
import { hasFocus, historyKey, watch } from "./surface-events.ts";
import { textareaRuler } from "./textarea-ruler.ts";

export type { BindingOptions, Detachable } from "./binding.ts";
export type { Caret, RemoteCaret, SharedText } from "./shared-text.ts";

type Direction = "forward" | "backward" | "none";

/** Types of inputs that hold any text as it is and have a caret. */
const TEXT_INPUT = /^(text|search|tel|password)$/;

/**
 * Binds a `<textarea>` or a text `<input>` to a shared text: what one shows, the other is. An input shows a newline as a space and
 * leaves it one. Undo takes back what was done in this element only, which no browser does once others write in it.
 *
 * A program that sets `value` dispatches an `input` event, as browsers do for people; else its value is lost.
 *
 * Throws `TypeError` for another element, for an input of a type without a caret, and for what `openText` did not return.
 */
export function bindTextarea(
  element: HTMLTextAreaElement | HTMLInputElement,
  shared: SharedText,
  options: BindingOptions = {},
): Detachable {
  checkShared(shared, options);
  const name = isObject(element) ? element.localName : undefined;
  const isLine = name === "input";
  if (isLine ? !TEXT_INPUT.test(element.type) : name !== "textarea") {
    const given = isLine ? `input of type ${element.type}` : (name ?? element);
    throw mistake("bind", "the element", "a textarea or a text input", given);
  }
  const wasReadOnly = element.readOnly;
  const overlay = caretOverlay(element, textareaRuler(element, isLine));
  const history = editHistory();
  /** What the element shows, as far as the binding knows. */
  let value = "";
  const binding = bind(
    shared,
    {
      isBusy: () => watching.isComposing(),
      show(delta) {
        const [start, end, direction] = selection();
        const to = mapPosition(end, delta, "left");
        // What others write at the start of a selection stays out of it.
        const from = start === end ? to : mapPosition(start, delta, "right");
        show(Math.min(from, to), to, direction);
        history.map(delta);
        tellCaret();
      },
      setWritable(isWritable) {
        element.readOnly = wasReadOnly || !isWritable;
      },
      draw: overlay.draw,
    },
    options,
  );
  fill();

  function fill(): void {
    const text = binding.shown().toString();
    element.value = value = isLine ? text.replaceAll("\n", " ") : text;
  }

  /** Every text control that may be bound has one. */
  function selection(): readonly [start: number, end: number, direction: Direction] {
    const { selectionStart, selectionEnd, selectionDirection } = element;
    return [selectionStart as number, selectionEnd as number, selectionDirection as Direction];
  }

  /** Shows what there is, with the selection where it is told and everything else where it was. */
  function show(start: number, end: number, direction?: Direction): void {
    const { scrollTop, scrollLeft } = element;
    fill();
    element.setSelectionRange(start, end, direction);
    element.scroll(scrollLeft, scrollTop);
    overlay.redraw();
  }

  /** The person changed what is shown. */
  function read(): void {
    const delta = stringChange(value, element.value, selection()[1]);
    value = element.value;
    history.record(delta, binding.shown());
    binding.typed(delta);
    overlay.redraw();
    tellCaret();
  }

  function step(isRedo: boolean, event: Event): void {
    event.preventDefault();
    if (element.readOnly || watching.isComposing()) return;
    const delta = history.step(isRedo, binding.shown());
    const end = mapPosition(lengthBefore(delta), delta, "right");
    binding.typed(delta);
    show(end, end);
    tellCaret();
  }

  function tellCaret(): void {
    const [start, end, direction] = selection();
    const [anchor, head] = direction === "backward" ? [end, start] : [start, end];
    binding.setCaret(hasFocus(element) ? { anchor, head } : null);
  }

  const watching = watch(
    element,
    {
      input: read,
      beforeinput(event: InputEvent) {
        const { inputType } = event;
        if (inputType.startsWith("history")) step(inputType === "historyRedo", event);
      },
      // A browser without anything to undo of its own tells of the keys only.
      keydown(event: KeyboardEvent) {
        const asked = historyKey(event);
        if (asked !== undefined) step(asked === "redo", event);
      },
      scroll: overlay.redraw,
    },
    tellCaret,
    () => {
      read();
      binding.settle();
    },
  );
  binding.start();
  tellCaret();

  return {
    detach() {
      binding.detach();
      watching.stop();
      overlay.remove();
      element.readOnly = wasReadOnly;
    },
  };
}
