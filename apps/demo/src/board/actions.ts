import { toBoard } from "./camera.ts";
import type { Editor } from "./editor.ts";
import { round } from "../lib/geometry.ts";
import type { Point } from "../lib/geometry.ts";
import { inParts, updateEach } from "./parts.ts";
import { boxArrow } from "./path.ts";
import { moveShapes } from "./resize.ts";
import { nameOf } from "./shape.ts";
import type { Color } from "./shape.ts";
import { NOTE_SIZE, usualShape } from "./usual-shape.ts";

// What people do besides dragging. Each is one step to take back.

/** How far a copy lies from its original. */
const COPY_OFFSET = 16;

export function deleteSelected(editor: Editor): void {
  const ids = editor.selected().map((shape) => shape.id);
  if (ids.length === 0) return;
  updateEach(editor, ids, (doc, id) => doc.shapes.delete(id));
  editor.selection.set([]);
}

/** Brings a deleted shape back, to write on in it. Throws `RangeError` when there is nothing left of it. */
export function restoreToWrite(editor: Editor, id: string): void {
  editor.room.update((doc) => doc.shapes.restore(id));
  editor.selection.set([id]);
  editor.editing.set(id);
}

/** Copies the selection, unlocked, a little aside, and selects the copies. */
export function duplicateSelected(editor: Editor): void {
  const originals = editor.selected();
  if (originals.length === 0) return;
  const copies = updateEach(
    editor,
    originals,
    (doc, { id: _id, locked: _locked, stored, ...shape }) =>
      doc.shapes.push({
        ...shape,
        size: stored ?? shape.size,
        at: { x: round(shape.at.x + COPY_OFFSET), y: round(shape.at.y + COPY_OFFSET) },
      }),
    { characters: ({ points = [], text }) => 200 + 8 * points.length + 2 * text.length },
  );
  editor.selection.set(copies);
}

export function bringSelectedToFront(editor: Editor): void {
  const ids = editor.selected().map((shape) => shape.id);
  inParts(editor, ids, (part) => editor.room.mutate.bringToFront({ ids: part }));
}

export function sendSelectedToBack(editor: Editor): void {
  const ids = editor.selected().map((shape) => shape.id);
  // The last go first, as each part lands before what went there earlier.
  inParts(editor, ids.toReversed(), (part) => {
    editor.room.mutate.sendToBack({ ids: part.toReversed() });
  });
}

/** Locks the selection, or unlocks it when all of it is locked. */
export function toggleLock(editor: Editor): void {
  const shapes = editor.selected();
  if (shapes.length === 0) return;
  const locked = shapes.every((shape) => shape.locked);
  const changed = shapes.filter((shape) => Boolean(shape.locked) === locked);
  editor.said.set(undefined);
  updateEach(editor, changed, (doc, { id }) => {
    const draft = doc.shapes.get(id);
    if (!draft) return;
    if (locked) delete draft.locked;
    else draft.locked = true;
  });
}

/** Colours the selection, and what is drawn next. */
export function setColor(editor: Editor, color: Color): void {
  const shapes = editor.selected();
  const drawsNote = editor.tool.get() === "note";
  if (shapes.length === 0) (drawsNote ? editor.noteColor : editor.color).set(color);
  else {
    if (shapes.some((shape) => shape.kind === "note")) editor.noteColor.set(color);
    if (shapes.some((shape) => shape.kind !== "note")) editor.color.set(color);
  }
  const changed = shapes.filter((shape) => shape.color !== color);
  if (changed.length === 0) return;
  updateEach(editor, changed, (doc, { id }) => {
    const draft = doc.shapes.get(id);
    if (draft) draft.color = color;
  });
}

export function nudge(editor: Editor, by: Point): void {
  const patches = moveShapes(editor.selected(), by);
  updateEach(editor, [...patches], (doc, [id, { at }]) => {
    const draft = doc.shapes.get(id);
    if (draft && at) draft.at = at;
  });
}

/** Selects everything that is not locked. */
export function selectAll(editor: Editor): void {
  editor.use("select");
  editor.selection.set(editor.shapes().flatMap((shape) => (shape.locked ? [] : [shape.id])));
}

/** Puts a shape of the tool's kind into the middle of the view: drawing without a pointer. Returns what it made. */
export function placeInView(editor: Editor): string | undefined {
  const kind = editor.tool.get();
  if (!editor.ready || kind === "select" || kind === "hand" || kind === "ink") return undefined;
  const view = editor.view.get();
  const center = toBoard(editor.camera.get(), { x: view.w / 2, y: view.h / 2 });
  const color = editor.colorFor(kind);
  const { local: id } = editor.room.update((doc) => {
    if (kind !== "arrow") {
      const size = kind === "note" ? NOTE_SIZE : { w: 180, h: 120 };
      return doc.shapes.push(usualShape(kind, size, color, center));
    }
    const line = boxArrow({ x: center.x - 80, y: center.y }, { x: center.x + 80, y: center.y });
    return doc.shapes.push({ kind, color, ...line });
  });
  editor.finish(id);
  return nameOf(kind);
}
