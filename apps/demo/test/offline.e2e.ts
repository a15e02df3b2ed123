import { afterEach, expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Cable, socketAt } from "./cable.ts";
import { untilReads } from "./writing.ts";

const rooms = { code: boardsFor("offline", "code"), document: boardsFor("offline", "document") };
const editors = {
  code: { area: ".cm-content", lines: ".cm-line" },
  document: { area: ".ql-editor", lines: ".ql-editor > *" },
} as const;

let cable: Cable | undefined;
afterEach(async () => {
  await cable?.close();
  cable = undefined;
});

const BEN =
  " Ben is on the train and writes on, all of a paragraph, about the quay and the lamp at its end.";
const BELOW = "A second one follows it, and nobody hears of either until he is back.";

/** Types a word at a time, as phones and dictation do: a change each, and a sixth of the keys. */
async function write({ page }: BoardPage, text: string): Promise<void> {
  for (const word of text.split(/(?<= )/)) await page.keyboard.insertText(word);
}

test.each(["code", "document"] as const)(
  "[R235] %s: a paragraph that was written offline is whole on return, beside what was written there meanwhile",
  async (kind) => {
    const { area, lines } = editors[kind];
    const { openOne, joinAt, join } = rooms[kind];
    const read = (person: BoardPage): Promise<string> =>
      person.page.$$eval(lines, (all) => all.map((line) => line.textContent).join("\n"));
    const ada = await openOne();
    cable = await Cable.to(socketAt(ada.page.url()));
    const ben = await joinAt(cable.at(ada.page.url()));
    const start = ["Harbour", "The ferry leaves at nine.", "End"];
    // Lines of code would be indented.
    if (kind === "code") {
      await ada.page.getByLabel("Name of this file").fill("notes.txt");
      await ada.page.keyboard.press("Enter");
      await ben.page.getByText("Plain text").waitFor();
    }
    await ada.page.click(area);
    await ada.page.keyboard.type(start.join("\n"));
    await untilReads(read, ben, start.join("\n"));
    await ada.untilSaved();

    cable.pull();
    await ben.page.click(area);
    for (const key of ["Control+Home", "ArrowDown", "End"]) await ben.page.keyboard.press(key);
    await write(ben, BEN);
    await ben.page.keyboard.press("Enter");
    await write(ben, BELOW);
    await until("Ben is told that it is not saved", async () =>
      (await ben.status()).includes("on this device"),
    );
    for (const key of ["Control+Home", "ArrowDown", "End"]) await ada.page.keyboard.press(key);
    await ada.page.keyboard.type(" Ada says: at ten.");
    await ada.page.keyboard.press("Control+Home");
    await ada.page.keyboard.type("Draft: ");
    await ada.untilSaved();
    expect(await read(ada)).toBe(
      "Draft: Harbour\nThe ferry leaves at nine. Ada says: at ten.\nEnd",
    );

    cable.plug();
    await ben.untilSaved();
    // What is saved is his own: of hers the editor may still show the first letter only, for as long as a burst rests (R210).
    let text = "";
    await until("Ben reads all of Ada's", async () => {
      text = await read(ben);
      return text.startsWith("Draft: ") && text.includes(" Ada says: at ten.");
    });
    expect(text).toContain(`${BEN}\n${BELOW}`);
    // Whose words come first is told by their client ids.
    expect(text.replace(`${BEN}\n${BELOW}`, "").replace(" Ada says: at ten.", "")).toBe(
      `Draft: ${start.join("\n")}`,
    );
    await untilReads(read, ada, text);
    const late = await join(ada);
    await untilReads(read, late, text);
  },
);
