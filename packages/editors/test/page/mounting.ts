import { history, historyKeymap, defaultKeymap } from "@codemirror/commands";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import Quill from "quill";
import { codemirrorText } from "../../src/codemirror.ts";
import { bindQuill } from "../../src/quill.ts";
import { quillRuler } from "../../src/quill-ruler.ts";
import type { SharedText } from "../../src/shared-text.ts";
import { textareaRuler } from "../../src/textarea-ruler.ts";
import type { Detachable } from "../../src/textarea.ts";
import { bindTextarea } from "../../src/textarea.ts";

export type Kind = "codemirror" | "quill" | "textarea" | "input";

/** An editor in the page, as the tests use it. */
export interface Mounted {
  readonly shown: () => string;
  /** Quill's contents. */
  readonly contents?: () => readonly unknown[];
  readonly rectangles: (at: number) => readonly DOMRect[];
  /** Puts the focus there, with the caret where it was. */
  readonly focus: () => void;
  /** Puts the focus there, and the caret or selection. */
  readonly select: (anchor: number, head: number) => void;
  readonly detach: () => void;
  /** Binds it again. */
  readonly attach: () => void;
}

/** What the shared texts of these tests may have. */
const FORMATS = ["bold", "italic", "link", "header", "list", "image"];

interface Options {
  /** What the editor holds before it is bound. */
  readonly doc?: string | undefined;
  readonly onRefused: (error: unknown) => void;
}

type Mounting = (place: HTMLElement, name: string, shared: SharedText, options: Options) => Mounted;

/** Puts an editor of each kind into the page. */
export const mounting: Record<Kind, Mounting> = {
  codemirror: mountCodeMirror,
  quill: mountQuill,
  textarea: (place, name, shared, options) =>
    mountControl("textarea", place, name, shared, options),
  input: (place, name, shared, options) => mountControl("input", place, name, shared, options),
};

function mountCodeMirror(
  parent: HTMLElement,
  name: string,
  shared: SharedText,
  options: Options,
): Mounted {
  const binding = new Compartment();
  const view = new EditorView({
    parent,
    state: EditorState.create({
      ...(options.doc !== undefined && { doc: options.doc }),
      extensions: [
        history(),
        drawSelection(),
        EditorState.allowMultipleSelections.of(true),
        keymap.of([...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ id: name }),
        binding.of(codemirrorText(shared, options)),
      ],
    }),
  });
  return {
    shown: () => view.state.doc.toString(),
    rectangles(at) {
      const place = view.coordsAtPos(at, 1);
      return place ? [new DOMRect(place.left, place.top, 0, place.bottom - place.top)] : [];
    },
    focus: () => view.focus(),
    select(anchor, head) {
      view.focus();
      view.dispatch({ selection: { anchor, head } });
    },
    detach: () => view.dispatch({ effects: binding.reconfigure([]) }),
    attach: () => view.dispatch({ effects: binding.reconfigure(codemirrorText(shared, options)) }),
  };
}

function mountQuill(
  place: HTMLElement,
  name: string,
  shared: SharedText,
  options: Options,
): Mounted {
  const quill = new Quill(place.appendChild(document.createElement("div")));
  quill.root.id = name;
  const attach = (): Detachable => bindQuill(quill, shared, { ...options, formats: FORMATS });
  let { detach } = attach();
  return {
    // Quill itself knows of what is composed at the end only.
    shown: () =>
      quill.composition.isComposing ? (quill.root.textContent ?? "") : quill.getText().slice(0, -1),
    contents: () => quill.getContents().ops,
    rectangles: (at) => quillRuler(quill)(at, at, place),
    focus: () => quill.focus(),
    select(anchor, head) {
      quill.focus();
      quill.setSelection(Math.min(anchor, head), Math.abs(head - anchor));
    },
    detach: () => detach(),
    attach: () => ({ detach } = attach()),
  };
}

function mountControl(
  tag: "textarea" | "input",
  place: HTMLElement,
  name: string,
  shared: SharedText,
  options: Options,
): Mounted {
  const element = place.appendChild(document.createElement(tag));
  element.id = name;
  const attach = (): Detachable => bindTextarea(element, shared, options);
  let { detach } = attach();
  return {
    shown: () => element.value,
    rectangles(at) {
      const layer = place.appendChild(document.createElement("div"));
      layer.className = "measuring";
      const found = textareaRuler(element, tag === "input")(at, at, layer);
      layer.remove();
      return found;
    },
    focus: () => element.focus(),
    select(anchor, head) {
      element.focus();
      element.setSelectionRange(
        Math.min(anchor, head),
        Math.max(anchor, head),
        head < anchor ? "backward" : "forward",
      );
    },
    detach: () => detach(),
    attach: () => ({ detach } = attach()),
  };
}
