import * as fc from "fast-check";
import { TextValue } from "@alongside/core";
import { normalize } from "@alongside/core/text";
import type { Attributes, Delta, Part, TextJson } from "@alongside/core/text";
import { expect, test } from "vitest";
import { opsOf, quillText } from "../src/quill-delta.ts";
import type { EditorsPage } from "./support/editors-page.ts";
import { editorsPages } from "./support/editors-page.ts";

const pages = editorsPages();

const isKind = (name: string): boolean => name === "header" || name === "list";

/** The shared text, once everything has arrived. */
async function sharedText(page: EditorsPage): Promise<TextValue> {
  await page.settle();
  const json = await page.page.evaluate(() => JSON.stringify(window.stage.server.text));
  return TextValue.from(JSON.parse(json) as TextJson);
}

async function expectSame(page: EditorsPage, name: string): Promise<TextValue> {
  const text = await sharedText(page);
  const contents = await page.page.evaluate((n) => window.stage.contents(n), name);
  expect(contents).toEqual(opsOf(quillText(text, isKind).toDelta()));
  return text;
}

test("[R226] formats, headings, lists and embeds are shown as they are, and typed as they are shown", async () => {
  const shared: Delta = [
    "Title",
    { insert: "\n", attributes: { header: 1 } },
    "Some ",
    { insert: "bold", attributes: { bold: true } },
    " text\nmilk",
    { insert: "\n", attributes: { list: "bullet" } },
    "tea",
    { insert: "\n", attributes: { list: "bullet" } },
    { insert: { image: "data:," } },
    " end",
  ];
  const page = await pages.open(shared);
  await page.mount("quill", "ada");
  await page.mount("quill", "ben");
  await page.mount("textarea", "cyd");
  await expectSame(page, "ada");
  expect(await page.page.locator("#ada h1").textContent()).toBe("Title");
  expect(await page.page.locator("#ada li").count()).toBe(2);
  expect(await page.shown("cyd")).toBe("Title\nSome bold text\nmilk\ntea\n\uFFFC end");

  await page.focus("ada", 20);
  await page.page.keyboard.type("!");
  await page.focus("ada", 30);
  await page.page.keyboard.press("Enter");
  await page.page.keyboard.type("coffee");
  await page.focus("ada", 0, 5);
  await page.page.keyboard.press("Control+i");
  await page.focus("cyd", 15);
  await page.page.keyboard.type("er");
  await expectSame(page, "ada");
  const text = await expectSame(page, "ben");
  expect(text.toDelta()).toEqual([
    { insert: "Title", attributes: { italic: true } },
    { insert: "\n", attributes: { header: 1 } },
    "Some ",
    { insert: "bold", attributes: { bold: true } },
    "er text!\nmilk",
    { insert: "\n", attributes: { list: "bullet" } },
    "tea",
    { insert: "\n", attributes: { list: "bullet" } },
    "coffee",
    { insert: "\n", attributes: { list: "bullet" } },
    { insert: { image: "data:," } },
    " end",
  ]);
});

test("[R715] what the text may not have is taken out of what is pasted, and out of Quill", async () => {
  const page = await pages.open("ab");
  await page.mount("quill", "ada");
  await page.focus("ada", 1);
  await page.page.evaluate(async () => {
    const html = `<b style="color: red">bold</b> <u>under</u>`;
    const item = new ClipboardItem({ "text/html": new Blob([html], { type: "text/html" }) });
    await navigator.clipboard.write([item]);
  });
  await page.page.keyboard.press("Control+v");
  const text = await expectSame(page, "ada");
  expect(text.toDelta()).toEqual(["a", { insert: "bold", attributes: { bold: true } }, " underb"]);
});

test("[R227] a last line becomes a heading, gets a line after it, and becomes plain again", async () => {
  const page = await pages.open("");
  await page.mount("quill", "ada");
  await page.mount("quill", "ben");
  await page.focus("ada", 0);
  await page.page.keyboard.type("- ");
  await page.page.keyboard.type("point");
  expect((await expectSame(page, "ben")).toDelta()).toEqual([
    "point",
    { insert: "\n", attributes: { list: "bullet" } },
  ]);
  await page.page.keyboard.press("Enter");
  await page.page.keyboard.press("Enter");
  expect((await expectSame(page, "ben")).toDelta()).toEqual([
    "point",
    { insert: "\n", attributes: { list: "bullet" } },
    "\n",
  ]);
  await page.page.keyboard.type("after");
  expect((await expectSame(page, "ben")).toDelta()).toEqual([
    "point",
    { insert: "\n", attributes: { list: "bullet" } },
    "after",
  ]);
  for (let i = 0; i < 6; i++) await page.page.keyboard.press("Backspace");
  await page.page.keyboard.press("Home");
  await page.page.keyboard.press("Backspace");
  await expectSame(page, "ada");
  expect((await expectSame(page, "ben")).toDelta()).toEqual(["point"]);
});

const line: fc.Arbitrary<Attributes> = fc.constantFrom(
  { header: 1 },
  { header: 2 },
  { list: "bullet" },
  { list: "ordered" },
);
const stretch: fc.Arbitrary<Part> = fc.oneof(
  fc.constantFrom<Part>("a", "b1", "\n", "\n\n", "\u{1F600}", {
    insert: "bold",
    attributes: { bold: true },
  }),
  line.map((attributes): Part => ({ insert: "\n", attributes })),
  fc.constant<Part>({ insert: { image: "data:," } }),
);
interface Step {
  readonly at: number;
  readonly gone: number;
  readonly inserted: readonly Part[];
  readonly attributes: Attributes | null;
}
const step: fc.Arbitrary<Step> = fc.record({
  at: fc.nat(1_000),
  gone: fc.nat(4),
  inserted: fc.array(stretch, { maxLength: 3 }),
  attributes: fc.option(line),
});

test("[R226] whatever others write, Quill shows it, two hundred changes long", async () => {
  const page = await pages.open("");
  await page.mount("quill", "ada");
  const steps = fc.sample(step, { numRuns: 200, seed: 7 });
  let text = TextValue.empty;
  let shown = text;
  let deltas: Delta[] = [];
  for (const [i, { at, gone, inserted, attributes }] of steps.entries()) {
    const from = at % (text.length + 1);
    const n = Math.min(gone, text.length - from);
    const parts: Part[] = [from, ...inserted];
    // Only newlines carry line attributes.
    const isLines = /^\n+$/.test(text.slice(from, from + n));
    if (n > 0) parts.push(attributes && isLines ? { retain: n, attributes } : -n);
    const delta = normalize(parts);
    if (delta.length > 0 && !text.splits(delta)) {
      deltas.push(delta);
      text = text.apply(delta);
    }
    // Alone and several at once, as they are shown when many people write.
    if (i % 5 !== 0 && i % 5 !== 4) continue;
    await page.edit("ben", ...deltas);
    const contents = await page.page.evaluate(() => window.stage.contents("ada"));
    expect({ shown, deltas, contents }).toEqual({
      shown,
      deltas,
      contents: opsOf(quillText(text, isKind).toDelta()),
    });
    shown = text;
    deltas = [];
  }
  expect(text.length).toBeGreaterThan(20);
  await expectSame(page, "ada");
});
