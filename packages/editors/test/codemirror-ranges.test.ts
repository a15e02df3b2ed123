import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { expect, test } from "vitest";
import { codemirrorRanges, type MarkedRange } from "../src/codemirror.ts";

/** The marks of an editor, as `id: letters`. */
function marked(state: EditorState): readonly string[] {
  const all = state.facet(EditorView.decorations).flatMap((set) => {
    const marks: string[] = [];
    if (typeof set === "function") return marks;
    for (const at = set.iter(); at.value !== null; at.next()) {
      const { attributes } = at.value.spec as {
        attributes: Record<string, string>;
      };
      marks.push(`${attributes["data-range"]}: ${state.sliceDoc(at.from, at.to)}`);
    }
    return marks;
  });
  return all.toSorted();
}

test("[R1969] ranges of threads are marked in CodeMirror, also where they lie over each other, and move with what is typed", () => {
  const ranges: readonly MarkedRange[] = [
    { id: "b", from: 4, to: 9 },
    { id: "a", from: 4, to: 15 },
    { id: "gone", from: 40, to: 50 },
  ];
  const { get, subscribe } = { get: () => ranges, subscribe: () => () => {} };
  const state = EditorState.create({
    doc: "The quick brown fox",
    extensions: codemirrorRanges({ get, subscribe }),
  });
  expect(marked(state)).toEqual(["a: quick brown", "b: quick"]);
  const typed = state.update({
    changes: [
      { from: 0, insert: "So: " },
      { from: 6, insert: "__" },
    ],
  });
  expect(marked(typed.state)).toEqual(["a: qu__ick brown", "b: qu__ick"]);
});
