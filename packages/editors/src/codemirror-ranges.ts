import { type Extension, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin } from "@codemirror/view";

/** A stretch of the text, say one that a thread is about. */
export interface MarkedRange {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** The stretches to mark, as they change: see `threadRanges` of `@alongside/client/feeds`. */
export interface MarkedRanges {
  readonly get: () => readonly MarkedRange[];
  readonly subscribe: (callback: () => void) => () => void;
}

/** Options of {@link codemirrorRanges}. */
export interface RangesOptions {
  /** Somebody has clicked one: the shortest where several lie over each other. */
  onOpen?(id: string): void;
}

const setRanges = StateEffect.define<readonly MarkedRange[]>();

/** An app's own rules for the class count more. */
const style = EditorView.baseTheme({
  ".alongside-range": {
    backgroundColor: "var(--alongside-range, #fde04755)",
    borderBottom: "2px solid var(--alongside-range-line, #eab308)",
    cursor: "pointer",
  },
});

/** Marks stretches of the text in an editor. They move with what is typed, at once. */
export function codemirrorRanges(ranges: MarkedRanges, { onOpen }: RangesOptions = {}): Extension {
  const field = StateField.define<DecorationSet>({
    create: ({ doc }) => marksOf(ranges.get(), doc.length),
    update: (marks, { changes, effects, newDoc }) => {
      const given = effects.findLast((effect) => effect.is(setRanges));
      return given === undefined ? marks.map(changes) : marksOf(given.value, newDoc.length);
    },
    provide: (self) => EditorView.decorations.from(self),
  });
  const plugin = ViewPlugin.define((view) => {
    let isWaiting = false;
    let isDestroyed = false;
    // What moved them may be shown in this very turn, and an editor takes no change while it makes one.
    const later = (): void => {
      if (isWaiting) return;
      isWaiting = true;
      queueMicrotask(() => {
        isWaiting = false;
        if (!isDestroyed) view.dispatch({ effects: setRanges.of(ranges.get()) });
      });
    };
    const stop = ranges.subscribe(later);
    later();
    return {
      destroy() {
        isDestroyed = true;
        stop();
      },
    };
  });
  const clicks = EditorView.domEventHandlers({
    click({ target }) {
      const ids = new Set<string>();
      for (let at = target instanceof Element ? target : null; at !== null; at = at.parentElement) {
        const id = at.getAttribute("data-range");
        if (id !== null) ids.add(id);
      }
      const [shortest] = ranges
        .get()
        .filter(({ id }) => ids.has(id))
        .toSorted((a, b) => a.to - a.from - (b.to - b.from));
      if (shortest !== undefined) onOpen?.(shortest.id);
    },
  });
  return onOpen === undefined ? [field, plugin, style] : [field, plugin, style, clicks];
}

function marksOf(ranges: readonly MarkedRange[], length: number): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  const inside = ranges
    .map(({ id, from, to }) => ({ id, from, to: Math.min(to, length) }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from || b.to - a.to);
  for (const { id, from, to } of inside)
    builder.add(
      from,
      to,
      Decoration.mark({ class: "alongside-range", attributes: { "data-range": id } }),
    );
  return builder.finish();
}
