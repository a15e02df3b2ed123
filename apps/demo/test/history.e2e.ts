import { expect, test } from "vitest";
import { findings, goOverTo } from "./findings.ts";
import { type BoardPage, until, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { open, joinAt, server } = boardsFor("history");

async function untilCount(person: BoardPage, count: number): Promise<void> {
  await until(`${count} shapes are shown`, async () => (await person.ids()).length === count);
}

test("[R1601, R1602, R1603] a board is scrubbed while somebody else draws, and one record is brought back and that undone", async () => {
  const [ada, ben] = await open(2, { reducedMotion: "reduce" });
  if (!ada || !ben) throw new Error("Two pages should be open");
  const { page } = ada;
  for (const x of [150, 300, 450])
    await ada.draw("r", [
      [x, 250],
      [x + 100, 330],
    ]);
  await ada.page.keyboard.press("Delete");
  await untilCount(ben, 2);
  await ada.untilSaved();

  await page.getByRole("button", { name: "History" }).click();
  const player = page.getByRole("region", { name: "History" });
  await player.getByText("This is now").waitFor();
  const slider = player.getByRole("slider", { name: "Moment" });
  await until("all of it is here", async () => (await slider.getAttribute("max")) !== "0");
  await page.keyboard.press("ArrowLeft");
  await player.getByText(/^You are looking at today \d\d:\d\d:\d\d$/).waitFor();
  await untilCount(ada, 3);
  await page.keyboard.press("Home");
  await untilCount(ada, 0);

  const max = await slider.getAttribute("max");
  // What somebody else does meanwhile is not seen, and not lost.
  await ben.draw("o", [
    [150, 450],
    [250, 520],
  ]);
  await ben.untilSaved();
  await until(
    "what he did is on the track",
    async () => (await slider.getAttribute("max")) !== max,
  );
  await untilCount(ada, 0);
  await page.keyboard.press("End");
  await player.getByText("This is now").waitFor();
  await untilCount(ada, 3);

  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  // There are three now, too: two of these and an ellipse.
  await expect
    .poll(() => ada.names())
    .toEqual(["slate rectangle", "slate rectangle", "slate rectangle"]);
  for (const colorScheme of ["light", "dark"] as const) {
    await goOverTo(page, colorScheme);
    expect(await findings(page)).toEqual([]);
  }
  await player.getByRole("button", { name: "Name this moment" }).click();
  await page.keyboard.type("Three of them");
  await page.keyboard.press("Enter");
  await player.getByRole("button", { name: "Three of them" }).waitFor();

  await page.mouse.click(450, 290);
  await player.getByRole("button", { name: "Restore this rectangle" }).click();
  await player.getByText("Restored; undo takes it back").waitFor();
  await player.getByRole("button", { name: "Close the history" }).click();
  expect(await untilEqual([ada, ben], 4)).toHaveLength(4);
  await page.keyboard.press("Control+z");
  expect(await untilEqual([ada, ben], 3)).toHaveLength(3);
});

test("[R1604] space plays, Escape closes, and on a phone all of it is in reach", async () => {
  const [ada] = await open(1, { viewport: { width: 390, height: 780 }, hasTouch: true });
  if (!ada) throw new Error("A page should be open");
  for (const y of [250, 350])
    await ada.draw("r", [
      [120, y],
      [220, y + 60],
    ]);
  await ada.untilSaved();
  await ada.page.getByRole("button", { name: "History" }).click();
  const player = ada.page.getByRole("region", { name: "History" });
  await player.getByText("This is now").waitFor();
  await ada.page.keyboard.press("Home");
  await untilCount(ada, 0);
  await ada.page.keyboard.press(" ");
  await player.getByText("This is now").waitFor();
  await untilCount(ada, 2);
  await ada.page.keyboard.press("ArrowLeft");
  for (const button of await player.getByRole("button").all()) {
    const box = await button.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 390 && box.height >= 24).toBe(true);
  }
  // The list of changes lies behind a button there, and goes once something of it was picked.
  const toggle = ada.page.getByRole("button", { name: "Changes", expanded: false });
  const list = ada.page.getByRole("navigation", { name: "Changes" });
  expect(await list.isVisible()).toBe(false);
  await toggle.click();
  const box = await list.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 390 && box.height >= 44).toBe(true);
  await list.getByRole("button").first().click();
  await list.waitFor({ state: "hidden" });
  await untilCount(ada, 2);
  await ada.page.keyboard.press("Escape");
  await player.waitFor({ state: "detached" });
  await untilCount(ada, 2);
});

test("[R1606, R1607, R1608, R1609] a document is scrubbed while somebody else types: who wrote what is in their colours, and now is intact", async () => {
  const url = `${server().url}/document#history-document`;
  const [ada, ben] = [await joinAt(url), await joinAt(url)];
  const { page } = ada;
  const past = page.locator(".past-sheet .ql-editor");
  const untilShown = (text: string) =>
    until(`the past says ${text}`, async () => (await past.innerText()).trim() === text);
  await page.click(".ql-editor");
  await page.keyboard.type("Ada begins.");
  await ben.page.getByText("Ada begins.").click();
  await ben.page.keyboard.press("Control+End");
  await ben.page.keyboard.type(" Ben goes on.");
  await ben.untilSaved();
  await page.getByText("Ada begins. Ben goes on.").waitFor();

  await page.getByRole("button", { name: "History" }).click();
  const player = page.getByRole("region", { name: "History" });
  await player.getByText("This is now").waitFor();
  await untilShown("Ada begins. Ben goes on.");
  const colored = past.locator("[style*=border-bottom-color]");
  await until("both have colours", async () => (await colored.count()) === 2);
  expect((await colored.allInnerTexts()).map((text) => text.trim())).toEqual([
    "Ada begins.",
    "Ben goes on.",
  ]);
  expect(await page.getByRole("list", { name: "Who wrote what" }).innerText()).toMatch(
    /13 letters[^]*11 letters/,
  );
  for (const colorScheme of ["light", "dark"] as const) {
    await goOverTo(page, colorScheme);
    expect(await findings(page)).toEqual([]);
  }

  const slider = player.getByRole("slider", { name: "Moment" });
  await until("all of it is here", async () => (await slider.getAttribute("max")) !== "0");
  await slider.focus();
  await page.keyboard.press("Home");
  await untilShown("");
  await ben.page.keyboard.type(" And on.");
  await ben.untilSaved();
  await untilShown("");
  await page.keyboard.press("End");
  await untilShown("Ada begins. Ben goes on. And on.");

  // What Ben did is taken back; what Ada did stays.
  const changes = page.getByRole("navigation", { name: "Changes" });
  await changes.getByRole("button").last().click();
  await untilShown("Ada begins.");
  await player.getByRole("button", { name: "Restore everything" }).waitFor();
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await until("Ben has begun", async () => (await past.textContent()) !== "Ada begins.");
  await player.getByRole("button", { name: /^Take back/ }).click();
  await untilShown("Ada begins.");
  await player.getByText("This is now").waitFor();
  await ben.page.getByText("Ada begins.", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Undo the restore" }).click();
  await untilShown("Ada begins. Ben goes on. And on.");
  await page.keyboard.press("Escape");
  await player.waitFor({ state: "detached" });
  await page.setViewportSize({ width: 390, height: 780 });
  await page.getByRole("button", { name: "History" }).click();
  await player.getByText("This is now").waitFor();
  await page.keyboard.press("ArrowLeft");
  for (const button of await player.getByRole("button").all()) {
    const box = await button.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 390 && box.height >= 24).toBe(true);
  }
  // From the text too.
  await past.click();
  await page.keyboard.press("Escape");
  await player.waitFor({ state: "detached" });
  const [mine, others] = [page, ben.page].map((one) => one.locator(".ql-editor"));
  expect(await mine?.innerText()).toBe(await others?.innerText());
});
