import { TextValue } from "@alongside/core";
import { expect, test } from "vitest";
import { duplicateSelected } from "../src/board/actions.ts";
import { Editor } from "../src/board/editor.ts";
import { Growth } from "../src/board/growth.ts";
import type { MeasureText } from "../src/board/growth.ts";
import { HANDLES, resizeBox, scaleShapes } from "../src/board/resize.ts";
import { boxOf } from "../src/lib/geometry.ts";
import type { Shape } from "../src/board/shape.ts";
import { FakeRoom } from "./fake-room.ts";
import { rect } from "./helpers.ts";

/** As wide as half its size is each letter of these tests, and lines break anywhere. */
const measure: MeasureText = (text, letters, width) => {
  const perLine = Math.floor(width / (letters / 2));
  const lines = text
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
  return lines * letters * 1.35;
};

function note(text: string, more: Partial<Shape> = {}): Shape {
  return rect("n", 10, 20, 200, 200, { kind: "note", text: TextValue.from(text), ...more });
}

const heightOf = (shape: Shape): number => new Growth(measure).shown([shape])[0]?.size.h ?? 0;

test("[R432] a note is as high as its text needs it, up to three times its own height", () => {
  expect(heightOf(note("Tea"))).toBe(200);
  const long = heightOf(note("word ".repeat(150)));
  expect(long).toBeGreaterThan(250);
  expect(long).toBeLessThan(600);
  expect(heightOf(note("word ".repeat(160)))).toBeGreaterThan(long);
  expect(heightOf(note("word ".repeat(400)))).toBe(600);
  expect(heightOf(note("word ".repeat(150), { size: { w: 400, h: 400 } }))).toBe(400);
});

test("[R432] shapes with labels grow too; arrows and drawings have none", () => {
  const label = "word ".repeat(40);
  const flat = { size: { w: 180, h: 60 }, text: TextValue.from(label) };
  const rectangle = heightOf(rect("r", 0, 0, 1, 1, flat));
  expect(rectangle).toBeGreaterThan(60);
  // An ellipse has less room in it.
  expect(heightOf(rect("e", 0, 0, 1, 1, { ...flat, kind: "ellipse" }))).toBeGreaterThan(rectangle);
  expect(heightOf(rect("a", 0, 0, 1, 1, { ...flat, kind: "arrow" }))).toBe(60);
});

test("[R432] what has not changed is the same object, and a moved note is not measured again", () => {
  let count = 0;
  const growth = new Growth((...args) => (count++, measure(...args)));
  const short = note("Tea");
  const long = note("word ".repeat(150));
  const shapes = [short, long];
  const shown = growth.shown(shapes);
  expect(shown[0]).toBe(short);
  expect(growth.shown(shapes)).toBe(shown);
  expect(growth.shown([long])[0]).toBe(shown[1]);
  const moved = { ...long, at: { x: 50, y: 50 } };
  expect(growth.shown([moved])[0]?.size).toEqual(shown[1]?.size);
  expect(count).toBe(1);
  const plain = [short];
  expect(growth.shown(plain)).toBe(plain);
});

test("[R432] a grown note is met where it is seen, a copy has its stored size, and pulled sideways it goes on growing", () => {
  const room = new FakeRoom([note("word ".repeat(150))]);
  const own = {
    undo: () => undefined,
    redo: () => undefined,
    group: <T>(fn: () => T) => fn(),
    clear: () => undefined,
  };
  const editor = new Editor(room.room, own, measure);
  editor.selection.set(["n"]);
  const [grown] = editor.selected();
  if (!grown) throw new Error("It should be selected");
  expect(editor.selectionBox()?.h).toBe(grown.size.h);

  const right = HANDLES.find(({ name }) => name === "right");
  const bottom = HANDLES.find(({ name }) => name === "bottom");
  if (!right || !bottom) throw new Error("There should be handles");
  const box = boxOf(grown);
  const pull = (handle: typeof right) =>
    scaleShapes([grown], box, resizeBox(box, handle, { x: 40, y: 40 }, false)).get("n")?.size;
  expect(pull(right)).toEqual({ w: 240, h: 200 });
  expect(pull(bottom)).toEqual({ w: 200, h: grown.size.h + 40 });

  duplicateSelected(editor);
  expect(room.shapes[1]).toMatchObject({ kind: "note", size: { w: 200, h: 200 } });
  expect(room.shapes[1]).not.toHaveProperty("stored");
});

test("[R432] what is written stays in sight as its note grows", () => {
  const { editor } = { editor: new Editor(new FakeRoom().room, {} as never, measure) };
  editor.view.set({ w: 1000, h: 800 });
  editor.panels.set(() => [{ x: 300, y: 720, w: 400, h: 60 }]);
  editor.camera.set({ x: 0, y: 0, zoom: 2 });
  editor.reveal(300);
  expect(editor.camera.get().y).toBe(0);
  editor.reveal(380);
  expect(editor.camera.get().y).toBe((760 - 720 + 24) / 2);
});
