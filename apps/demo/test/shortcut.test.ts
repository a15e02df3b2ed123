import { expect, test } from "vitest";
import { isCommand, pressKey } from "../src/board/keys.ts";
import { shortcutOf } from "../src/lib/shortcut.ts";
import { reveal, selectNext } from "../src/board/step-through.ts";
import { openEditor, rect } from "./helpers.ts";

test.each([
  ["Russian", "к", "KeyR", false, "r"],
  ["Russian", "К", "KeyR", true, "r"],
  ["Greek", "ν", "KeyN", false, "n"],
  ["Hebrew", "ש", "KeyA", false, "a"],
  ["Arabic", "ح", "KeyP", false, "p"],
  ["Korean", "ㅍ", "KeyV", false, "v"],
  ["a Japanese input method", "Process", "KeyO", false, "o"],
  ["Russian", "х", "BracketLeft", false, "["],
  ["Arabic", "؟", "Slash", true, "?"],
  ["Russian", "?", "Digit7", true, "?"],
  ["French", "&", "Digit1", false, "1"],
  ["French", "à", "Digit0", false, "0"],
  ["French", "-", "Digit6", false, "-"],
  ["American", "!", "Digit1", true, "1"],
  ["Dvorak", "r", "KeyO", false, "r"],
  ["Dvorak", ";", "KeyZ", false, ";"],
  ["any", "Enter", "Enter", false, "Enter"],
  ["any", "Ö", "", false, "Ö"],
])(
  "[R493] on a %s keyboard, %s at %s means what is written there",
  (_layout, key, code, shift, means) => {
    expect(shortcutOf({ key, code, shift })).toBe(means);
  },
);

test("[R493] tools, undo and duplicate are where they are on a Russian keyboard", () => {
  const { editor, room, undone } = openEditor(rect("a", 0, 0, 50, 50));
  const press = (key: string, code: string, ctrl = false): boolean =>
    pressKey(editor, { key, code, ctrl, shift: false });
  press("т", "KeyT");
  expect(editor.tool.get()).toBe("select");
  press("ф", "KeyA", true);
  press("в", "KeyD", true);
  press("я", "KeyZ", true);
  press("з", "KeyP");
  expect([room.shapes.length, undone, editor.tool.get()]).toEqual([2, ["undo"], "ink"]);
});

test("[R784] ? shows the keys, and hides them again as Escape does, which gives up nothing else then", () => {
  const { editor } = openEditor(rect("a", 0, 0, 50, 50));
  editor.selection.set(["a"]);
  const press = (key: string): boolean =>
    pressKey(editor, { key, code: "", ctrl: false, shift: true });
  press("?");
  expect(editor.help.get()).toBe(true);
  press("?");
  expect(editor.help.get()).toBe(false);
  press("?");
  press("Escape");
  expect([editor.help.get(), editor.selection.get()]).toEqual([false, ["a"]]);
});

test("[R783] one shape after the other is selected, locked ones too, and past the last none", () => {
  const { editor } = openEditor(
    rect("a", 0, 0, 50, 50),
    rect("b", 5000, 9000, 50, 50, { locked: true }),
  );
  const steps = ([1, 1, 1, -1, -1] as const).map((way) => [
    selectNext(editor, way),
    ...editor.selection.get(),
  ]);
  expect(steps).toEqual([
    [true, "a"],
    [true, "b"],
    [false, "b"],
    [true, "a"],
    [false, "a"],
  ]);
  editor.selection.set([]);
  selectNext(editor, -1);
  expect(editor.selection.get()).toEqual(["b"]);
  expect(selectNext(openEditor().editor, 1)).toBe(false);
});

test("[R783] the view moves no farther than needed to show a shape", () => {
  const view = rectBox(0, 56, 1000, 672);
  const camera = { x: 0, y: 0, zoom: 2 };
  expect(reveal(camera, rectBox(100, 100, 50, 50), view)).toEqual(camera);
  expect(reveal(camera, rectBox(500, 100, 50, 50), view)).toEqual({ x: 58, y: 0, zoom: 2 });
  expect(reveal(camera, rectBox(-100, -100, 50, 50), view)).toEqual({ x: -108, y: -136, zoom: 2 });
  expect(reveal(camera, rectBox(0, 0, 5000, 5000), view)).toEqual({ x: -8, y: -36, zoom: 2 });
});

test("[R492] somebody whose text is gone is nobody's writer until they do something else", () => {
  const { editor, room } = openEditor(rect("a", 0, 0, 50, 50), rect("b", 0, 0, 50, 50));
  editor.editing.set("a");
  expect(editor.isOrphaned).toBe(false);
  room.update((doc) => doc.shapes.delete("a"));
  expect(editor.isOrphaned).toBe(true);
  editor.editing.set(undefined);
  expect(editor.isOrphaned).toBe(false);
  expect(isCommand({ key: "r", code: "KeyR", ctrl: false, shift: false })).toBe(true);
});

function rectBox(x: number, y: number, w: number, h: number) {
  return { x, y, w, h };
}
