import { isDrag } from "../drag.ts";
import type { Drag, Pointer } from "../drag.ts";
import { boxBetween, boxHolds, boxOf, distance, snapAngle } from "../../lib/geometry.ts";
import { shapeAt, shapesIn } from "../hit-test.ts";
import { arrowEnds } from "../path.ts";
import { moveArrowEnd, moveShapes, resizeBox, scaleShapes } from "../resize.ts";
import type { Editor } from "../editor.ts";
import { gripAt } from "../grip.ts";
import type { Grip } from "../grip.ts";
import type { Patches, Shape } from "../shape.ts";
import { SMALLEST_DRAWN } from "./draw-out.ts";
import { orScroll } from "./read.ts";
import type { Tool } from "./tool.ts";

/** Selects by click, shift and marquee; moves what is selected, resizes it by its handles. */
export const select: Tool = {
  name: "select",
  cursor: "default",
  press(editor, pointer) {
    const grip = gripAt(editor, pointer);
    if (grip) return pull(editor, pointer, grip);
    const shape = shapeUnder(editor, pointer);
    if (!shape) return marquee(editor, pointer);
    const drag = move(editor, pointer, shape);
    // What is locked stays where it is: a finger on it can only mean to read.
    return shape.locked ? orScroll(editor, pointer, drag) : drag;
  },
  hover(editor, pointer) {
    const grip = gripAt(editor, pointer);
    if (grip) return grip.type === "end" ? "move" : grip.handle.cursor;
    return shapeUnder(editor, pointer) ? "move" : "default";
  },
};

function slack(editor: Editor, pointer: Pointer): number {
  return (pointer.touch ? 14 : 6) / editor.camera.get().zoom;
}

/** The shape under the pointer; inside the selection's own box the selection comes first. */
function shapeUnder(editor: Editor, pointer: Pointer): Shape | undefined {
  const hit = shapeAt(editor.shapes(), pointer, slack(editor, pointer));
  if (hit || pointer.shift) return hit;
  const selected = editor.selected();
  if (selected.length < 2) return undefined;
  return selected.find((shape) => boxHolds(boxOf(shape), pointer));
}

function pull(editor: Editor, start: Pointer, grip: Grip): Drag | undefined {
  const shapes = editor.selected();
  const box = editor.selectionBox();
  if (!box) return undefined;
  return alterBy(editor, shapes, start, (pointer) => {
    const by = { x: pointer.x - start.x, y: pointer.y - start.y };
    if (grip.type === "handle") {
      return scaleShapes(shapes, box, resizeBox(box, grip.handle, by, pointer.shift));
    }
    const ends = arrowEnds(boxOf(grip.arrow), grip.arrow.points);
    const to = { x: ends[grip.end].x + by.x, y: ends[grip.end].y + by.y };
    const other = ends[grip.end === 0 ? 1 : 0];
    const end = pointer.shift ? snapAngle(other, to) : to;
    // On its other end the arrow would be too small to be seen.
    if (distance(other, end) * editor.camera.get().zoom < SMALLEST_DRAWN) return new Map();
    return new Map([[grip.arrow.id, moveArrowEnd(grip.arrow, grip.end, end)]]);
  });
}

function move(editor: Editor, start: Pointer, shape: Shape): Drag {
  const before = editor.selection.get();
  const wasSelected = before.includes(shape.id);
  if (!wasSelected) editor.selection.set(start.shift ? [...before, shape.id] : [shape.id]);
  const shapes = editor.selected();
  const drag = alterBy(editor, shapes, start, (pointer) => {
    const by = { x: pointer.x - start.x, y: pointer.y - start.y };
    if (pointer.shift) by[Math.abs(by.x) < Math.abs(by.y) ? "x" : "y"] = 0;
    return moveShapes(shapes, by);
  });
  let isMoved = false;
  return {
    move(pointers) {
      isMoved ||= isDrag(start, pointers.at(-1) ?? start);
      drag.move(pointers);
    },
    end(pointer) {
      drag.end(pointer);
      if (!wasSelected || isDrag(start, pointer)) return;
      // A click on what was selected: with shift it leaves the selection, else it stays alone.
      editor.selection.set(start.shift ? before.filter((id) => id !== shape.id) : [shape.id]);
      // Fingers have no double click to write with: a second tap does.
      if (start.touch && before.length === 1) editor.write(shape);
    },
    stop() {
      drag.stop();
      if (!isMoved) editor.selection.set(before);
    },
    cancel() {
      drag.cancel();
      editor.selection.set(before);
    },
  };
}

/** A drag that shows `patches` from the first real movement on, and makes them one change at its end. */
function alterBy(
  editor: Editor,
  shapes: readonly Shape[],
  start: Pointer,
  patches: (pointer: Pointer) => Patches,
): Drag {
  const altering = editor.alter(shapes.map((shape) => shape.id));
  let moved = false;
  function show(pointer: Pointer): void {
    moved ||= isDrag(start, pointer);
    if (moved) altering.show(patches(pointer));
  }
  function stop(): void {
    if (moved) altering.commit();
    else altering.cancel();
  }
  return {
    move: (pointers) => show(pointers.at(-1) ?? start),
    end(pointer) {
      show(pointer);
      stop();
    },
    stop,
    cancel: () => altering.cancel(),
  };
}

function marquee(editor: Editor, start: Pointer): Drag {
  const before = editor.selection.get();
  const kept = start.shift ? before : [];
  editor.selection.set(kept);
  let isDrawn = false;
  function cancel(): void {
    editor.marquee.set(undefined);
    editor.selection.set(before);
  }
  return {
    move(pointers) {
      const pointer = pointers.at(-1) ?? start;
      isDrawn ||= isDrag(start, pointer);
      const box = boxBetween(start, pointer);
      editor.marquee.set(box);
      const inside = shapesIn(editor.shapes(), box).map((shape) => shape.id);
      editor.selection.set([...new Set([...kept, ...inside])]);
    },
    end: () => editor.marquee.set(undefined),
    stop() {
      if (isDrawn) editor.marquee.set(undefined);
      else cancel();
    },
    cancel,
  };
}
