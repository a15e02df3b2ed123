import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { kitPages } from "./support/kit-page.ts";

const open = kitPages();

/** Where the arrow of somebody points, in the window. */
async function tipOf(page: Page, client: string): Promise<{ x: number; y: number }> {
  const { x, y } = await page.locator(`[data-of="${client}"]`).evaluate((element) => {
    const box = element.getBoundingClientRect();
    return { x: box.x, y: box.y };
  });
  return { x: Math.round(x), y: Math.round(y) };
}

test("[R1254] pages of two widths agree on a place in an element, and on one by parts of the whole", async () => {
  const wide = await open();
  const narrow = await open({ viewport: { width: 390, height: 600 } });
  for (const page of [wide, narrow]) {
    await page.evaluate(() => {
      const { kit, room } = window.kitPage;
      kit.cursors(document.querySelector<HTMLElement>("#paper")!, {
        room,
        place: ({ cursor }) => cursor,
        area: kit.anchoredArea(),
      });
      room.show("Ada", { cursor: { x: 1, y: 0.5, in: "card" } });
      room.show("Bob", { cursor: { x: 0.25, y: 0.2 } });
      room.show("Cem", { cursor: { x: 0.5, y: 0.5, in: 'no"such' } });
    });
    const card = (await page.locator("#card").boundingBox())!;
    expect(await tipOf(page, "Ada")).toEqual({
      x: Math.round(card.x + card.width),
      y: Math.round(card.y + card.height / 2),
    });
    expect(await page.locator("[data-of=Cem]").isHidden()).toBe(true);
    // The width goes on the page, as nothing told of it.
    await page
      .locator("#paper")
      .evaluate((paper) => paper.style.setProperty("padding-top", "50px"));
    await expect
      .poll(async () => (await tipOf(page, "Ada")).y)
      .toBe(Math.round(card.y + card.height / 2 + 50));
  }
});

test("[R1255] what is shared of a pointer in one window is pointed at in another", async () => {
  const page = await open();
  const other = await open({ viewport: { width: 500, height: 600 } });
  await page.evaluate(() => {
    const { kit, room } = window.kitPage;
    kit.cursors(document.querySelector<HTMLElement>("#paper")!, {
      room,
      place: ({ cursor }) => cursor,
      area: kit.anchoredArea(),
      share: (cursor) => void ((window as unknown as { shared: unknown }).shared = cursor),
    });
  });
  const shared = () => page.evaluate(() => (window as unknown as { shared: unknown }).shared);
  const card = (await page.locator("#card").boundingBox())!;
  await page.mouse.move(card.x + card.width / 4, card.y + card.height / 2);
  expect(await shared()).toEqual({ x: 0.25, y: 0.5, in: "card" });
  await page.mouse.wheel(0, 30);
  await expect.poll(shared).toEqual({ x: 0.25, y: expect.closeTo(0.79, 1), in: "card" });
  await page.mouse.move(400, 400);
  expect(await shared()).toBe(null);
  await other.evaluate(() => {
    const { kit, room } = window.kitPage;
    kit.cursors(document.querySelector<HTMLElement>("#paper")!, {
      room,
      place: ({ cursor }) => cursor,
      area: kit.anchoredArea(),
    });
    room.show("Ada", { cursor: { x: 0.25, y: 0.5, in: "card" } });
  });
  const there = (await other.locator("#card").boundingBox())!;
  expect(await tipOf(other, "Ada")).toEqual({
    x: Math.round(there.x + there.width / 4),
    y: Math.round(there.y + there.height / 2),
  });
});

test("[R1256] who points beyond the edges is named there, and a click or Enter scrolls to them", async () => {
  const page = await open({ reducedMotion: "reduce" });
  await page.evaluate(() => {
    const { kit, room } = window.kitPage;
    const paper = document.querySelector<HTMLElement>("#paper")!;
    kit.cursors(paper, { room, place: ({ cursor }) => cursor });
    room.show("Ada", { cursor: { x: 300, y: 1200 } });
    room.show("Bob", { cursor: { x: 310, y: 1100 } });
    room.show("Cem", { cursor: { x: 100, y: 100 } });
  });
  const hint = page.getByTitle("Go to Ada and Bob");
  await hint.waitFor();
  expect(await page.locator(".alongside-hint").count()).toBe(1);
  const box = (await hint.boundingBox())!;
  const scroller = (await page.locator("#scroller").boundingBox())!;
  expect(box.y + box.height).toBeLessThanOrEqual(scroller.y + scroller.height);
  expect(box.y).toBeGreaterThan(scroller.y + scroller.height - 60);
  await hint.press("Enter");
  await page.getByTitle("Go to Cem").waitFor();
  const tip = await tipOf(page, "Ada");
  expect(tip.y).toBeGreaterThan(scroller.y);
  expect(tip.y).toBeLessThan(scroller.y + scroller.height);
});

test("[R1263] what others have selected is framed where it is, and stays framed while it scrolls and moves", async () => {
  const page = await open();
  await page.evaluate(() => {
    const { kit, room } = window.kitPage;
    kit.selectionLayer(document.querySelector<HTMLElement>("#paper")!, {
      room,
      selection: ({ selection }) => selection,
    });
    room.show("Ada", { selection: ["card"] });
    room.show("Bob", { selection: ["card", "gone"] });
  });
  const frame = page.locator(".alongside-frame");
  await frame.waitFor();
  expect(await frame.count()).toBe(1);
  expect(await page.locator(".alongside-names").innerText()).toMatch(/Ada\s*Bob/);
  const isAround = async () => {
    const [there, card] = await Promise.all([
      frame.boundingBox(),
      page.locator("#card").boundingBox(),
    ]);
    return JSON.stringify(there) === JSON.stringify(card);
  };
  await expect.poll(isAround).toBe(true);
  await page.mouse.move(400, 100);
  await page.mouse.wheel(0, 20);
  await page.locator("#card").evaluate((card) => card.style.setProperty("width", "200px"));
  await expect.poll(isAround).toBe(true);
});

test("[R1265] from right to left, with long names, at 200 % zoom and with forced colours nothing scrolls sideways, and all of it is there", async () => {
  // A window of 800 pixels at 200 % has 400.
  const page = await open({
    viewport: { width: 400, height: 600 },
    deviceScaleFactor: 2,
    forcedColors: "active",
    reducedMotion: "reduce",
  });
  await page.evaluate(() => {
    document.documentElement.dir = "rtl";
    const { kit, room } = window.kitPage;
    const paper = document.querySelector<HTMLElement>("#paper")!;
    kit.cursors(paper, { room, place: ({ cursor }) => cursor, area: kit.containerArea });
    kit.selectionLayer(paper, { room, selection: ({ selection }) => selection });
    const long = (name: string) => ({
      user: { id: name, name: name.repeat(40), color: "#1d4ed8" },
    });
    room.show("Ada", { cursor: { x: 0.98, y: 0.05 }, selection: ["card"] }, long("עדה "));
    room.show("Bob", { cursor: { x: 0.02, y: 0.9 }, selection: ["card"] }, long("👩‍👩‍👧‍👦"));
    room.show("Ada", { cursor: { x: 0.97, y: 0.05 } });
  });
  await page.locator(".alongside-frame").waitFor();
  const hint = page.locator(".alongside-hint");
  await hint.waitFor();
  const paper = (await page.locator("#paper").boundingBox())!;
  // With less motion asked for, a cursor is there at once.
  expect((await page.locator(".alongside-cursor").first().boundingBox())!.x).toBeCloseTo(
    paper.x + paper.width * 0.97,
    0,
  );
  const parts = await Promise.all(
    [page.locator(".alongside-tag").first(), page.locator(".alongside-names"), hint].map((part) =>
      part.boundingBox(),
    ),
  );
  for (const part of parts) {
    expect(part!.x).toBeGreaterThanOrEqual(0);
    expect(part!.x + part!.width).toBeLessThanOrEqual(400);
  }
  const sideways = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.querySelector("#scroller")!.scrollWidth,
  ]);
  expect(sideways).toEqual([400, 400]);
  const background = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((part) => getComputedStyle(part).borderTopStyle);
  // The system's colours have no backgrounds: a line says where each part ends.
  expect(await background(".alongside-tag")).toBe("solid");
  expect(await background(".alongside-names")).toBe("solid");
});
