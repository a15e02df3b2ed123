import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { killMidway, writeAround } from "./writing.ts";

const { server, openTwo, join } = boardsFor("notes");

const textIn = (person: BoardPage): Promise<string> =>
  person.page.$eval(".text-editor textarea", (area) => (area as HTMLTextAreaElement).value);

/** Two people with the same new note open, who wrote "One two three". */
async function openOneNote(): Promise<[BoardPage, BoardPage]> {
  const [ada, ben] = await openTwo();
  await ada.writeNote("One two three");
  await until("Ben sees the note", async () => (await ben.names())[0] === note("One two three"));
  await ben.page.mouse.dblclick(500, 400);
  await ben.page.waitForSelector(".text-editor textarea");
  return [ada, ben];
}

const note = (text: string): string => `yellow note ${text}`;

test("[R232] two people write in one note at once: each letter arrives, whole words, and carets stay put", async () => {
  const [ada, ben] = await openOneNote();
  await ada.page.keyboard.press("Home");
  await ben.page.waitForSelector(".alongside-caret");
  await Promise.all([
    ada.page.keyboard.type("Zero ", { delay: 15 }),
    ben.page.keyboard.type(" four", { delay: 15 }),
  ]);
  for (const person of [ada, ben]) {
    await until(
      "all is there",
      async () => (await textIn(person)) === "Zero One two three four",
    ).catch(async (error: unknown) => {
      throw new Error(`${String(error)}: ${await textIn(person)}`);
    });
  }
  const caretOf = (person: BoardPage): Promise<number> =>
    person.page.$eval(
      ".text-editor textarea",
      (area) => (area as HTMLTextAreaElement).selectionStart,
    );
  expect([await caretOf(ada), await caretOf(ben)]).toEqual([5, 23]);

  await ada.page.keyboard.press("Escape");
  await ben.page.waitForSelector(".alongside-caret", { state: "detached" });
  await ben.page.keyboard.press("Escape");
  await Promise.all([ada.untilSaved(), ben.untilSaved()]);
  const late = await join(ada);
  await expect.poll(() => late.names()).toEqual([note("Zero One two three four")]);
});

test("[R1330] who only looks sees who writes in a note, with caret and what is marked, on a phone too", async () => {
  const [ada] = await openTwo();
  const viewport = { width: 390, height: 844 };
  const phone = await join(ada, { viewport, hasTouch: true, isMobile: true });
  const caretX = async (): Promise<number> =>
    (await phone.page.locator(".writer-caret").boundingBox())?.x ?? 0;
  await ada.writeNote("");
  await phone.page.getByText("is writing").waitFor();
  await phone.page.getByRole("button", { name: "Show everything" }).tap();
  await until("the caret is in the empty note", async () => (await caretX()) > 0);
  const middle = await caretX();

  await ada.page.keyboard.type("Tea");
  await until("the caret is behind the word", async () => (await caretX()) > middle);
  await ada.page.keyboard.press("Shift+Home");
  await phone.page.locator(".writer-marked").waitFor();
  await until("it is before the word", async () => (await caretX()) < middle);
  const text = await phone.page.locator(".shape-text span").boundingBox();
  expect(await caretX()).toBeCloseTo(text?.x ?? 0, -1);

  await ada.page.keyboard.press("Escape");
  await phone.page.locator(".writer-caret").waitFor({ state: "detached" });
  expect(await phone.page.getByText("is writing").count()).toBe(0);
});

test("[R235] the server is killed while two people write in one note: nothing that was typed is lost, and a fresh page reads the same", async () => {
  const [ada, ben] = await openOneNote();
  const text = await writeAround(textIn, [ada, ben], {
    before: "Ada writes in front of it what has to be said first of all. ",
    after: " Ben writes on behind it, also while nobody hears him.",
    meanwhile: killMidway(textIn, server(), [ada, ben], ["Ada", "Ben"]),
  });
  const late = await join(ada);
  await expect.poll(() => late.names()).toEqual([note(text)]);
});

test("[R232] a caret in a note is drawn where it is at every zoom", async () => {
  const [, ben] = await openOneNote();
  const places: number[] = [];
  for (const keys of [["0"], ["+", "+"]]) {
    // Keys reach the board while nobody writes; then Ben opens the note in the middle of it.
    await ben.page.keyboard.press("Escape");
    for (const key of keys) await ben.page.keyboard.press(key);
    const paper = await ben.page.locator("[data-shape] .paper").boundingBox();
    if (!paper) throw new Error("There should be a note");
    await ben.page.mouse.dblclick(paper.x + paper.width / 2, paper.y + paper.height / 2);
    // Each time it is drawn it is another element.
    const box = await ben.page.waitForFunction(() => {
      const caret = document.querySelector(".alongside-caret")?.getBoundingClientRect();
      return caret && caret.height > 0 && caret.toJSON();
    });
    const caret = (await box.jsonValue()) as DOMRect;
    places.push((caret.x - paper.x) / paper.width, (caret.y - paper.y) / paper.height);
  }
  const [x = 0, y = 0, zoomedX = 0, zoomedY = 0] = places;
  expect(x).toBeGreaterThan(0.6);
  expect(x).toBeLessThan(0.95);
  expect(zoomedX).toBeCloseTo(x, 1);
  expect(zoomedY).toBeCloseTo(y, 1);
});

test("[R231] what is typed into a note after somebody locked it goes back, with the reason", async () => {
  const [ada, ben] = await openOneNote();
  await ada.page.keyboard.press("Escape");
  await ada.page.keyboard.press("l");
  await until(
    "it is locked",
    async () => (await ada.names())[0] === `locked ${note("One two three")}`,
  );
  await ben.page.waitForSelector(".text-editor textarea[readonly]");
  await ben.page.keyboard.type("!");
  expect(await textIn(ben)).toBe("One two three");

  // A page that has not heard of the lock yet.
  await ben.page.$eval(".text-editor textarea", (area) => area.removeAttribute("readonly"));
  await ben.page.keyboard.type("?");
  await ben.page.waitForSelector(".toast[data-code='shape.locked']");
  await until("it went back", async () => (await textIn(ben)) === "One two three");
  expect(await ada.names()).toEqual([`locked ${note("One two three")}`]);
});
