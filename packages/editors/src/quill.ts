import { diff, TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core";
import type Quill from "quill";
import type { Op } from "quill";
import { Binding } from "./binding.ts";
import type { BindingOptions, Detachable, Surface } from "./binding.ts";
import { CaretOverlay } from "./caret-overlay.ts";
import type { DrawnCaret } from "./carets.ts";
import { hasFocus, listen } from "./surface-events.ts";
import { deltaOf, fromQuill, limited, opsOf, quillText, toQuill } from "./quill-delta.ts";
import { quillRuler } from "./quill-ruler.ts";
import type { SharedText } from "./shared-text.ts";

export type { BindingOptions, Detachable } from "./binding.ts";
export type { Caret, RemoteCaret, SharedText } from "./shared-text.ts";

/** What a binding of Quill can be told. */
export interface QuillOptions extends BindingOptions {
  /**
   * The formats and embeds that the text may have: their names, or the attributes its definition was given. What else is pasted
   * or applied is taken out again. All, when left out.
   */
  readonly formats?: readonly string[] | Readonly<Record<string, unknown>> | undefined;
}

/**
 * Binds a Quill editor to a shared text: what one shows, the other is, with formats, line formats and embeds. While it is bound,
 * Quill's history undoes only what was done in this editor. Changes made by a program count as the person's, but not "silent" ones.
 */
export function bindQuill(
  quill: Quill,
  shared: SharedText,
  options: QuillOptions = {},
): Detachable {
  return new QuillSurface(quill, shared, options);
}

/** What Quill's history was told. */
interface HistoryOptions {
  /** Whether it records what the person does only, and takes others' changes into account. */
  userOnly: boolean;
}

class QuillSurface implements Surface, Detachable {
  readonly #quill: Quill;
  readonly #binding: Binding;
  readonly #overlay: CaretOverlay;
  readonly #isAllowed: (name: string) => boolean;
  readonly #wasEnabled: boolean;
  readonly #history: HistoryOptions;
  readonly #wasUserOnly: boolean;
  readonly #listening = new AbortController();
  /** A change by this binding is no news to it. */
  #isShowing = false;
  /** Quill is not changed again while it tells of a change. */
  #isChanging = false;
  #isComposing = false;

  readonly draw = (carets: readonly DrawnCaret[]): void => this.#overlay.draw(carets);

  constructor(quill: Quill, shared: SharedText, { formats, ...options }: QuillOptions) {
    this.#quill = quill;
    this.#wasEnabled = quill.isEnabled();
    const names = formats && new Set(Array.isArray(formats) ? formats : Object.keys(formats));
    this.#isAllowed = (name) => names?.has(name) ?? true;
    this.#overlay = new CaretOverlay(quill.root, quillRuler(quill));
    this.#history = (quill.history as unknown as { readonly options: HistoryOptions }).options;
    this.#wasUserOnly = this.#history.userOnly;
    this.#history.userOnly = true;
    const text = shared.get() ?? TextValue.empty;
    const before = TextValue.empty.apply(deltaOf(quill.getContents().ops));
    this.#change(diff(before, quillText(text)));
    this.#binding = new Binding(shared, this, text, options);
    quill.on("editor-change", this.#changed);
    const listeners = {
      compositionstart: () => (this.#isComposing = true),
      // Quill tells what was composed right after the end.
      compositionend: () => setTimeout(() => this.#composed()),
      focus: () => this.#tellCaret(),
      blur: () => this.#tellCaret(),
      scroll: () => this.#overlay.redraw(),
    };
    listen(quill.root, listeners, this.#listening.signal);
    this.#binding.start();
    this.#tellCaret();
  }

  isBusy(): boolean {
    return this.#isChanging || this.#isComposing || this.#quill.composition.isComposing;
  }

  show(delta: Delta, before: TextValue): void {
    this.#change(toQuill(delta, before));
    this.#tellCaret();
    this.#overlay.redraw();
  }

  setWritable(isWritable: boolean): void {
    this.#quill.enable(this.#wasEnabled && isWritable);
  }

  detach(): void {
    this.#binding.detach();
    this.#listening.abort();
    this.#quill.off("editor-change", this.#changed);
    this.#overlay.remove();
    this.#history.userOnly = this.#wasUserOnly;
    this.#quill.enable(this.#wasEnabled);
  }

  #change(delta: Delta): void {
    this.#isShowing = true;
    try {
      if (delta.length > 0) this.#quill.updateContents(opsOf(delta), "api");
    } finally {
      this.#isShowing = false;
    }
  }

  /** Quill's contents or the selection changed. */
  readonly #changed = (kind: unknown, change: unknown): void => {
    if (this.#isShowing) return;
    this.#overlay.redraw();
    if (kind === "text-change") this.#typed(deltaOf((change as { readonly ops: Op[] }).ops));
    this.#tellCaret();
  };

  #typed(change: Delta): void {
    const before = this.#binding.shown;
    const made = fromQuill(change, before);
    const wanted = limited(change, this.#isAllowed);
    this.#isChanging = true;
    this.#binding.typed(made, wanted === change ? made : fromQuill(wanted, before));
    queueMicrotask(() => {
      this.#isChanging = false;
      this.#binding.settle();
    });
  }

  #composed(): void {
    this.#isComposing = false;
    this.#binding.settle();
  }

  #tellCaret(): void {
    if (this.#isShowing || this.#isComposing) return;
    const [range] = this.#quill.selection.getRange();
    this.#binding.setCaret(
      range !== null && hasFocus(this.#quill.root)
        ? { anchor: range.index, head: range.index + range.length }
        : null,
    );
  }
}
