import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { openTwo } = boardsFor("long-notes");

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
  await keyboard.insertText(WORDS.repeat(16));
  await keyboard.type("end");
  await until("it grew", async () => (await paperOf(ada)).height > 230);
  const { height } = await paperOf(ada);
  expect(height).toBeLessThan(500);
  await until("Ben sees it grow", async () => (await paperOf(ben)).height === height);
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
  await keyboard.press("Control+z");
  await until("it shrinks", async () => (await paperOf(ben)).height === 200);
  await ada.untilSaved();
});
