import { expect, test } from "vitest";
import { boardsFor } from "./boards.ts";
import { findings } from "./findings.ts";

const { server, open, joinAt } = boardsFor("axe");

test.each(["light", "dark"] as const)(
  "[R1302] axe finds nothing on the gallery, the board and the document in %s",
  async (colorScheme) => {
    const gallery = await joinAt(`${server().url}/gallery`);
    // What is on its way in is not as it will be.
    await gallery.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await gallery.page.waitForSelector(".alongside-more");
    expect(await findings(gallery.page)).toEqual([]);
    await gallery.page.click(".alongside-more");
    await gallery.page.waitForSelector(".alongside-row");
    expect(await findings(gallery.page)).toEqual([]);
    const [board] = await open(2, { colorScheme, reducedMotion: "reduce" });
    await board?.writeNote("A note");
    expect(board && (await findings(board.page))).toEqual([]);
    const document = await joinAt(`${server().url}/document#axe-${colorScheme}`);
    await document.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await document.page.click(".ql-editor");
    await document.page.keyboard.type("A line");
    expect(await findings(document.page)).toEqual([]);
  },
);

test("[R1293, R1297, R1298] by keys the list of everyone opens, is gone through and closes; who comes is read out, and who is here when it is asked", async () => {
  const { page } = await joinAt(`${server().url}/gallery`);
  const more = page.locator(".stage .alongside-more").first();
  await more.focus();
  await page.keyboard.press("Enter");
  const list = page.getByRole("dialog", { name: "People here: 7" });
  await list.waitFor();
  expect(await list.getByRole("listitem").count()).toBe(7);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe(await list.getByRole("button").first().textContent());
  await page.keyboard.press("End");
  expect(await focused()).toBe(await list.getByRole("button").last().textContent());
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  expect(await focused()).toMatch(/^\+\d$/);

  for (let i = 0; i < 3; i += 1) await page.getByRole("button", { name: "Somebody comes" }).click();
  const said = page.locator(".alongside-said").getByText(/ joined$/);
  await said.first().waitFor({ state: "attached" });
  await page.getByRole("list", { name: "People here: 10" }).first().waitFor();
  await page.getByRole("button", { name: "Who is here?" }).click();
  const answer = page.locator(".alongside-said").getByText("10 people here:");
  expect(await answer.textContent()).toMatch(/^10 people here: .* \(you\); /);
});
