import { syntaxTree } from "@codemirror/language";
import { Prec, RangeSetBuilder } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import { Decoration, Direction, EditorView, ViewPlugin } from "@codemirror/view";
import type { DecorationSet, ViewUpdate } from "@codemirror/view";

/** Which parts of a file people write in a language of their own. */
const WORDS = /^(String|TemplateString|LineComment|BlockComment)$/;

/** Runs from left to right, and puts nothing around it in another order. */
const isolated = Decoration.mark({
  attributes: { style: "direction: ltr; unicode-bidi: isolate" },
  bidiIsolate: Direction.LTR,
});

const asWritten = Decoration.line({ attributes: { dir: "auto" } });

/** Code runs from left to right: two strings in Hebrew beside each other stay in the order that the code has them in. */
export const codeDirection: Extension = marks(wordsIn, (plugin) => {
  const marked = (view: EditorView): DecorationSet => view.plugin(plugin)?.marks ?? Decoration.none;
  return [EditorView.decorations.of(marked), EditorView.bidiIsolatedRanges.of(marked)];
});

/** Each line of a text runs as its first letter says. */
export const textDirection: Extension = [
  EditorView.perLineTextDirection.of(true),
  marks(linesIn, (plugin) =>
    EditorView.decorations.of((view) => view.plugin(plugin)?.marks ?? Decoration.none),
  ),
];

interface Marking {
  marks: DecorationSet;
}

/** Keeps what `find` finds in the lines on the screen. */
function marks(
  find: (view: EditorView) => DecorationSet,
  show: (plugin: ViewPlugin<Marking>) => Extension,
): Extension {
  return ViewPlugin.define<Marking & { update(update: ViewUpdate): void }>(
    (view) => ({
      marks: find(view),
      update({ docChanged, viewportChanged, startState, state, view: now }) {
        const isParsed = syntaxTree(startState) !== syntaxTree(state);
        if (docChanged || viewportChanged || isParsed) this.marks = find(now);
      },
    }),
    // The colours of the language are inside.
    { provide: (plugin) => Prec.lowest(show(plugin)) },
  );
}

function wordsIn({ state, visibleRanges }: EditorView): DecorationSet {
  const found = new RangeSetBuilder<Decoration>();
  let end = 0;
  for (const { from, to } of visibleRanges)
    syntaxTree(state).iterate({
      from,
      to,
      enter(node) {
        if (!WORDS.test(node.name)) return true;
        // What reaches into two stretches comes up in both.
        if (node.from >= end) found.add(node.from, node.to, isolated);
        end = Math.max(end, node.to);
        return false;
      },
    });
  return found.finish();
}

function linesIn({ state, visibleRanges }: EditorView): DecorationSet {
  const found = new RangeSetBuilder<Decoration>();
  let next = 0;
  for (const { from, to } of visibleRanges)
    for (let at = Math.max(from, next); at <= to; at = next) {
      const line = state.doc.lineAt(at);
      // One that is folded in its middle is in two stretches.
      if (line.from >= next) found.add(line.from, line.from, asWritten);
      next = line.to + 1;
    }
  return found.finish();
}
