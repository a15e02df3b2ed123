import { TextValue } from "@alongside/core";
import { expect, test } from "vitest";
import { pressKey } from "../src/board/keys.ts";
import { press } from "../src/board/tools/index.ts";
import { drag, at, openEditor, rect } from "./helpers.ts";

function key(name: string, more: { ctrl?: boolean; shift?: boolean } = {}) {
  return { key: name, code: "", ctrl: false, shift: false, ...more };
}

test("dragging with the rectangle tool makes one change and selects what it drew", () => {
  const { editor, room } = openEditor();
  editor.use("rectangle");
  drag(editor, [
    [10, 10],
    [60, 40],
    [110, 60],
  ]);
  expect(room.changes).toBe(1);
  expect(room.shapes).toEqual([rect("s1", 10, 10, 100, 50)]);
  expect(editor.selection.get()).toEqual(["s1"]);
  expect(editor.tool.get()).toBe("select");
});

test("a click with a drawing tool makes a shape of the usual size around the pointer", () => {
  const { editor, room } = openEditor();
  editor.use("ellipse");
  drag(editor, [[200, 200]]);
  expect(room.shapes[0]).toMatchObject({
    kind: "ellipse",
    at: { x: 120, y: 120 },
    size: { w: 160, h: 160 },
  });
});

test("shift draws squares", () => {
  const { editor, room } = openEditor();
  editor.use("rectangle");
  drag(
    editor,
    [
      [0, 0],
      [80, 30],
    ],
    { shift: true },
  );
  expect(room.shapes[0]?.size).toEqual({ w: 80, h: 80 });
});

test("Escape while drawing leaves nothing, neither on the board nor in the log", () => {
  const { editor, room } = openEditor();
  editor.use("rectangle");
  press(editor, at(editor, 0, 0));
  editor.move([at(editor, 90, 90)]);
  expect(room.shapes).toHaveLength(1);
  pressKey(editor, key("Escape"));
  editor.release(at(editor, 90, 90));
  expect(room.shapes).toHaveLength(0);
  expect(room.changes).toBe(0);
});

test("ink takes every coalesced place and drops those nobody could see", () => {
  const { editor, room } = openEditor();
  editor.use("ink");
  press(editor, at(editor, 0, 0));
  expect(room.shapes).toHaveLength(1);
  editor.move([at(editor, 10, 0), at(editor, 10.2, 0), at(editor, 20, 0)]);
  editor.release(at(editor, 30, 0));
  expect(room.shapes[0]?.points).toHaveLength(4 * 3);
  expect(editor.tool.get()).toBe("ink");
  expect(room.changes).toBe(1);
});

test("a note opens for writing once it is placed, in its own colour", () => {
  const { editor, room } = openEditor();
  editor.use("note");
  drag(editor, [[300, 300]]);
  expect(editor.editing.get()).toBe("s1");
  expect(room.shapes[0]).toMatchObject({ kind: "note", color: "yellow", at: { x: 200, y: 200 } });
});

test("click selects, shift adds and takes away, a click beside selects nothing", () => {
  const { editor } = openEditor(rect("a", 0, 0, 50, 50), rect("b", 100, 0, 50, 50));
  drag(editor, [[25, 25]]);
  expect(editor.selection.get()).toEqual(["a"]);
  drag(editor, [[125, 25]], { shift: true });
  expect(editor.selection.get()).toEqual(["a", "b"]);
  drag(editor, [[25, 25]], { shift: true });
  expect(editor.selection.get()).toEqual(["b"]);
  drag(editor, [[300, 300]]);
  expect(editor.selection.get()).toEqual([]);
});

test("a click on one of several selected shapes leaves that one selected", () => {
  const { editor } = openEditor(rect("a", 0, 0, 50, 50), rect("b", 100, 0, 50, 50));
  editor.selection.set(["a", "b"]);
  drag(editor, [[25, 25]]);
  expect(editor.selection.get()).toEqual(["a"]);
});

test("a second tap on a shape writes into it; a second click does not", () => {
  const { editor } = openEditor(rect("a", 0, 0, 50, 50));
  drag(editor, [[25, 25]]);
  drag(editor, [[25, 25]]);
  expect(editor.editing.get()).toBeUndefined();
  drag(editor, [[25, 25]], { touch: true });
  expect(editor.editing.get()).toBe("a");
});

test("a marquee selects what it touches and goes away", () => {
  const { editor } = openEditor(rect("a", 10, 10, 50, 50), rect("b", 200, 200, 50, 50));
  press(editor, at(editor, 0, 0));
  editor.move([at(editor, 100, 100)]);
  expect(editor.marquee.get()).toEqual({ x: 0, y: 0, w: 100, h: 100 });
  editor.release(at(editor, 100, 100));
  expect(editor.marquee.get()).toBeUndefined();
  expect(editor.selection.get()).toEqual(["a"]);
});

test("dragging moves all that is selected as one change; a click alone changes nothing", () => {
  const { editor, room } = openEditor(rect("a", 0, 0, 50, 50), rect("b", 100, 0, 50, 50));
  editor.selection.set(["a", "b"]);
  drag(editor, [
    [25, 25],
    [45, 35],
  ]);
  expect(room.shapes.map((shape) => shape.at)).toEqual([
    { x: 20, y: 10 },
    { x: 120, y: 10 },
  ]);
  expect(room.changes).toBe(1);
  drag(editor, [[45, 35]]);
  expect(room.changes).toBe(1);
});

test("Escape puts what is being moved back where it was", () => {
  const { editor, room } = openEditor(rect("a", 0, 0, 50, 50));
  press(editor, at(editor, 25, 25));
  editor.move([at(editor, 200, 200)]);
  expect(room.shapes[0]?.at).toEqual({ x: 175, y: 175 });
  pressKey(editor, key("Escape"));
  expect(room.shapes[0]?.at).toEqual({ x: 0, y: 0 });
  expect(room.changes).toBe(0);
});

test("handles resize; both ends of a single arrow are handles", () => {
  const arrow = rect("b", 200, 200, 50, 50, { kind: "arrow", points: [0, 0, 1, 1] });
  const { editor, room } = openEditor(rect("a", 0, 0, 50, 50), arrow);
  editor.selection.set(["a"]);
  drag(editor, [
    [50, 50],
    [100, 80],
  ]);
  expect(room.shapes[0]?.size).toEqual({ w: 100, h: 80 });
  editor.selection.set(["b"]);
  drag(editor, [
    [250, 250],
    [300, 210],
  ]);
  expect(room.shapes[1]).toMatchObject({ at: { x: 200, y: 200 }, size: { w: 100, h: 10 } });
});

test("a locked shape under a drag moves on this screen only, and the change is for the server to judge", () => {
  const { editor, room } = openEditor(rect("a", 0, 0, 50, 50, { locked: true }));
  press(editor, at(editor, 25, 25));
  editor.move([at(editor, 75, 25)]);
  expect(room.shapes[0]?.at).toEqual({ x: 0, y: 0 });
  expect(editor.held.get().get("a")).toEqual({ at: { x: 50, y: 0 } });
  editor.release(at(editor, 75, 25));
  expect(editor.held.get().size).toBe(0);
  expect(room.changes).toBe(1);
});

test("the hand moves the view; the space bar lends it to every tool", () => {
  const { editor, room } = openEditor();
  editor.use("rectangle");
  editor.borrowedHand.set(true);
  drag(editor, [
    [100, 100],
    [130, 90],
  ]);
  expect(editor.camera.get()).toEqual({ x: -30, y: 10, zoom: 1 });
  expect(room.shapes).toHaveLength(0);
});

test.each([
  ["v", "select"],
  ["h", "hand"],
  ["R", "rectangle"],
  ["o", "ellipse"],
  ["a", "arrow"],
  ["p", "ink"],
  ["n", "note"],
])("the key %s takes the tool %s", (letter, tool) => {
  const { editor } = openEditor();
  expect(pressKey(editor, key(letter))).toBe(true);
  expect(editor.tool.get()).toBe(tool);
});

test("keys delete, duplicate, nudge, lock, order and select everything", () => {
  const text = TextValue.from("Tea");
  const { editor, room } = openEditor(rect("a", 0, 0, 50, 50, { text }), rect("b", 100, 0, 50, 50));
  const ids = (): string[] => room.shapes.map((shape) => shape.id);
  editor.selection.set(["a"]);
  pressKey(editor, key("]"));
  expect(ids()).toEqual(["b", "a"]);
  pressKey(editor, key("["));
  expect(ids()).toEqual(["a", "b"]);
  pressKey(editor, key("ArrowRight", { shift: true }));
  expect(room.shapes[0]?.at).toEqual({ x: 10, y: 0 });
  pressKey(editor, key("d", { ctrl: true }));
  expect(ids()).toEqual(["a", "b", "s1"]);
  expect(room.shapes[2]?.text.toString()).toBe("Tea");
  expect(editor.selection.get()).toEqual(["s1"]);
  pressKey(editor, key("l"));
  expect(room.shapes[2]?.locked).toBe(true);
  pressKey(editor, key("a", { ctrl: true }));
  expect(editor.selection.get()).toEqual(["a", "b"]);
  pressKey(editor, key("Delete"));
  expect(ids()).toEqual(["s1"]);
});

test("arrow keys move the view when nothing is selected; plus, minus, 0 and 1 zoom", () => {
  const { editor } = openEditor(rect("a", 0, 0, 50, 50));
  pressKey(editor, key("ArrowDown"));
  expect(editor.camera.get()).toEqual({ x: 0, y: 80, zoom: 1 });
  pressKey(editor, key("+"));
  expect(editor.camera.get().zoom).toBe(1.25);
  pressKey(editor, key("-"));
  pressKey(editor, key("-"));
  expect(editor.camera.get().zoom).toBe(0.8);
  pressKey(editor, key("0"));
  expect(editor.camera.get().zoom).toBe(1);
  pressKey(editor, key("1"));
  expect(editor.camera.get()).toEqual({ x: -475, y: -375, zoom: 1 });
});

test("Enter draws without a pointer, in the middle of the view", () => {
  const { editor, room } = openEditor();
  pressKey(editor, key("r"));
  pressKey(editor, key("Enter"));
  expect(room.shapes[0]).toMatchObject({ kind: "rectangle", at: { x: 410, y: 340 } });
  pressKey(editor, key("Enter"));
  expect(editor.editing.get()).toBe("s1");
});

test("a key that means nothing is left to the browser", () => {
  const { editor } = openEditor();
  expect(pressKey(editor, key("F5"))).toBe(false);
  expect(pressKey(editor, key("r", { ctrl: true }))).toBe(false);
});
