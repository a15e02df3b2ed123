import { expect, test } from "vitest";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { phoneFor } from "./fingers.ts";

const { open } = boardsFor("pointers");

const openPhone = () => phoneFor(open);

async function boxOf(phone: BoardPage, shape = 0): Promise<{ x: number; y: number; w: number }> {
  const box = await phone.page.locator("[data-shape]").nth(shape).boundingBox();
  if (!box) throw new Error("The shape should be drawn");
  return { x: box.x, y: box.y, w: box.width };
}

test("[R490, R781] two fingers zoom about their middle, a third changes nothing, and the one that is left moves the view", async () => {
  const { phone, hand } = await openPhone();
  await phone.page.keyboard.press("r");
  await phone.page.keyboard.press("Enter");
  await phone.page.keyboard.press("Escape");
  const before = await boxOf(phone);
  const middle = { x: 195, y: 422 };
  await hand.down(1, middle.x - 50, middle.y);
  await hand.down(2, middle.x + 50, middle.y);
  await hand.move({ 1: [middle.x - 100, middle.y], 2: [middle.x + 100, middle.y] });
  await until("it is twice as wide", async () => (await boxOf(phone)).w > before.w * 1.9);
  const zoomed = await boxOf(phone);
  expect(zoomed.x - middle.x).toBeCloseTo((before.x - middle.x) * 2, -1);
  expect(zoomed.y - middle.y).toBeCloseTo((before.y - middle.y) * 2, -1);

  await hand.down(3, 200, 700);
  await hand.move({ 3: [200, 600] });
  await hand.up(3);
  expect(await boxOf(phone)).toEqual(zoomed);
  await hand.up(1);
  await hand.move({ 2: [middle.x + 130, middle.y + 60] });
  await until("it moved", async () => Math.abs((await boxOf(phone)).x - zoomed.x - 30) < 1);
  await hand.up(2);
  expect((await boxOf(phone)).w).toBe(zoomed.w);
  expect(await phone.ids()).toHaveLength(1);
  expect(await phone.page.evaluate(() => window.visualViewport?.scale)).toBe(1);
});

test("[R491] 400 pixels of ink outlive a second finger's tap and a system cancel; a tap before a pinch leaves none", async () => {
  const { phone, hand } = await openPhone();
  await phone.page.getByRole("button", { name: "Draw" }).tap();
  await hand.down(1, 100, 600);
  await hand.move({ 1: [110, 200] });
  await hand.down(2, 300, 500);
  await hand.up(2);
  await hand.up(1);
  await until("it is kept", async () => (await phone.ids()).length === 1);
  await hand.down(1, 200, 600);
  await hand.move({ 1: [210, 200] });
  await hand.cancel();
  await until("it is kept too", async () => (await phone.ids()).length === 2);
  await hand.down(1, 200, 400);
  await hand.down(2, 300, 400);
  await hand.move({ 1: [200, 440], 2: [300, 440] });
  await hand.up(1);
  await hand.up(2);
  await phone.untilSaved();
  expect(await phone.names()).toEqual(["slate drawing", "slate drawing"]);
  const [first, second] = await phone.page
    .locator("[data-shape]")
    .evaluateAll((shapes) => shapes.map((shape) => shape.getBoundingClientRect().height));
  expect(Math.min(first ?? 0, second ?? 0)).toBeGreaterThan(390);
});

test("[R781] a palm neither ends nor joins what a pen draws, and draws nothing itself", async () => {
  const { phone, hand } = await openPhone();
  await phone.page.getByRole("button", { name: "Draw" }).tap();
  await hand.down(1, 300, 700);
  await hand.pen("mousePressed", { x: 60, y: 300 });
  for (let x = 80; x <= 160; x += 20) await hand.pen("mouseMoved", { x, y: 300 });
  await hand.down(2, 200, 650);
  await hand.move({ 1: [305, 690], 2: [230, 610] });
  for (let x = 180; x <= 260; x += 20) await hand.pen("mouseMoved", { x, y: 300 });
  await hand.up(2);
  await hand.pen("mouseReleased", { x: 280, y: 300 });
  await hand.move({ 1: [250, 600] });
  await hand.up(1);
  await phone.untilSaved();
  expect(await phone.names()).toEqual(["slate drawing"]);
  const box = await phone.page.locator("[data-shape]").boundingBox();
  expect(box?.width).toBeGreaterThan(215);
  expect(box?.width).toBeLessThan(235);
  expect(box?.height).toBeLessThan(20);
});

test("[R490] two fingers on the note that one writes zoom the board, and one goes on writing", async () => {
  const { phone, hand } = await openPhone();
  const { page } = phone;
  await page.getByRole("button", { name: "Note", exact: true }).tap();
  await page.touchscreen.tap(190, 300);
  await page.keyboard.type("Tea");
  const before = await boxOf(phone);
  for (const y of [300, 520]) {
    await hand.down(1, 160, 300);
    await hand.down(2, 220, y);
    await hand.move({ 1: [130, 300], 2: [250, y] });
    await hand.up(1);
    await hand.up(2);
  }
  await until("it is wider", async () => (await boxOf(phone)).w > before.w * 2);
  expect(await page.evaluate(() => visualViewport?.scale)).toBe(1);
  await page.keyboard.type(" and milk");
  await until(
    "it is written",
    async () => (await phone.names()).join() === "yellow note Tea and milk",
  );
});
