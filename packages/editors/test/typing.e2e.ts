import { expect, test } from "vitest";
import type { Kind } from "./page/stage.ts";
import { editorsPages } from "./support/editors-page.ts";

const pages = editorsPages();
const kinds: readonly Kind[] = ["codemirror", "quill", "textarea"];

test.each(kinds)("[R210] %s: typing reaches the others, and theirs comes in", async (kind) => {
  const page = await pages.open("one two");
  await page.mount(kind, "ada");
  await page.focus("ada", 3);
  await page.page.keyboard.type(" and");
  await page.edit("ben", ["Zero "]);
  expect(await page.text()).toBe("Zero one and two");
  await page.page.keyboard.press("Backspace");
  await page.page.keyboard.press("Delete");
  await page.page.keyboard.press("Enter");
  expect(await page.text()).toBe("Zero one an\ntwo");
  expect(await page.shown("ada")).toBe("Zero one an\ntwo");
});

test.each(kinds)("[R211] %s: what is composed is not torn by what others write", async (kind) => {
  const page = await pages.open("ab");
  await page.mount(kind, "ada");
  await page.focus("ada", 1);
  await page.compose("に");
  await page.compose("にほ");
  await page.edit("ben", ["1", 1, "2"]);
  await page.compose("にほん");
  expect(await page.shown("ada")).toBe("aにほんb");
  await page.commit("日本");
  await page.page.waitForFunction(() => window.stage.shown("ada").startsWith("1"));
  const text = await page.text();
  expect(await page.shown("ada")).toBe(text);
  expect(["1a日本2b", "1a2日本b"]).toContain(text);
});
