import type { Delta } from "@alongside/core";
import { history, historyKeymap, standardKeymap } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap } from "@codemirror/view";
import Quill from "quill";
import { codemirrorText } from "../../src/codemirror.ts";
import { bindQuill } from "../../src/quill.ts";
import type { SharedText } from "../../src/shared-text.ts";
import { bindTextarea } from "../../src/textarea.ts";
import type { TextClient } from "../support/text-client.ts";
import { TextServer } from "../support/text-server.ts";

export type Kind = "codemirror" | "quill" | "textarea" | "input";

interface Mounted {
  readonly shown: () => string;
  /** Quill's contents. */
  readonly contents?: () => readonly unknown[];
  /** Puts the focus there, and the caret or selection. */
  readonly select: (anchor: number, head: number) => void;
  readonly detach: () => void;
}

/** Editors of several people on one page, over one tiny server whose messages the test carries. */
export class Stage {
  server = new TextServer();
  readonly #clients = new Map<string, TextClient>();
  readonly #handles = new Map<string, SharedText>();
  readonly #editors = new Map<string, Mounted>();
  /** What was refused, by editor. */
  readonly refused: string[] = [];

  /** A new server with this text, and nobody there. */
  begin(text: string | Delta): void {
    this.server = new TextServer(text);
  }

  client(id: string): TextClient {
    let client = this.#clients.get(id);
    if (!client) this.#clients.set(id, (client = this.server.join(id)));
    return client;
  }

  /** Puts an editor of a person into the page, as `#<name>`. */
  mount(kind: Kind, person: string, name: string = person): void {
    const place = document.body.appendChild(document.createElement("div"));
    place.className = "place";
    const shared = this.client(person).open();
    const options = {
      onRefused: (error: unknown) => void this.refused.push(`${name}: ${String(error)}`),
    };
    this.#editors.set(name, mounting[kind](place, name, shared, options));
  }

  /** One edit of a person without an editor. */
  edit(person: string, delta: Delta): void {
    let handle = this.#handles.get(person);
    if (!handle) this.#handles.set(person, (handle = this.client(person).open()));
    handle.edit(delta).committed.catch(() => undefined);
  }

  /** What an editor shows. */
  shown(name: string): string {
    return this.#editor(name).shown();
  }

  /** What a Quill editor shows, with its formats. */
  contents(name: string): readonly unknown[] {
    return this.#editor(name).contents?.() ?? [];
  }

  select(name: string, anchor: number, head: number): void {
    this.#editor(name).select(anchor, head);
  }

  detach(name: string): void {
    this.#editor(name).detach();
  }

  #editor(name: string): Mounted {
    const editor = this.#editors.get(name);
    if (!editor) throw new Error(`No editor ${name}`);
    return editor;
  }
}

/** What the shared texts of these tests may have. */
const FORMATS = ["bold", "italic", "link", "header", "list", "image"];

interface Options {
  readonly onRefused: (error: unknown) => void;
}

type Mounting = (place: HTMLElement, name: string, shared: SharedText, options: Options) => Mounted;

const mounting: Record<Kind, Mounting> = {
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
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        history(),
        drawSelection(),
        EditorState.allowMultipleSelections.of(true),
        keymap.of([...historyKeymap, ...standardKeymap]),
        EditorView.contentAttributes.of({ id: name }),
        codemirrorText(shared, options),
      ],
    }),
  });
  return {
    shown: () => view.state.doc.toString(),
    select(anchor, head) {
      view.focus();
      view.dispatch({ selection: { anchor, head } });
    },
    detach: () => view.destroy(),
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
  const { detach } = bindQuill(quill, shared, { ...options, formats: FORMATS });
  return {
    // Quill itself knows of what is composed at the end only.
    shown: () =>
      quill.composition.isComposing ? (quill.root.textContent ?? "") : quill.getText().slice(0, -1),
    contents: () => quill.getContents().ops,
    select(anchor, head) {
      quill.focus();
      quill.setSelection(Math.min(anchor, head), Math.abs(head - anchor));
    },
    detach,
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
  const { detach } = bindTextarea(element, shared, options);
  return {
    shown: () => element.value,
    select(anchor, head) {
      element.focus();
      element.setSelectionRange(
        Math.min(anchor, head),
        Math.max(anchor, head),
        head < anchor ? "backward" : "forward",
      );
    },
    detach,
  };
}
