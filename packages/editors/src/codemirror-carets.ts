import { EditorSelection } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import { layer, RectangleMarker } from "@codemirror/view";
import type { EditorView, LayerMarker, ViewUpdate } from "@codemirror/view";
import { addCaretStyle, caretMark, selectionMark } from "./caret-marks.ts";
import type { DrawnCaret } from "./carets.ts";

/**
 * Draws the others' selections below the text and their carets above it: those that `carets` gives, again when the text changed
 * or when `areMoved` says that they did.
 */
export function caretLayers(
  carets: (view: EditorView) => readonly DrawnCaret[],
  areMoved: (update: ViewUpdate) => boolean,
): Extension {
  const drawing = (above: boolean): Extension =>
    layer({
      above,
      class: "alongside-carets",
      mount: (element) => addCaretStyle(element),
      update: (update) => update.docChanged || update.viewportChanged || areMoved(update),
      markers: (view) =>
        carets(view).flatMap((caret) => {
          const { anchor, head } = caret;
          if (!above && anchor === head) return [];
          const { length } = view.state.doc;
          const { clientWidth, scrollLeft } = view.scrollDOM;
          const right = (clientWidth + scrollLeft) * view.scaleX;
          const range = EditorSelection.range(
            Math.min(above ? head : anchor, length),
            Math.min(head, length),
          );
          return RectangleMarker.forRange(view, "", range).map(
            (place) =>
              new Mark(caret, place, right - place.left, above ? caretMark : selectionMark),
          );
        }),
    });
  return [drawing(false), drawing(true)];
}

class Mark implements LayerMarker {
  readonly #caret: DrawnCaret;
  readonly #place: RectangleMarker;
  readonly #room: number;
  readonly #draw: typeof caretMark;

  constructor(caret: DrawnCaret, place: RectangleMarker, room: number, draw: typeof caretMark) {
    this.#caret = caret;
    this.#place = place;
    this.#room = room;
    this.#draw = draw;
  }

  eq(other: Mark): boolean {
    return (
      this.#caret.user === other.#caret.user &&
      this.#caret.movedAt === other.#caret.movedAt &&
      this.#room === other.#room &&
      this.#place.eq(other.#place)
    );
  }

  draw(): HTMLElement {
    // CodeMirror undoes scaling itself.
    return this.#draw(this.#caret, this.#place, 1, this.#room);
  }
}
