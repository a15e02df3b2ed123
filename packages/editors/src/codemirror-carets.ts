import { EditorSelection } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import { EditorView, layer, RectangleMarker } from "@codemirror/view";
import type { LayerMarker, ViewUpdate } from "@codemirror/view";
import { caretElement, selectionElement, updateCaretElement } from "./caret-element.ts";
import { caretRules, STILL, stillRules } from "./caret-style.ts";
import type { DrawnCaret } from "./remote-carets.ts";

/** Draws the others' selections below the text and their carets above it: those that `carets` gives, when the text or, as `areMoved` tells, they changed. */
export function caretLayers(
  carets: (view: EditorView) => readonly DrawnCaret[],
  areMoved: (update: ViewUpdate) => boolean,
): Extension {
  const drawing = (
    above: boolean,
    mark: (view: EditorView, caret: DrawnCaret) => readonly LayerMarker[],
  ): Extension =>
    layer({
      above,
      class: "alongside-carets",
      update: (update) => update.docChanged || update.viewportChanged || areMoved(update),
      markers: (view) => carets(view).flatMap((caret) => mark(view, caret)),
    });
  return [
    drawing(false, (view, { anchor, head, user }) =>
      anchor === head
        ? []
        : rectangles(view, anchor, head).map((place) => new SelectionMarker(user.color, place)),
    ),
    drawing(true, (view, caret) =>
      rectangles(view, caret.head, caret.head).map((place) => new CaretMarker(caret, place)),
    ),
    EditorView.baseTheme({ ...caretRules, [STILL]: stillRules }),
  ];
}

/** Where a range is, of what is near the visible part of the document. */
function rectangles(view: EditorView, anchor: number, head: number): readonly RectangleMarker[] {
  const { length } = view.state.doc;
  const range = EditorSelection.range(Math.min(anchor, length), Math.min(head, length));
  return RectangleMarker.forRange(view, "", range);
}

class SelectionMarker implements LayerMarker {
  readonly color: string;
  readonly place: RectangleMarker;

  constructor(color: string, place: RectangleMarker) {
    this.color = color;
    this.place = place;
  }

  eq(other: SelectionMarker): boolean {
    return this.color === other.color && this.place.eq(other.place);
  }

  draw(): HTMLElement {
    const { left, top, width, height } = this.place;
    return selectionElement(this.color, { left, top, width: width ?? 0, height });
  }
}

class CaretMarker implements LayerMarker {
  readonly caret: DrawnCaret;
  readonly place: RectangleMarker;

  constructor(caret: DrawnCaret, place: RectangleMarker) {
    this.caret = caret;
    this.place = place;
  }

  eq({ caret, place }: CaretMarker): boolean {
    return (
      this.caret.user === caret.user &&
      this.caret.isResting === caret.isResting &&
      this.place.eq(place)
    );
  }

  draw(): HTMLElement {
    return caretElement(this.caret, this.place);
  }

  update(element: HTMLElement, old: LayerMarker): boolean {
    // An element stays with its person, so that a flag fades from where it is.
    if (!(old instanceof CaretMarker) || old.caret.client !== this.caret.client) return false;
    updateCaretElement(element, this.caret, this.place);
    return true;
  }
}
