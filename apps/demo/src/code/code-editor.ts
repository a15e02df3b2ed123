import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
  rectangularSelection,
} from "@codemirror/view";
import type { SharedText } from "@alongside/client";
import { codemirrorText } from "@alongside/editors/codemirror";
import { classHighlighter } from "@lezer/highlight";
import type { Language } from "./language.ts";

/** Where the caret is, as people count: from 1. */
export interface CaretPlace {
  readonly line: number;
  readonly column: number;
  /** Letters selected. */
  readonly selected: number;
  /** What is selected last, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  readonly lines: number;
}

/** An editor for the code that everyone writes in. */
export interface CodeEditor {
  readonly view: EditorView;
  speak(language: Language): void;
  /** What is marked in the text: instead of what was before. */
  mark(extension: Extension): void;
  /** Brings a place of the text into view; in UTF-16 units. */
  reveal(at: number): void;
}

/** What the panel for finding says. */
const PHRASES = {
  next: "Next",
  previous: "Previous",
  all: "All",
  "match case": "Match case",
  regexp: "Pattern",
  "by word": "Whole words",
  replace: "Replace",
  "replace all": "Replace all",
};

/** Opens the editor in `parent`. `onMove` hears of each new place of the caret. */
export function openCodeEditor(
  parent: HTMLElement,
  shared: SharedText,
  onMove: (place: CaretPlace) => void,
): CodeEditor {
  const language = new Compartment();
  const marks = new Compartment();
  const view = new EditorView({
    parent,
    doc: shared.get()?.toString() ?? "",
    extensions: [
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      foldGutter(),
      history(),
      drawSelection(),
      EditorState.allowMultipleSelections.of(true),
      rectangularSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      // Its icons are letters that not every system has.
      autocompletion({ icons: false }),
      highlightSelectionMatches(),
      syntaxHighlighting(classHighlighter),
      EditorState.phrases.of(PHRASES),
      placeholder("Write code. Everyone with the link sees it as you type."),
      EditorView.contentAttributes.of({ "aria-label": "Source code" }),
      keymap.of([
        ...closeBracketsKeymap,
        ...defaultKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...foldKeymap,
        ...completionKeymap,
        indentWithTab,
      ]),
      language.of([]),
      codemirrorText(shared),
      marks.of([]),
      // Where there is no room to the side, as on a phone, long lines go on below.
      matchMedia("(max-width: 700px)").matches ? EditorView.lineWrapping : [],
      EditorView.updateListener.of(({ docChanged, selectionSet, startState, state }) => {
        if (!docChanged && !selectionSet) return;
        const place = placeOf(state);
        // What others write elsewhere is mostly no move.
        if (!isSame(place, placeOf(startState))) onMove(place);
      }),
    ],
  });
  onMove(placeOf(view.state));
  return {
    view,
    speak({ extension }) {
      view.dispatch({ effects: language.reconfigure(extension) });
    },
    mark(extension) {
      view.dispatch({ effects: marks.reconfigure(extension) });
    },
    reveal(at) {
      const place = Math.min(at, view.state.doc.length);
      view.dispatch({ effects: EditorView.scrollIntoView(place, { y: "center" }) });
    },
  };
}

function placeOf({ doc, selection }: EditorState): CaretPlace {
  const { head, from, to } = selection.main;
  const line = doc.lineAt(head);
  const selected = selection.ranges.reduce((sum, range) => sum + range.to - range.from, 0);
  return { line: line.number, column: head - line.from + 1, selected, from, to, lines: doc.lines };
}

function isSame(a: CaretPlace, b: CaretPlace): boolean {
  return (
    a.line === b.line &&
    a.column === b.column &&
    a.selected === b.selected &&
    a.lines === b.lines &&
    a.from === b.from
  );
}
