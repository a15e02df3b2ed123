import { mapPosition, TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core";
import { Binding } from "./binding.ts";
import type { BindingOptions, Detachable, Surface } from "./binding.ts";
import { CaretOverlay } from "./caret-overlay.ts";
import type { DrawnCaret } from "./carets.ts";
import { hasFocus, listen } from "./surface-events.ts";
import type { SharedText } from "./shared-text.ts";
import { changedString, stringChange } from "./string-change.ts";
import { textareaRuler } from "./textarea-ruler.ts";

export type { BindingOptions, Detachable } from "./binding.ts";
export type { Caret, RemoteCaret, SharedText } from "./shared-text.ts";

type TextControl = HTMLTextAreaElement | HTMLInputElement;

/** Inputs that hold any text as it is and have a caret. */
const TEXT_INPUTS = ["text", "search", "tel", "password"];

/**
 * Binds a `<textarea>` or a text `<input>` to a shared text: what one shows, the other is. An input shows a newline as a space and
 * leaves it one. A program that sets `value` dispatches an `input` event, as browsers do for people; else its value is lost.
 */
export function bindTextarea(
  element: TextControl,
  shared: SharedText,
  options: BindingOptions = {},
): Detachable {
  if (element.localName === "input" && !TEXT_INPUTS.includes(element.type))
    throw new TypeError(`An input of type "${element.type}" cannot show every text`);
  return new TextareaSurface(element, shared, options);
}

class TextareaSurface implements Surface, Detachable {
  readonly #element: TextControl;
  readonly #binding: Binding;
  readonly #overlay: CaretOverlay;
  readonly #wasReadOnly: boolean;
  readonly #listening = new AbortController();
  /** What the element shows, as far as the binding knows. */
  #value: string;
  #isComposing = false;

  readonly draw = (carets: readonly DrawnCaret[]): void => this.#overlay.draw(carets);

  constructor(element: TextControl, shared: SharedText, options: BindingOptions) {
    this.#element = element;
    this.#wasReadOnly = element.readOnly;
    this.#overlay = new CaretOverlay(element, textareaRuler(element));
    const text = shared.get() ?? TextValue.empty;
    this.#value = this.#asShown(text.toString());
    if (element.value !== this.#value) element.value = this.#value;
    this.#binding = new Binding(shared, this, text, options);
    const { signal } = this.#listening;
    const listeners = {
      input: () => this.#read(),
      compositionstart: () => (this.#isComposing = true),
      // Some browsers tell of the last letters only after the end.
      compositionend: () => setTimeout(() => this.#composed()),
      focus: () => this.#tellCaret(),
      blur: () => this.#tellCaret(),
      scroll: () => this.#overlay.redraw(),
    };
    listen(element, listeners, signal);
    listen(element.ownerDocument, { selectionchange: () => this.#tellCaret() }, signal);
    this.#binding.start();
    this.#tellCaret();
  }

  isBusy(): boolean {
    return this.#isComposing;
  }

  show(delta: Delta): void {
    const element = this.#element;
    const { selectionStart, selectionEnd, selectionDirection, scrollTop, scrollLeft } = element;
    this.#value = this.#asShown(changedString(this.#value, delta));
    if (this.#value !== element.value) {
      element.value = this.#value;
      const start = selectionStart ?? 0;
      const end = mapPosition(selectionEnd ?? start, delta, "left");
      // What others write at the start of a selection stays out of it.
      const from = start === selectionEnd ? end : mapPosition(start, delta, "right");
      element.setSelectionRange(Math.min(from, end), end, selectionDirection ?? "none");
      element.scrollTop = scrollTop;
      element.scrollLeft = scrollLeft;
      this.#overlay.redraw();
    }
    this.#tellCaret();
  }

  setWritable(isWritable: boolean): void {
    this.#element.readOnly = this.#wasReadOnly || !isWritable;
  }

  detach(): void {
    this.#binding.detach();
    this.#listening.abort();
    this.#overlay.remove();
    this.#element.readOnly = this.#wasReadOnly;
  }

  #read(): void {
    const { value, selectionEnd } = this.#element;
    const delta = stringChange(this.#value, value, selectionEnd ?? undefined);
    this.#value = value;
    this.#binding.typed(delta);
    this.#tellCaret();
    this.#overlay.redraw();
  }

  #composed(): void {
    this.#isComposing = false;
    this.#read();
    this.#binding.settle();
  }

  #tellCaret(): void {
    const { selectionStart, selectionEnd, selectionDirection } = this.#element;
    const isBackward = selectionDirection === "backward";
    this.#binding.setCaret(
      selectionStart !== null && selectionEnd !== null && hasFocus(this.#element)
        ? {
            anchor: isBackward ? selectionEnd : selectionStart,
            head: isBackward ? selectionStart : selectionEnd,
          }
        : null,
    );
  }

  #asShown(text: string): string {
    return this.#element.localName === "input" ? text.replaceAll("\n", " ") : text;
  }
}
