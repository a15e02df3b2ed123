import { TextValue } from "@alongside/core";
import { isObject, mistake } from "@alongside/core/engine";
import { diff } from "@alongside/core/text";
import type { Delta } from "@alongside/core/text";
import type Quill from "quill";
import type { Op, Range } from "quill";
import { bind, checkShared } from "./binding.ts";
import type { BindingOptions, Detachable } from "./binding.ts";
import { caretOverlay } from "./caret-overlay.ts";
import { mapCaret } from "./carets.ts";
import { hasFocus, historyKey, watch } from "./surface-events.ts";
import { deltaOf, fromQuill, limited, opsOf, quillText, toQuill } from "./quill-delta.ts";
import { quillRuler } from "./quill-ruler.ts";
import type { Caret, SharedText } from "./shared-text.ts";

export type { BindingOptions, Detachable } from "./binding.ts";
export type { Caret, RemoteCaret, SharedText } from "./shared-text.ts";

/** Options of {@link bindQuill}. */
export interface QuillOptions extends BindingOptions {
  /**
   * The formats and embeds that the text may have: their names, or the attributes its definition was given. What else is pasted
   * or applied is taken out again.
   * @default All.
   */
  readonly formats?: readonly string[] | Readonly<Record<string, unknown>> | undefined;
}

/**
 * Binds a Quill editor to a shared text: what one shows, the other is, with formats, line formats and embeds. While it is bound,
 * Quill's history undoes only what was done in this editor. What a program changes counts as the person's. Throws `TypeError` for what
 * is no Quill, and for what `openText` did not return.
 */
export function bindQuill(
  quill: Quill,
  shared: SharedText,
  { formats, onRefused }: QuillOptions = {},
): Detachable {
  checkShared(shared, { onRefused });
  if (!isObject(quill) || !("scroll" in quill))
    throw mistake("bind", "the editor", 'a Quill, as new Quill("#editor") makes it', quill);
  const { root } = quill;
  const names = formats && new Set(Array.isArray(formats) ? formats : Object.keys(formats));
  const isAllowed = (name: string): boolean => names?.has(name) ?? true;
  const { Scope } = (quill.constructor as typeof Quill).import("parchment");
  const isKind = (name: string): boolean => quill.scroll.query(name, Scope.BLOCK_BLOT) !== null;
  const history = (quill.history as unknown as { readonly options: HistoryOptions }).options;
  const { userOnly } = history;
  history.userOnly = true;
  const wasEnabled = quill.isEnabled();
  const overlay = caretOverlay(root, quillRuler(quill));
  const text = shared.get() ?? TextValue.empty;
  /** A change by this binding is no news to it. */
  let isShowing = false;
  /** Quill is not changed again while it tells of a change. */
  let isTelling = false;

  change(diff(TextValue.empty.apply(deltaOf(quill.getContents().ops)), quillText(text, isKind)));
  const binding = bind(
    shared,
    {
      isBusy: () => isTelling || watching.isComposing() || quill.composition.isComposing,
      show(delta, before) {
        change(toQuill(delta, before, isKind));
        overlay.redraw();
        tellCaret();
      },
      setWritable: (isWritable) => quill.enable(wasEnabled && isWritable),
      draw: overlay.draw,
    },
    { onRefused },
    text,
  );

  function change(delta: Delta): void {
    isShowing = true;
    try {
      if (delta.length === 0) return;
      // What Quill comes back to, once it is focused again; where it has a selection now, it moves that itself.
      const { anchor, head } = mapCaret(caretOf(quill.selection.savedRange), delta);
      quill.selection.savedRange = { index: anchor, length: head - anchor };
      quill.updateContents(opsOf(delta), "api");
    } finally {
      isShowing = false;
    }
  }

  /** Quill's contents changed, or the selection. */
  function changed(kind: unknown, what: unknown): void {
    if (isShowing) return;
    if (kind === "text-change") typed(deltaOf((what as { readonly ops: Op[] }).ops));
    overlay.redraw();
    tellCaret();
  }

  function typed(made: Delta): void {
    const before = binding.shown();
    const wanted = limited(made, isAllowed);
    const ours = fromQuill(made, before, isKind);
    isTelling = true;
    binding.typed(ours, wanted === made ? ours : fromQuill(wanted, before, isKind));
    queueMicrotask(() => {
      isTelling = false;
      binding.settle();
    });
  }

  function tellCaret(): void {
    if (isShowing || watching.isComposing()) return;
    const [range] = quill.selection.getRange();
    binding.setCaret(range !== null && hasFocus(root) ? caretOf(range) : null);
  }

  quill.on("editor-change", changed);
  // Quill tells what was composed right after the end.
  const watching = watch(
    root,
    {
      scroll: overlay.redraw,
      // Quill, which hears of keys first, knows those with a Latin letter only.
      keydown(event: KeyboardEvent) {
        const asked = historyKey(event);
        if (!asked || event.defaultPrevented || event.isComposing || !quill.isEnabled()) return;
        event.preventDefault();
        quill.history[asked]();
      },
    },
    tellCaret,
    binding.settle,
  );
  binding.start();
  tellCaret();

  return {
    detach() {
      binding.detach();
      watching.stop();
      quill.off("editor-change", changed);
      overlay.remove();
      history.userOnly = userOnly;
      quill.enable(wasEnabled);
    },
  };
}

function caretOf({ index, length }: Range): Caret {
  return { anchor: index, head: index + length };
}

/** What Quill's history was told. */
interface HistoryOptions {
  /** Whether it records what the person does only, and takes others' changes into account. */
  userOnly: boolean;
}
