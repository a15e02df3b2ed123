import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { untilReads } from "./writing.ts";

const rooms = { code: boardsFor("typists", "code"), document: boardsFor("typists", "document") };
const editors = {
  code: { area: ".cm-content", line: ".cm-line" },
  document: { area: ".ql-editor", line: ".ql-editor > *" },
} as const;

const LINES = 4;
/** For how long they type. Among all tests a few people do for a few seconds; twenty, where a minute is asked for. */
const asked = process.env["TYPISTS_SECONDS"];
const SECONDS = Number(asked ?? 3);
const people = (few: number): number => (asked === undefined ? few : 20);

test.each([
  ["code", people(5)],
  ["document", people(4)],
] as const)(
  "[R233] %s: %i people type in one text, some at the end of each line: all end with the same text, everybody's words whole, carets behind them",
  async (kind, typists) => {
    const { area, line } = editors[kind];
    const read = (person: BoardPage): Promise<string> =>
      person.page.$$eval(line, (all) => all.map((one) => one.textContent).join("\n"));
    const everyone = await rooms[kind].open(typists, { viewport: { width: 640, height: 480 } });
    const [first] = everyone;
    if (first === undefined) throw new Error("Pages should be open");
    if (kind === "code") {
      await first.page.getByLabel("Name of this file").fill("notes.txt");
      await first.page.keyboard.press("Enter");
    }
    const start = Array.from({ length: LINES }, (_, i) => `Line ${i}:`).join("\n");
    await first.page.click(area);
    await first.page.keyboard.insertText(start);
    await Promise.all(everyone.map((person) => untilReads(read, person, start)));

    // Who puts the caret behind half a word and types there at once, wants to be in it: all are there before anybody types.
    await Promise.all(everyone.map((person, i) => goToLine(person, area, i % LINES)));
    const end = Date.now() + SECONDS * 1000;
    const typed = await Promise.all(
      everyone.map((person, i) => typeOn(person, i, () => Date.now() < end)),
    );
    await Promise.all(everyone.map((person) => person.untilSaved()));
    // All is with the server; what others wrote last may still be on its way to this page.
    const length = start.length + typed.join("").length;
    await expect.poll(async () => (await read(first)).length, { timeout: 15_000 }).toBe(length);
    const text = await read(first);
    await Promise.all(everyone.map((person) => untilReads(read, person, text)));
    const lines = text.split("\n");
    for (const [i, words] of typed.entries()) expect(lines[i % LINES]).toContain(words);

    const places = typed.map((words, i) => ({
      line: i % LINES,
      at: (lines[i % LINES] ?? "").indexOf(words) + words.length,
    }));
    for (const [i, person] of everyone.entries()) {
      const others = places.filter((_, of) => of !== i);
      await until(`page ${i} has all carets behind what their owners typed`, () =>
        person.page.evaluate(haveCarets, { line, places: others }),
      );
    }
  },
  180_000 + SECONDS * 2000,
);

async function goToLine({ page }: BoardPage, area: string, line: number): Promise<void> {
  await page.click(area);
  await page.keyboard.press("Control+Home");
  for (let i = 0; i < line; i++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
}

/** Types words with the typist's mark. Answers all that was typed. */
async function typeOn({ page }: BoardPage, typist: number, isTime: () => boolean): Promise<string> {
  const mark = String.fromCharCode(97 + typist);
  let typed = "";
  for (let n = 1; isTime(); n++) {
    const word = ` ${mark.repeat(3 + (n % 5))}${n}`;
    await page.keyboard.type(word, { delay: 60 });
    typed += word;
  }
  await page.keyboard.type(".");
  return `${typed}.`;
}

/** Runs in the page: whether behind each of these letters stands one of the carets that are drawn. */
function haveCarets({
  line,
  places,
}: {
  readonly line: string;
  readonly places: readonly { readonly line: number; readonly at: number }[];
}): boolean {
  const carets = [...document.querySelectorAll(".alongside-caret")].map((caret) =>
    caret.getBoundingClientRect(),
  );
  const lines = document.querySelectorAll(line);
  return places.every((place) => {
    const texts = document.createTreeWalker(
      lines[place.line] ?? document.body,
      NodeFilter.SHOW_TEXT,
    );
    let left = place.at;
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (node.parentElement?.closest(".alongside-caret") !== null) continue;
      const length = node.textContent?.length ?? 0;
      if (length < left) {
        left -= length;
        continue;
      }
      const letter = document.createRange();
      letter.setStart(node, left - 1);
      letter.setEnd(node, left);
      const box = letter.getBoundingClientRect();
      return carets.some(
        ({ x, top, bottom }) => Math.abs(x - box.right) < 3 && top < box.bottom && bottom > box.top,
      );
    }
    return false;
  });
}
