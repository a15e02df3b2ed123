import { expect, test } from "vitest";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { until } from "./board-page.ts";

const { server, openOne, joinAt } = boardsFor("directions");

/** Where, from the left, a part of the text in an element is drawn. */
function leftOf(person: BoardPage, selector: string, part: string): Promise<number> {
  return person.page.$eval(
    selector,
    (element, words) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = (node.textContent ?? "").indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + words.length);
        return range.getBoundingClientRect().left;
      }
      throw new Error(`${words} is not in ${element.textContent}`);
    },
    part,
  );
}

test("[R426] on the board each line of a note runs as its first letter says, written and read", async () => {
  const ada = await openOne();
  const { keyboard, mouse } = ada.page;
  await keyboard.press("n");
  await mouse.click(500, 400);
  await keyboard.type("שלום abc");
  await keyboard.press("Enter");
  await keyboard.type("def عربي");
  const area = ada.page.locator(".text-editor textarea");
  expect(await area.evaluate((field) => getComputedStyle(field).direction)).toBe("rtl");
  await keyboard.press("Escape");
  const text = "[data-shape] .shape-text span";
  await ada.page.locator(text).first().waitFor();
  expect(await leftOf(ada, text, "שלום")).toBeGreaterThan(await leftOf(ada, text, "abc"));
  expect(await leftOf(ada, text, "عربي")).toBeGreaterThan(await leftOf(ada, text, "def"));

  await ada.page.fill(".title", "לוח");
  const direction = (selector: string): Promise<string> =>
    ada.page.$eval(selector, (element) => getComputedStyle(element).direction);
  expect(await direction(".title")).toBe("rtl");
});

test("[R426] the other's caret is where a line ends that runs to the left, below one that runs to the right", async () => {
  const ada = await openOne();
  await ada.page.keyboard.press("n");
  await ada.page.mouse.click(500, 400);
  await ada.page.keyboard.type("abc");
  await ada.page.keyboard.press("Enter");
  await ada.page.keyboard.type("שלום def");
  const ben = await joinAt(ada.page.url());
  const paper = await ben.page.locator("[data-shape] .paper").boundingBox();
  if (!paper) throw new Error("There should be a note");
  await ben.page.mouse.dblclick(paper.x + paper.width / 2, paper.y + paper.height / 2);
  const note = await ben.page.locator(".text-editor textarea").boundingBox();
  if (!note) throw new Error("The note should be open");
  // Each time it is drawn it is another element.
  await expect
    .poll(async () => (await ben.page.locator(".alongside-caret").boundingBox())?.x)
    .toBeLessThan(note.x + note.width / 2 - 20);
});

test("[R426] in a document lists and quotes have their marks where their lines begin", async () => {
  const ada = await joinAt(`${server().url}/document#directions`);
  const { keyboard } = ada.page;
  await ada.page.click(".ql-editor");
  await keyboard.type("שלום abc");
  await keyboard.press("Enter");
  await keyboard.type("abc שלום");
  await keyboard.press("Enter");
  await ada.page.getByRole("button", { name: "List", exact: true }).click();
  await keyboard.type("مرحبا");
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  await keyboard.type("بكم");
  await keyboard.press("Enter");
  await keyboard.press("Enter");
  await ada.page.getByRole("button", { name: "Quote", exact: true }).click();
  await keyboard.type("ציטוט");
  const styles = await ada.page.$$eval(".ql-editor :is(p, li, blockquote)", (lines) =>
    lines.map((line) => {
      const { direction, paddingRight, borderRightWidth } = getComputedStyle(line);
      return [line.tagName, direction, parseFloat(paddingRight), parseFloat(borderRightWidth)];
    }),
  );
  expect(styles).toEqual([
    ["P", "rtl", 0, 0],
    ["P", "ltr", 0, 0],
    ["LI", "rtl", 24, 0],
    ["LI", "rtl", 72, 0],
    ["BLOCKQUOTE", "rtl", 18, 3],
  ]);
  // Others see the same.
  const ben = await joinAt(ada.page.url());
  await until(
    "Ben has it",
    async () => (await ben.page.textContent(".ql-editor blockquote"))?.includes("ציטוט") === true,
  );
  expect(await ben.page.$eval(".ql-editor li", (line) => getComputedStyle(line).direction)).toBe(
    "rtl",
  );
});

test("[R795] in code strings stay in order; plain text runs as its lines begin, and keys move the caret as it is seen", async () => {
  const ada = await joinAt(`${server().url}/code#directions`);
  const { keyboard } = ada.page;
  await ada.page.click(".cm-content");
  await keyboard.insertText('greet("שלום", "עולם"); // שלום');
  await ada.page.locator(".cm-line [style*='isolate']").first().waitFor();
  const first = ".cm-line";
  expect(await leftOf(ada, first, "שלום")).toBeLessThan(await leftOf(ada, first, "עולם"));

  await ada.page.fill(".title", "words.txt");
  await keyboard.press("Enter");
  await ada.page.locator(".language", { hasText: "Plain text" }).waitFor();
  await ada.page.click(".cm-content");
  await keyboard.press("Control+a");
  await keyboard.type("שלום abc");
  const direction = (line: number): Promise<string> =>
    ada.page
      .locator(".cm-line")
      .nth(line)
      .evaluate((it) => getComputedStyle(it).direction);
  await until("the line runs to the left", async () => (await direction(0)) === "rtl");
  await keyboard.press("Enter");
  await keyboard.type("abc");
  await until("the next one runs to the right", async () => (await direction(1)) === "ltr");
  // From the end of a line that runs to the left, Right goes back into it.
  await keyboard.press("ArrowUp");
  await keyboard.press("Home");
  await keyboard.press("ArrowLeft");
  await keyboard.type("!");
  await until("it is after the first letter", async () =>
    ((await ada.page.locator(".cm-line").first().textContent()) ?? "").startsWith("ש!"),
  );
});
