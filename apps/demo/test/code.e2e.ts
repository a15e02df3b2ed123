import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { killMidway, untilReads, writeAround } from "./writing.ts";

const { server, openTwo, join } = boardsFor("code", "code");

const read = (person: BoardPage): Promise<string> =>
  person.page.$$eval(".cm-line", (lines) => lines.map((line) => line.textContent).join("\n"));

/** A file that both have the caret in. */
async function openFile(source: string): Promise<[BoardPage, BoardPage]> {
  const [ada, ben] = await openTwo();
  await ada.page.click(".cm-content");
  await ada.page.keyboard.insertText(source);
  await untilReads(read, ben, source);
  await ben.page.click(".cm-content");
  return [ada, ben];
}

const nameOf = async (person: BoardPage): Promise<string> =>
  (await person.page.getAttribute(".avatars [title$='(you)']", "title"))?.replace(" (you)", "") ??
  "";

test("[R233] two people write in one file at once: both end with the same text, no word is torn, and each sees the other's caret by name", async () => {
  const [ada, ben] = await openFile("const tide = 1;");
  await writeAround(read, [ada, ben], { before: "export ", after: " // metres" });
  const start = await read(ada);
  await Promise.all([ada, ben].map((person) => person.page.keyboard.press("Control+End")));
  await Promise.all([ada.page.keyboard.type(" above zero"), ben.page.keyboard.type(" at noon")]);
  const either = [`${start} above zero at noon`, `${start} at noon above zero`];
  await until("both are there", async () => either.includes(await read(ada)));
  await untilReads(read, ben, await read(ada));
  const flag = await ben.page.waitForSelector(".alongside-flag", { state: "attached" });
  expect(await flag.textContent()).toBe(await nameOf(ada));
  await ada.page.keyboard.press("Shift+Home");
  await ben.page.waitForSelector(".alongside-selection", { state: "attached" });
});

test("[R235] the server is killed in the middle of a line: nothing that was typed is lost, and a fresh page reads the same", async () => {
  const [ada, ben] = await openFile("middle");
  const text = await writeAround(read, [ada, ben], {
    before: "// Ada explains at length what the code below is for, and why so: ",
    after: " // and Ben says of the same line what he thinks about it, at length",
    meanwhile: killMidway(read, server(), [ada, ben], ["Ada", "Ben"]),
  });
  const late = await join(ada);
  await untilReads(read, late, text);
  expect(await read(ada)).toBe(text);
});

test("[R238, R787] the file's name says its language, and undo takes back one's own edits only", async () => {
  const [ada, ben] = await openFile("let a = 1;");
  await ada.page.waitForSelector(".tok-keyword");
  expect(await ada.page.textContent(".code-footer .language")).toBe("TypeScript");
  await ada.page.getByLabel("Name of this file").fill("notes.txt");
  await ada.page.keyboard.press("Enter");
  await until(
    "Ben reads plain text",
    async () => (await ben.page.textContent(".code-footer .language")) === "Plain text",
  );
  await ben.page.waitForSelector(".tok-keyword", { state: "detached" });

  await ben.page.keyboard.press("Control+End");
  await ben.page.keyboard.type(" // Ben's");
  await untilReads(read, ada, "let a = 1; // Ben's");
  await ada.page.click(".cm-content");
  await ada.page.keyboard.press("Control+z");
  await untilReads(read, ada, " // Ben's");
  await untilReads(read, ben, " // Ben's");
});
