import { Annotation, EditorState, StateEffect, StateField, Transaction } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import { ViewPlugin } from "@codemirror/view";
import type { EditorView, PluginValue, ViewUpdate } from "@codemirror/view";
import { bind, checkShared, plainlyShown } from "./binding.ts";
import type { Binding, BindingOptions, Surface } from "./binding.ts";
import type { DrawnCaret } from "./carets.ts";
import { caretLayers } from "./codemirror-carets.ts";
import { changesOf, deltaOf } from "./codemirror-delta.ts";
import type { SharedText } from "./shared-text.ts";
import { withoutReturns } from "./string-change.ts";

export type { BindingOptions } from "./binding.ts";
export { codemirrorRanges } from "./codemirror-ranges.ts";
export type { MarkedRange, MarkedRanges, RangesOptions } from "./codemirror-ranges.ts";
export type { Caret, RemoteCaret, SharedText } from "./shared-text.ts";

/** Marks the transactions that show what is in the shared text already. */
const shows = Annotation.define<true>();

/** Lets people write in the editor, or only read. */
const setWritable = StateEffect.define<boolean>();
const writable = StateField.define<boolean>({
  create: () => false,
  update: (value, { effects }) =>
    effects.reduce((now, effect) => (effect.is(setWritable) ? effect.value : now), value),
  provide: (field) =>
    EditorState.readOnly.computeN([field], (state) => (state.field(field) ? [] : [true])),
});

/** Somebody's caret moved. */
const caretsMoved = StateEffect.define();

/** How often an editor in which somebody composes is asked whether that is over. */
const ASK_MS = 30;

/**
 * Binds an editor to a shared text: what one shows, the other is. Its history undoes what was done in this editor only, it is
 * read-only as long as the text may not be written, and it shows the others' carets.
 *
 * An editor that starts with `doc: String(shared.get() ?? "")` shows the text at once; any other document is replaced by it. Throws
 * `TypeError` for what `openText` did not return.
 */
export function codemirrorText(shared: SharedText, options: BindingOptions = {}): Extension {
  checkShared(shared, options);
  const plugin = ViewPlugin.define((view) => new CodeMirrorSurface(view, shared, options), {
    eventObservers: {
      focus() {
        this.tellCaret();
      },
      blur() {
        this.tellCaret();
      },
    },
  });
  return [
    plugin,
    writable,
    caretLayers(
      (view) => view.plugin(plugin)?.carets ?? [],
      ({ transactions }) =>
        transactions.some(({ effects }) => effects.some((effect) => effect.is(caretsMoved))),
    ),
  ];
}

class CodeMirrorSurface implements PluginValue, Surface {
  carets: readonly DrawnCaret[] = [];
  readonly #view: EditorView;
  readonly #binding: Binding;
  #isWritable: boolean | undefined;
  #haveCaretsMoved = false;
  /** The document changed in this turn: everything is drawn again already. */
  #isRedrawn = false;
  /** CodeMirror takes no change while it makes one. */
  #isUpdating = true;
  #isWaiting = false;
  #asking: ReturnType<typeof setTimeout> | undefined;
  #isDestroyed = false;

  readonly draw = (carets: readonly DrawnCaret[]): void => {
    this.carets = carets;
    this.#haveCaretsMoved = true;
    this.#later();
  };

  constructor(view: EditorView, shared: SharedText, options: BindingOptions) {
    this.#view = view;
    this.#binding = bind(shared, this, options, plainlyShown(shared, String(view.state.doc)));
    this.#binding.start();
    this.#later();
  }

  update(update: ViewUpdate): void {
    this.#isUpdating = true;
    this.#isRedrawn ||= update.docChanged;
    for (const transaction of update.transactions) {
      if (transaction.annotation(shows) === true) continue;
      const made = deltaOf(transaction.changes);
      this.#binding.typed(made, withoutReturns(made));
    }
    if (update.docChanged || update.selectionSet || update.focusChanged) this.tellCaret();
    this.#later();
  }

  isBusy(): boolean {
    if (this.#view.compositionStarted) this.#askLater();
    return this.#isUpdating || this.#asking !== undefined;
  }

  show(delta: Parameters<Surface["show"]>[0]): void {
    const changes = changesOf(delta);
    if (changes.length === 0) return;
    this.#view.dispatch({
      changes,
      annotations: [
        shows.of(true),
        Transaction.addToHistory.of(false),
        Transaction.remote.of(true),
      ],
      filter: false,
    });
  }

  setWritable(isWritable: boolean): void {
    this.#isWritable = isWritable;
    this.#later();
  }

  tellCaret(): void {
    const { contentDOM, root, state } = this.#view;
    const { anchor, head } = state.selection.main;
    // A window in the background keeps its caret; who went elsewhere in the page has none here.
    this.#binding.setCaret(root.activeElement === contentDOM ? { anchor, head } : null);
  }

  destroy(): void {
    this.#isDestroyed = true;
    clearTimeout(this.#asking);
    this.#binding.detach();
  }

  /** Goes on when CodeMirror is done with what it does now. */
  #later(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    queueMicrotask(() => {
      this.#isWaiting = false;
      this.#isUpdating = false;
      if (this.#isDestroyed) return;
      this.#binding.settle();
      const effects: StateEffect<unknown>[] = [];
      if (this.#isWritable !== undefined) effects.push(setWritable.of(this.#isWritable));
      if (this.#haveCaretsMoved && !this.#isRedrawn) effects.push(caretsMoved.of(null));
      this.#isWritable = undefined;
      this.#haveCaretsMoved = false;
      this.#isRedrawn = false;
      if (effects.length > 0) this.#view.dispatch({ effects });
    });
  }

  /** Asks until nobody composes, twice: what the input method put in last may still be read. */
  #askLater(isSecond = false): void {
    clearTimeout(this.#asking);
    this.#asking = setTimeout(() => {
      if (this.#view.compositionStarted) this.#askLater();
      else if (!isSecond) this.#askLater(true);
      else {
        this.#asking = undefined;
        this.#binding.settle();
      }
    }, ASK_MS);
  }
}
