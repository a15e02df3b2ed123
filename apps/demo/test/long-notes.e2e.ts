import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { phoneFor } from "./fingers.ts";

const { open, openOne, openTwo } = boardsFor("long-notes");

const WORDS = "Words for a note that grows as one writes. ";

const paperOf = async ({ page }: BoardPage) => {
  const box = await page.locator("[data-shape] .paper").first().boundingBox();
  if (!box) throw new Error("There should be a note");
  return box;
};

test("[R432] a note grows while somebody writes in it, on both screens and in their sight, and shrinks as the words are taken back", async () => {
  const [ada, ben] = await openTwo();
  const { keyboard, mouse } = ada.page;
  await keyboard.press("n");
  await mouse.click(500, 560);
  await keyboard.type("Tea");
  expect((await paperOf(ada)).height).toBe(200);
  // In one go: what takes longer than a second is more than one step to take back.
  await keyboard.insertText(`${WORDS.repeat(16)}end`);
  await until("it grew for both", async () => {
    const [hers, his] = await Promise.all([paperOf(ada), paperOf(ben)]);
    return hers.height > 230 && his.height === hers.height;
  });
  const { height } = await paperOf(ada);
  expect(height).toBeLessThan(500);
  expect(await ben.page.locator(".more-text").count()).toBe(0);
  const toolbar = await ada.page.locator(".style-bar").boundingBox();
  const { y } = await paperOf(ada);
  expect(y + height - 14).toBeLessThan(toolbar?.y ?? 0);
  expect(
    await ada.page.$eval(".text-editor textarea", (area) => area.scrollHeight - area.clientHeight),
  ).toBe(0);

  await keyboard.press("Escape");
  const frame = await ada.page.locator(".selection").boundingBox();
  expect(frame?.height).toBeCloseTo(height, -1);
  expect(await ada.page.textContent(".unseen")).toMatch(/, 1 of 1$/);
  await keyboard.press("Control+z");
  await until("it shrinks", async () => (await paperOf(ben)).height === 200);
  await ada.untilSaved();
});

test("[R433] a finger reads on in a long note: with the hand, where it is locked, and while one writes", async () => {
  const { phone, hand } = await phoneFor(open);
  const { page } = phone;
  const swipe = async (x: number, from: number, to: number) => {
    await hand.down(1, x, from);
    await hand.move({ 1: [x, to] });
    await hand.up(1);
  };
  await page.getByRole("button", { name: "Note", exact: true }).tap();
  await page.touchscreen.tap(180, 300);
  await page.keyboard.insertText("A line.\n".repeat(120));
  const area = page.locator(".text-editor textarea");
  const written = await area.evaluate((element) => element.scrollTop);
  expect(written).toBeGreaterThan(400);
  await swipe(180, 300, 450);
  await until(
    "it is scrolled",
    async () => (await area.evaluate((e) => e.scrollTop)) < written - 90,
  );
  await page.keyboard.press("Escape");

  const text = page.locator(".shape-text");
  const top = () => text.evaluate((element) => element.scrollTop);
  const place = await paperOf(phone);
  await page.getByRole("button", { name: "Move the view" }).tap();
  expect(await top()).toBe(0);
  await swipe(180, 450, 300);
  await until("it is scrolled", async () => Math.abs((await top()) - 150) < 2);
  expect(await paperOf(phone)).toEqual(place);
  // Sideways, and where there is no more, the view moves.
  await swipe(180, 300, 500);
  await until("it is at its start", async () => (await top()) === 0);
  await swipe(180, 300, 350);
  await until("the view moved", async () => (await paperOf(phone)).y > place.y + 40);

  await page.getByRole("button", { name: "Select", exact: true }).tap();
  await page.getByRole("button", { name: "Lock", exact: true }).tap();
  await page.locator(".selection.locked").waitFor();
  await swipe(180, 450, 300);
  await until("it is scrolled", async () => Math.abs((await top()) - 150) < 2);
  expect(await page.locator(".toast").count()).toBe(0);
});

test("[R434] two fingers that begin on a panel, or with one on it, zoom no page", async () => {
  const { phone, hand } = await phoneFor(open);
  const scale = () => phone.page.evaluate(() => visualViewport?.scale);
  for (const y of [806, 500]) {
    await hand.down(1, 180, 806);
    await hand.down(2, 220, y);
    await hand.move({ 1: [60, 806], 2: [340, y - 60] });
    await hand.up(1);
    await hand.up(2);
    expect(await scale()).toBe(1);
  }
  expect(await phone.ids()).toEqual([]);
});

test("[R435] who tries to write in a locked shape is told how it is unlocked, until it is", async () => {
  const ada = await openOne();
  const { page } = ada;
  await ada.draw("r", [
    [500, 300],
    [600, 400],
  ]);
  await page.keyboard.press("l");
  await page.locator(".selection.locked").waitFor();
  const said = page.getByText("This rectangle is locked.");
  await page.keyboard.press("Enter");
  await said.waitFor();
  await page.keyboard.press("l");
  await said.waitFor({ state: "detached" });
  await page.keyboard.press("l");
  await page.locator(".selection.locked").waitFor();
  await page.mouse.dblclick(550, 350);
  await said.waitFor();
  await page.getByRole("button", { name: "Unlock" }).click();
  await said.waitFor({ state: "detached" });
  expect(await page.locator(".text-editor").count()).toBe(0);
  await page.mouse.dblclick(550, 350);
  await page.locator(".text-editor textarea").waitFor();
});
