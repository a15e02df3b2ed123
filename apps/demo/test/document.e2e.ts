import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { killMidway, untilReads, writeAround } from "./writing.ts";

const { server, open, openTwo, openOne, join } = boardsFor("document", "document");

/** The lines of the document. */
const read = (person: BoardPage): Promise<string> =>
  person.page.$$eval(".ql-editor > *", (lines) => lines.map((line) => line.textContent).join("\n"));

const html = (person: BoardPage): Promise<string> =>
  person.page.$eval(".ql-editor", (editor) => editor.innerHTML);

/** A document with one line that both have the caret in. */
async function openDocument(line: string): Promise<[BoardPage, BoardPage]> {
  const [ada, ben] = await openTwo();
  await ada.page.click(".ql-editor");
  await ada.page.keyboard.type(line);
  await untilReads(read, ben, line);
  await ben.page.click(".ql-editor p");
  return [ada, ben];
}

test("[R233] two people write in one paragraph at once: both end with the same text, and no word is torn", async () => {
  const [ada, ben] = await openDocument("The ferry leaves.");
  await writeAround(read, [ada, ben], {
    before: "Please note: ",
    after: " Nobody waits for it.",
  });
  const start = await read(ada);
  await Promise.all([ada, ben].map((person) => person.page.keyboard.press("Control+End")));
  await Promise.all([
    ada.page.keyboard.type(" Quay seven"),
    ben.page.keyboard.type(" Bring a coat"),
  ]);
  const either = [`${start} Quay seven Bring a coat`, `${start} Bring a coat Quay seven`];
  await until("both are there", async () => either.includes(await read(ada)));
  await untilReads(read, ben, await read(ada));
  expect(either).toContain(await read(ben));
  await ben.page.waitForSelector(".alongside-caret");
});

test("[R235] the server is killed in the middle of a sentence: nothing that was typed is lost, and a fresh page reads the same", async () => {
  const [ada, ben] = await openDocument("Middle.");
  const text = await writeAround(read, [ada, ben], {
    before: "Ada writes the first sentence of this paragraph, and it is a long one. ",
    after: " Ben writes the last sentence of it, and goes on while nobody hears him.",
    meanwhile: killMidway(read, server(), [ada, ben], ["Ada", "Ben"]),
  });
  const late = await join(ada);
  await untilReads(read, late, text);
  expect(await html(late)).toBe(await html(ada));
});

test("[R234] formats reach the others, and a fresh page shows the same", async () => {
  const [ada, ben] = await openDocument("Harbour plan");
  const press = (person: BoardPage, name: string) =>
    person.page.getByRole("button", { name, exact: true }).click();
  await ada.page.getByLabel("Kind of line").selectOption("Title");
  await ada.page.keyboard.press("End");
  await ada.page.keyboard.press("Enter");
  await ada.page.getByLabel("Kind of line").selectOption("Text");
  await press(ada, "Bold");
  await ada.page.keyboard.type("Doors");
  await press(ada, "Bold");
  await ada.page.keyboard.type(" open");
  await ada.page.keyboard.press("Enter");
  await press(ada, "Checklist");
  await ada.page.keyboard.type("Flags");
  await ben.page.waitForSelector(".ql-editor li[data-list=unchecked]:has-text('Flags')");
  // The box to check is left of the words.
  await ben.page.click(".ql-editor li", { position: { x: 8, y: 12 } });
  await ada.page.waitForSelector(".ql-editor li[data-list=checked]");

  await ben.page.dblclick(".ql-editor strong");
  await press(ben, "Link");
  await ben.page.getByLabel("Where the link leads").fill("javascript:alert(1)");
  await ben.page.keyboard.press("Enter");
  expect(await ben.page.getAttribute(".link-form input", "aria-invalid")).toBe("true");
  await ben.page.getByLabel("Where the link leads").fill("example.com/doors");
  await ben.page.keyboard.press("Enter");
  await ada.page.waitForSelector(".ql-editor strong a[href='https://example.com/doors']");

  await Promise.all([ada.untilSaved(), ben.untilSaved()]);
  const late = await join(ada);
  await untilReads(read, late, "Harbour plan\nDoors open\nFlags");
  await until("all look the same", async () => {
    const [a, b, c] = await Promise.all([ada, ben, late].map(html));
    return a === b && b === c;
  });
  await ben.page.click(".ql-editor h1");
  await ben.page.keyboard.press("Control+a");
  await press(ben, "Clear formats");
  await ada.page.waitForSelector(".ql-editor :is(h1, strong, a, li)", { state: "detached" });
  expect(await read(ada)).toBe("Harbour plan\nDoors open\nFlags");
});

test("[R216] who is in the toolbar comes back to the line they left, whatever others write before it meanwhile", async () => {
  const [ada, ben] = await openDocument("First");
  await ben.page.keyboard.press("Control+End");
  await ben.page.keyboard.press("Enter");
  await ben.page.keyboard.type("Second");
  await untilReads(read, ada, "First\nSecond");
  const kind = ben.page.getByLabel("Kind of line");
  await kind.focus();
  await ada.page.keyboard.press("Control+Home");
  await ada.page.keyboard.type("Zero, and some words to it\n");
  await untilReads(read, ben, "Zero, and some words to it\nFirst\nSecond");
  await kind.selectOption("Title");
  await ben.page.waitForSelector(".ql-editor h1");
  await ben.page.keyboard.type("!");
  await untilReads(read, ada, "Zero, and some words to it\nFirst\nSecond!");
  expect(await ben.page.locator(".ql-editor h1").allTextContents()).toEqual(["Second!"]);

  await ben.page.getByRole("button", { name: "Link", exact: true }).click();
  const link = ben.page.getByLabel("Where the link leads");
  await link.fill("example.com");
  await ada.page.keyboard.press("Control+Home");
  await ada.page.keyboard.type("More before all of it. ");
  await untilReads(read, ben, "More before all of it. Zero, and some words to it\nFirst\nSecond!");
  await link.press("Escape");
  await ben.page.keyboard.type("?");
  await untilReads(read, ada, "More before all of it. Zero, and some words to it\nFirst\nSecond!?");
});

test("[R787] the buttons undo and redo what one did oneself, and can be pressed only where there is something", async () => {
  const [ada, ben] = await openDocument("Ada was here");
  const undo = (person: BoardPage) => person.page.getByRole("button", { name: "Undo" });
  const redo = (person: BoardPage) => person.page.getByRole("button", { name: "Redo" });
  expect(await undo(ben).isDisabled()).toBe(true);
  await ben.page.keyboard.press("Control+End");
  // In one go: what is typed letter by letter is one step only where no second passes between two.
  await ben.page.keyboard.insertText(", so was Ben");
  await untilReads(read, ada, "Ada was here, so was Ben");
  expect(await redo(ben).isDisabled()).toBe(true);
  await undo(ben).click();
  await untilReads(read, ada, "Ada was here");
  await until("Ben has nothing more to undo", () => undo(ben).isDisabled());
  await redo(ben).click();
  await untilReads(read, ada, "Ada was here, so was Ben");
});

test("[R787] who takes back what others have deleted hears of it, and the next press goes on", async () => {
  const [ada, ben] = await openDocument("first");
  // What is typed within a second is one step.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await ada.page.keyboard.insertText(" second");
  await untilReads(read, ben, "first second");
  await ben.page.keyboard.press("Control+End");
  for (let i = 0; i < " second".length; i++) await ben.page.keyboard.press("Backspace");
  await untilReads(read, ada, "first");
  const undo = ada.page.getByRole("button", { name: "Undo" });
  await undo.click();
  await ada.page.locator(".stuck-hint").waitFor();
  expect(await ada.page.locator(".stuck-hint").textContent()).toContain("deleted this since");
  expect(await read(ada)).toBe("first");
  await undo.click();
  await untilReads(read, ben, "");
});

test("[R238] outline, word count and name follow what people write; a heading is jumped to", async () => {
  const [ada, ben] = await open(2, { viewport: { width: 1280, height: 420 } });
  if (!ada || !ben) throw new Error("Two pages should be open");
  await ada.page.click(".ql-editor");
  for (let i = 1; i <= 3; i++) {
    await ada.page.getByLabel("Kind of line").selectOption("Heading");
    await ada.page.keyboard.type(`Part ${i}`);
    await ada.page.keyboard.press("Enter");
    await ada.page.getByLabel("Kind of line").selectOption("Text");
    for (let line = 1; line <= 5; line++) {
      await ada.page.keyboard.type("a few words");
      await ada.page.keyboard.press("Enter");
    }
  }
  await ada.page.getByLabel("Name of this document").fill("Handbook");
  await ada.page.keyboard.press("Enter");
  await ben.page.getByText("51 words").last().waitFor();
  await until("Ben sees its name", async () => (await ben.page.title()) === "Handbook · Alongside");
  const outline = ben.page.getByRole("navigation", { name: "Outline" });
  await expect
    .poll(() => outline.getByRole("button").allTextContents())
    .toEqual(["Part 1", "Part 2", "Part 3"]);
  await outline.getByRole("button", { name: "Part 3" }).click();
  const heading = ben.page.locator(".ql-editor h2", { hasText: "Part 3" });
  await until("it is in view", async () => {
    const box = await heading.boundingBox();
    return box !== null && box.y > 60 && box.y < 400;
  });
  await ben.page.keyboard.type("The last: ");
  await untilOutline(ada, "The last: Part 3");
});

async function untilOutline(person: BoardPage, text: string): Promise<void> {
  await person.page.getByRole("navigation", { name: "Outline" }).getByText(text).waitFor();
}

test("[R228] a word is dragged to another place with its format, whatever others write meanwhile", async () => {
  const [ada, ben] = await openDocument("one two three");
  const { mouse, keyboard } = ada.page;
  const line = await ada.page.locator(".ql-editor p").boundingBox();
  if (line === null) throw new Error("The line should be there");
  const y = line.y + line.height / 2;
  await mouse.dblclick(line.x + 8, y);
  await ada.page.getByRole("button", { name: "Bold", exact: true }).click();
  await mouse.move(line.x + 8, y);
  await mouse.down();
  await mouse.move(line.x + 16, y, { steps: 3 });
  await ben.page.keyboard.press("Control+Home");
  await ben.page.keyboard.type("> ");
  await untilReads(read, ada, "> one two three");
  await mouse.move(line.x + line.width / 2, y, { steps: 5 });
  await mouse.up();
  await untilReads(read, ben, ">  two threeone");
  expect(await ben.page.locator(".ql-editor strong").last().textContent()).toBe("one");
  await keyboard.press("Control+z");
  await untilReads(read, ben, "> one two three");

  // Back before the rest, and a copy of it with the key for that.
  const end = (await words(ada)).right;
  for (const key of [undefined, "Control"]) {
    await mouse.dblclick(end - 16, y);
    await mouse.move(end - 16, y);
    await mouse.down();
    await mouse.move(end - 24, y, { steps: 3 });
    if (key) await keyboard.down(key);
    await mouse.move((await words(ada)).left + 1, y, { steps: 5 });
    await mouse.up();
    if (key) await keyboard.up(key);
    await untilReads(read, ben, key ? "twothree> one two " : "three> one two ");
  }
});

test("[R237] what is dropped from elsewhere keeps only the formats that a document has", async () => {
  const ada = await openOne();
  await ada.page.click(".ql-editor");
  await ada.page.keyboard.type("end");
  await ada.page.evaluate(() => {
    const data = new DataTransfer();
    data.setData(
      "text/html",
      `<b style="color: red">Bold</b> <a href="javascript:alert(1)">bad</a> `,
    );
    const line = document.querySelector(".ql-editor p");
    const { left: clientX, top, height } = line?.getBoundingClientRect() ?? new DOMRect();
    line?.dispatchEvent(
      new DragEvent("drop", {
        dataTransfer: data,
        clientX,
        clientY: top + height / 2,
        bubbles: true,
        cancelable: true,
      }),
    );
  });
  await untilReads(read, ada, "Bold bad end");
  const dropped = await ada.page.$eval(".ql-editor p", (line) => line.innerHTML);
  expect(dropped).toBe("<strong>Bold</strong> bad end");
});

/** Where the words of the only line begin and end on the screen. */
function words(person: BoardPage): Promise<{ left: number; right: number }> {
  return person.page.$eval(".ql-editor p", (line) => {
    const range = document.createRange();
    range.selectNodeContents(line);
    return range.getBoundingClientRect();
  });
}

test("[R237] what is pasted keeps only the formats that a document has, and no link that runs something", async () => {
  const ada = await openOne();
  await ada.page.click(".ql-editor");
  await ada.page.evaluate(() => {
    const data = new DataTransfer();
    data.setData(
      "text/html",
      `<p style="color: red"><b>Bold</b> <a href="javascript:alert(1)">bad</a> <a href="https://example.com/">good</a><img src="x"></p>`,
    );
    document
      .querySelector(".ql-editor")
      ?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
  });
  await untilReads(read, ada, "Bold bad good");
  await ada.untilSaved();
  const late = await join(ada);
  await untilReads(read, late, "Bold bad good");
  const links = await late.page.$$eval(".ql-editor a", (all) =>
    all.map((a) => a.getAttribute("href")),
  );
  expect(links).toEqual(["https://example.com/"]);
  expect(await late.page.$$(".ql-editor img, .ql-editor [style]")).toEqual([]);
  expect(await late.page.textContent(".ql-editor strong")).toBe("Bold");
});
