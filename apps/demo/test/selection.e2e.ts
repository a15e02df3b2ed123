import { createClient } from "@alongside/client";
import { expect, test } from "vitest";
import { isSoak } from "../../../sim/test/soak.ts";
import { Board } from "../src/board/definition.ts";
import { until } from "./board-page.ts";
import type { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { server, openOne, openTwo, join } = boardsFor("selection");

/** Puts `count` shapes in a grid on the board that `page` shows. Resolves when it shows them. */
async function fill(page: BoardPage, count: number): Promise<void> {
  const client = createClient({ url: `${server().url.replace("http", "ws")}/live`, guest: "Grid" });
  const room = client.join(Board, page.page.url().split("#")[1] ?? "");
  await until("the board is here", async () => room.get() !== undefined);
  for (let from = 0; from < count; from += 1000) {
    room.update((doc) => {
      for (let i = from; i < Math.min(count, from + 1000); i++) {
        const at = { x: (i % 100) * 60, y: Math.floor(i / 100) * 60 };
        doc.shapes.push({ kind: "rectangle", color: "blue", at, size: { w: 40, h: 30 } });
      }
    });
  }
  await until("they are there", async () => (await left(page)) === count, 60_000);
  client.close();
}

const left = (page: BoardPage): Promise<number> => page.page.locator("[data-shape]").count();

test("[R255] 1,000 shapes are selected by key and by marquee, moved, deleted and brought back; the other sees how many", async () => {
  const [ada, ben] = await openTwo();
  await fill(ada, 1000);
  const { keyboard } = ada.page;
  await keyboard.press("1");
  await keyboard.press("Control+a");
  await ada.page.getByText("1,000 selected").waitFor();
  await ben.page.getByText("· 1,000 shapes").waitFor();
  expect(await ada.page.evaluate(() => String(getSelection()))).toBe("");
  await keyboard.press("Escape");
  await ben.page.locator(".remote.many").waitFor({ state: "detached" });
  await ada.drag([
    [4, 100],
    [1270, 700],
  ]);
  await ada.page.getByText("1,000 selected").waitFor();

  const place = () => ada.page.locator("[data-shape] rect").first().getAttribute("x");
  await keyboard.press("Shift+ArrowRight");
  await until("they moved", async () => (await place()) === "10");
  await keyboard.press("Control+z");
  await until("they are back", async () => (await place()) === "0");
  await keyboard.press("Delete");
  await until("they are gone", async () => (await left(ben)) === 0);
  await keyboard.press("Control+z");
  await until("they are back", async () => (await left(ben)) === 1000);
  await ada.untilSaved();
});

// Among all tests it is done without a page: see selection.test.ts.
test.each(isSoak ? ["10,100"] : [])(
  "[R255, R431] %s shapes are dragged, deleted and put behind another, each a step: more than a change can hold",
  async () => {
    const ada = await openOne();
    await fill(ada, 10_100);
    const { keyboard } = ada.page;
    await keyboard.press("1");
    await ada.draw("o", [
      [100, 200],
      [140, 240],
    ]);
    const undo = ada.page.getByRole("button", { name: "Undo", exact: true });
    const ellipseAt = () =>
      ada.page.$$eval("[data-shape]", (shapes) =>
        shapes.findIndex((shape) => shape.classList.contains("ellipse")),
      );
    await keyboard.press("Control+a");
    await keyboard.down("Shift");
    await ada.page.mouse.click(120, 220);
    await keyboard.up("Shift");
    await ada.page.getByText("10,100 selected").waitFor();
    await keyboard.press("]");
    await until("they are in front", async () => (await ellipseAt()) === 0);
    await keyboard.press("Control+z");
    await until("they are behind", async () => (await ellipseAt()) === 10_100);
    await keyboard.press("Control+Shift+z");
    await until("they are in front", async () => (await ellipseAt()) === 0);
    await keyboard.press("[");
    await until("they are behind", async () => (await ellipseAt()) === 10_100);
    await ada.untilSaved();

    const place = async () =>
      Number(await ada.page.locator("[data-shape] rect").first().getAttribute("x"));
    await ada.drag([
      [640, 400],
      [700, 400],
    ]);
    await until("they moved", async () => (await place()) > 100);
    await keyboard.press("Control+z");
    await until("they are back", async () => (await place()) === 0);
    await keyboard.press("Delete");
    await until("they are gone", async () => (await left(ada)) === 1);
    await keyboard.press("Control+z");
    await until("they are back", async () => (await left(ada)) === 10_101, 30_000);
    await ada.untilSaved();
    expect(await place()).toBe(0);
    // What is left to take back is what was done before.
    for (let i = 0; i < 3; i++) await keyboard.press("Control+z");
    await until("the ellipse is gone", async () => (await left(ada)) === 10_100);
    await until("nothing is left to take back", () => undo.isDisabled());
  },
);

test("[R256] a shape of 14 px is resized both ways by its corner, and moved by its middle", async () => {
  const ada = await openOne();
  await ada.draw("r", [
    [600, 400],
    [614, 414],
  ]);
  const box = async () =>
    (await ada.page.locator("[data-shape] .area").boundingBox()) ?? { x: 0, width: 0, height: 0 };
  const before = await box();
  await ada.drag([
    [624, 424],
    [664, 454],
  ]);
  await until("it grew", async () => (await box()).width > before.width + 35);
  expect((await box()).height).toBeCloseTo(before.height + 30, 0);
  await ada.page.keyboard.press("Control+z");
  await until("it is small", async () => (await box()).width === before.width);
  await ada.drag([
    [607, 407],
    [657, 407],
  ]);
  await until("it moved", async () => (await box()).x > before.x + 45);
  expect((await box()).width).toBe(before.width);
});

test("[R789] ctrl and wheel over a panel zoom the board by a tenth, and the page not at all", async () => {
  const ada = await openOne();
  const page = () => ada.page.evaluate(() => devicePixelRatio * (visualViewport?.scale ?? 0));
  const before = await page();
  await ada.page.getByRole("toolbar", { name: "Zoom" }).hover();
  await ada.page.keyboard.down("Control");
  await ada.page.mouse.wheel(0, -120);
  await ada.page.getByText("110%").waitFor();
  await ada.page.mouse.wheel(0, 120);
  await ada.page.getByText("100%").waitFor();
  await ada.page.keyboard.up("Control");
  expect(await page()).toBe(before);
});

test("[R258] the wheel over a long note scrolls it, read or written, and a short one lets the view move", async () => {
  const ada = await openOne();
  await ada.page.keyboard.press("n");
  await ada.page.mouse.click(600, 400);
  await ada.page.keyboard.insertText("A line.\n".repeat(120));
  const area = ada.page.locator(".text-editor textarea");
  const written = await area.evaluate((element) => element.scrollTop);
  expect(written).toBeGreaterThan(400);
  await ada.page.mouse.wheel(0, -300);
  await until(
    "it scrolled",
    async () => (await area.evaluate((e) => e.scrollTop)) === written - 300,
  );

  await ada.page.keyboard.press("Escape");
  await ada.page.getByText("more ↓").waitFor();
  const text = ada.page.locator(".shape-text");
  expect(await text.evaluate((element) => element.scrollTop)).toBe(0);
  const place = await text.boundingBox();
  await ada.page.mouse.wheel(0, 250);
  await until("it scrolled", async () => (await text.evaluate((e) => e.scrollTop)) === 250);
  expect(await text.boundingBox()).toEqual(place);
  // Beside it, and after a moment's rest, the view moves.
  await ada.page.mouse.move(300, 300);
  await ada.page.waitForTimeout(220);
  await ada.page.mouse.wheel(0, 40);
  await until("the view moved", async () => (await text.boundingBox())?.y === (place?.y ?? 0) - 40);
});

test("[R259, R790] a locked note has no handles and does not open; its refusals are one message, which Escape takes away", async () => {
  const ada = await openOne();
  await ada.draw("r", [
    [600, 400],
    [700, 500],
  ]);
  await ada.page.locator(".handle").first().waitFor();
  await ada.page.keyboard.press("l");
  await ada.page.locator(".selection.locked").waitFor();
  expect(await ada.page.locator(".handle").count()).toBe(0);
  await ada.page.mouse.dblclick(650, 450);
  expect(await ada.page.locator(".text-editor").count()).toBe(0);

  for (let i = 0; i < 3; i++) await ada.page.keyboard.press("ArrowRight");
  await ada.page.getByText("3 changes not accepted").waitFor();
  expect(await ada.page.locator(".toast").count()).toBe(1);
  await ada.page.keyboard.press("Escape");
  await ada.page.locator(".toast").waitFor({ state: "detached" });
  expect(await ada.page.locator(".selection.locked").count()).toBe(1);
});

test("[R790] a refusal goes by itself after a while", async () => {
  const ada = await openOne();
  const ben = await join(ada);
  await ben.page.clock.install();
  await ben.page.reload();
  await ben.page.waitForSelector("[data-status=live]");
  await ben.draw("r", [
    [600, 400],
    [700, 500],
  ]);
  await ben.page.keyboard.press("l");
  await ben.page.keyboard.press("ArrowRight");
  await ben.page.locator(".toast").waitFor();
  await ben.page.clock.fastForward(11_000);
  expect(await ben.page.locator(".toast").count()).toBe(1);
  await ben.page.clock.fastForward(1500);
  await ben.page.locator(".toast").waitFor({ state: "detached" });
});
