import { Module, Range } from "quill/core.js";
import type Quill from "quill/core.js";
import type { Op } from "quill/core.js";

/** What we use of Quill's deltas, whose own types Node's resolution does not find. */
interface Changes {
  readonly ops: Op[];
  length(): number;
  /** Where a position is after these changes; with `isLeft` before what is inserted there. */
  transformPosition(position: number, isLeft?: boolean): number;
}

const NO_FILES = "Documents hold text only: images and other files cannot be put in.";

/**
 * Text that is dragged inside a document moves there, or is copied with the key for that; text from elsewhere is put in. It takes
 * the place of Quill's uploader, which takes images alone, and documents have none.
 */
export class TextDrop extends Module {
  /** The part of this document that is being dragged, wherever others' edits move it meanwhile. */
  #dragged: Range | undefined;
  /** Hears why something was not put in. */
  onRefused: (message: string) => void = () => {};

  constructor(quill: Quill, options: Partial<object>) {
    super(quill, options);
    const start = (event: DragEvent): void => {
      // Quill would let nothing be dragged.
      event.stopPropagation();
      const range = quill.getSelection();
      this.#dragged = range && range.length > 0 ? range : undefined;
    };
    quill.root.addEventListener("dragstart", start, { capture: true });
    quill.root.addEventListener("dragend", () => {
      this.#dragged = undefined;
    });
    quill.root.addEventListener("drop", (event) => {
      event.preventDefault();
      if (quill.isEnabled()) this.#drop(event);
    });
    quill.on("text-change", (changes: Changes) => {
      if (this.#dragged) this.#dragged = moved(this.#dragged, changes);
    });
  }

  /** Called by Quill with files that are pasted, and for images in what is pasted or dropped. */
  upload(): void {
    this.onRefused(NO_FILES);
  }

  #drop(event: DragEvent): void {
    const { quill } = this;
    const at = indexAt(quill, event);
    const from = this.#dragged;
    this.#dragged = undefined;
    if (at === undefined) return;
    if (from === undefined) {
      if ((event.dataTransfer?.files.length ?? 0) > 0) return this.onRefused(NO_FILES);
      const text = this.#textOf(event.dataTransfer);
      this.#put(at, text.length(), [{ retain: at }, ...text.ops]);
      return;
    }
    const { index, length } = from;
    // Others may have deleted it meanwhile.
    if (length === 0) return;
    const { ops } = quill.getContents(index, length) as Changes;
    if (event.ctrlKey || event.altKey) this.#put(at, length, [{ retain: at }, ...ops]);
    else if (at < index)
      this.#put(at, length, [{ retain: at }, ...ops, { retain: index - at }, { delete: length }]);
    else if (at > index + length) {
      const between = at - index - length;
      const moves = [{ retain: index }, { delete: length }, { retain: between }, ...ops];
      this.#put(index + between, length, moves);
    }
  }

  /** Makes the change, and selects what it put at `index`. */
  #put(index: number, length: number, ops: readonly Op[]): void {
    const { quill } = this;
    const made = ops.filter(({ retain }) => retain !== 0);
    // A step of its own to take back, however soon after typing.
    quill.history.cutoff();
    quill.updateContents(made, "user");
    quill.history.cutoff();
    quill.focus();
    quill.setSelection(index, length, "user");
  }

  #textOf(data: DataTransfer | null): Changes {
    const html = data?.getData("text/html") ?? "";
    return this.quill.clipboard.convert({ html, text: data?.getData("text/plain") ?? "" });
  }
}

/** Where in the document a place on the screen is. */
export function indexAt(
  quill: Quill,
  { clientX, clientY }: Pick<MouseEvent, "clientX" | "clientY">,
): number | undefined {
  const place = rangeAt(clientX, clientY);
  const native = place && quill.selection.normalizeNative(place);
  return native ? quill.selection.normalizedToRange(native).index : undefined;
}

function rangeAt(x: number, y: number): globalThis.Range | null {
  // Newer browsers have the one, older ones the other.
  const position = document.caretPositionFromPoint?.(x, y);
  if (!position) return document.caretRangeFromPoint?.(x, y) ?? null;
  const range = document.createRange();
  range.setStart(position.offsetNode, position.offset);
  return range;
}

function moved({ index, length }: Range, changes: Changes): Range {
  const start = changes.transformPosition(index);
  return new Range(start, Math.max(0, changes.transformPosition(index + length, true) - start));
}
