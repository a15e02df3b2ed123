import { TextValue } from "@alongside/core";
import { toBoard } from "../src/board/camera.ts";
import { Editor } from "../src/board/editor.ts";
import type { Shape } from "../src/board/shape.ts";
import { press } from "../src/board/tools/index.ts";
import type { Pointer } from "../src/board/drag.ts";
import { FakeRoom } from "./fake-room.ts";

/** A shape in a few words: `rect("a", 0, 0, 10, 10)`. */
export function rect(
  id: string,
  x: number,
  y: number,
  w: number,
  h: number,
  more: Partial<Shape> = {},
): Shape {
  return {
    id,
    kind: "rectangle",
    at: { x, y },
    size: { w, h },
    color: "slate",
    text: TextValue.empty,
    ...more,
  };
}

/** An editor on a board with these shapes, and what was undone on it. */
export function openEditor(...shapes: readonly Shape[]): {
  editor: Editor;
  room: FakeRoom;
  undone: readonly string[];
} {
  const room = new FakeRoom(shapes);
  const undone: string[] = [];
  const note = (what: string) => () => void undone.push(what);
  const editor = new Editor(room.room, {
    undo: note("undo"),
    redo: note("redo"),
    group: (fn) => fn(),
    clear: note("clear"),
  });
  editor.view.set({ w: 1000, h: 800 });
  return { editor, room, undone };
}

/** A pointer at a place on the screen. */
export function at(editor: Editor, x: number, y: number, more: Partial<Pointer> = {}): Pointer {
  const screen = { x, y };
  const point = toBoard(editor.camera.get(), screen);
  return { ...point, screen, shift: false, alt: false, touch: false, pressure: 0.5, ...more };
}

/** Presses at the first place, moves over the others and lets go at the last. */
export function drag(
  editor: Editor,
  path: readonly [[number, number], ...[number, number][]],
  more: Partial<Pointer> = {},
): void {
  const [first, ...others] = path;
  press(editor, at(editor, ...first, more));
  for (const [x, y] of others) editor.move([at(editor, x, y, more)]);
  editor.release(at(editor, ...(others.at(-1) ?? first), more));
}
