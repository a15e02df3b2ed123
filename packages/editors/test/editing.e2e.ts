import { expect, test } from "vitest";
import type { Kind } from "./page/mounting.ts";
import { editorsPages } from "./support/editors-page.ts";

const pages = editorsPages();
const kinds: readonly Kind[] = ["codemirror", "quill", "textarea", "input"];
const areas: readonly Kind[] = ["codemirror", "quill", "textarea"];

test.each(kinds)("[R228] %s: a keyboard puts another word in place of one", async (kind) => {
  const page = await pages.open("I saw teh cat");
  await page.mount(kind, "ada");
  await page.focus("ada", 9);
  const devtools = await page.devtools();
  // As the keyboards of phones correct: the word before the caret is composed anew.
  await devtools.send("Input.imeSetComposition", {
    text: "the",
    selectionStart: 3,
    selectionEnd: 3,
    replacementStart: 6,
    replacementEnd: 9,
  });
  await page.edit("ben", ["Well, "]);
  await page.commit("the");
  await page.page.waitForFunction(() => window.stage.shown("ada").startsWith("Well"));
  expect(await page.text()).toBe("Well, I saw the cat");
  expect(await page.shown("ada")).toBe("Well, I saw the cat");
});

test.each(kinds)("[R228] %s: a spelling checker replaces a selected word", async (kind) => {
  const page = await pages.open("I saw teh cat");
  await page.mount(kind, "ada");
  await page.focus("ada", 6, 9);
  await page.page.evaluate(() => document.execCommand("insertText", false, "the"));
  expect(await page.text()).toBe("I saw the cat");
  expect(await page.shown("ada")).toBe("I saw the cat");
});

// Quill itself takes no text that is dropped.
const droppable: readonly Kind[] = ["codemirror", "textarea", "input"];

test.each(droppable)("[R228] %s: a word is dragged and dropped inside the text", async (kind) => {
  const page = await pages.open("one two three");
  await page.mount(kind, "ada");
  await page.edit("ben", ["zero "]);
  await page.focus("ada", 0, 5);
  const from = await page.placeOf("ada", 2);
  const to = await page.placeOf("ada", 13);
  await page.drag(from, to);
  const text = await page.text();
  // Browsers differ in what they do to the spaces around a word.
  expect(text).toMatch(/^one two ?zero {1,2}three$/);
  expect(await page.shown("ada")).toBe(text);
});

test.each(areas)("[R215] %s: lines pasted from Windows have newlines only", async (kind) => {
  const page = await pages.open("ab");
  await page.mount(kind, "ada");
  await page.focus("ada", 1);
  await page.paste("1\r\n2\r\n");
  expect(await page.text()).toBe("a1\n2\nb");
  expect(await page.shown("ada")).toBe("a1\n2\nb");
});

test.each(areas)("[R213] %s: a megabyte is pasted while somebody else writes", async (kind) => {
  const page = await pages.open("ab");
  await page.mount(kind, "ada");
  await page.focus("ada", 1);
  const line = `${"wörds and more ".repeat(64)}\u{1F600}\n`;
  const pasted = line.repeat(Math.ceil((1024 * 1024) / line.length));
  const ended = page.paste(pasted);
  await page.page.evaluate(() => window.stage.edit("ben", ["1", 2, "2"]));
  await ended;
  expect((await page.text()) === `1a${pasted}b2`).toBe(true);
  expect((await page.shown("ada")) === `1a${pasted}b2`).toBe(true);
});

test("[R225] an input shows a newline as a space and leaves it one", async () => {
  const page = await pages.open("one\ntwo");
  await page.mount("input", "ada");
  expect(await page.shown("ada")).toBe("one two");
  await page.focus("ada", 7);
  await page.page.keyboard.type("!");
  await page.edit("ben", ["\n"]);
  expect(await page.text()).toBe("\none\ntwo!");
  expect(await page.shown("ada")).toBe(" one two!");
});

test.each(areas)("[R212] %s: what the server refuses goes back on the screen", async (kind) => {
  const page = await pages.open("one two");
  await page.mount(kind, "ada");
  await page.page.evaluate(() => {
    window.stage.server.judge = (delta) => {
      if (JSON.stringify(delta).includes("!")) throw new Error("No shouting");
    };
  });
  await page.focus("ada", 3);
  await page.page.keyboard.type("!");
  await page.page.keyboard.type(" and");
  expect(await page.shown("ada")).toBe("one! and two");
  expect(await page.text()).toBe("one and two");
  expect(await page.shown("ada")).toBe("one and two");
  expect(await page.refused()).toEqual(["ada: Error: No shouting"]);
});

test.each(areas)("[R212] %s: what cannot be written goes back at once", async (kind) => {
  const page = await pages.open("one two");
  await page.mount(kind, "ada");
  await page.page.evaluate(() => {
    window.stage.client("ada").maxLength = 8;
  });
  await page.focus("ada", 3);
  await page.page.keyboard.type("xyz");
  expect(await page.shown("ada")).toBe("onex two");
  expect(await page.text()).toBe("onex two");
  expect(await page.refused()).toHaveLength(2);
});

test.each(areas)(
  "[R219] %s: it is read-only as long as the text may not be written",
  async (kind) => {
    const page = await pages.open("one");
    await page.mount(kind, "ada");
    const lock = (canWrite: boolean): Promise<void> =>
      page.page.evaluate((can) => {
        window.stage.client("ada").canWrite = can;
      }, canWrite);
    await lock(false);
    await page.focus("ada", 3);
    await page.page.keyboard.type("x");
    await page.edit("ben", [3, " two"]);
    expect(await page.shown("ada")).toBe("one two");
    await lock(true);
    await page.focus("ada", 3);
    await page.page.keyboard.type("y");
    expect(await page.text()).toBe("oney two");
  },
);

test.each(areas)("[R222] %s: undo and redo are of the own edits only", async (kind) => {
  const page = await pages.open("one three");
  await page.mount(kind, "ada");
  await page.focus("ada", 3);
  await page.page.keyboard.insertText(" two");
  await page.settle();
  await page.edit("ben", ["zero ", 13, " four"]);
  await page.edit("ben", [10, "+"]);

  expect(await page.shown("ada")).toBe("zero one t+wo three four");
  await page.page.keyboard.press("Control+z");
  expect(await page.text()).toBe("zero one+ three four");
  await page.page.keyboard.press("Control+z");
  expect(await page.text()).toBe("zero one+ three four");
  await page.page.keyboard.press("Control+Shift+z");
  const text = await page.text();
  expect(text.replace("+", "")).toBe("zero one two three four");
  expect(await page.shown("ada")).toBe(text);
});

/** What a keyboard sends for the key of Z with Control held. */
const Z = { code: "KeyZ", windowsVirtualKeyCode: 90 };
const [CTRL, SHIFT] = [2, 8];

test.each(
  (["textarea", "quill"] as const).flatMap((kind) => [
    [kind, "CapsLock", "Z", "z"] as const,
    [kind, "a Cyrillic layout", "я", "Я"] as const,
  ]),
)("[R407] %s: with %s, Control and the key of Z undo and redo", async (kind, _, small, large) => {
  const page = await pages.open("one");
  await page.mount(kind, "ada");
  await page.focus("ada", 3);
  await page.page.keyboard.insertText(" two");
  await page.settle();
  await page.edit("ben", ["zero "]);
  const devtools = await page.devtools();
  const press = async (key: string, modifiers: number): Promise<string> => {
    await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key, modifiers, ...Z });
    await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", key, modifiers, ...Z });
    return page.text();
  };
  expect((await press(small, CTRL)).trimEnd()).toBe("zero one");
  expect((await press(large, CTRL | SHIFT)).trimEnd()).toBe("zero one two");
});
