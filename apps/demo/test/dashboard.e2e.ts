import { expect, test } from "vitest";
import { boardsFor } from "./boards.ts";
import { findings } from "./findings.ts";

const isSoak = process.env["ALONGSIDE_SOAK"] === "1";

const { server, joinAt } = boardsFor("dashboard");

test("[R1810, R1811] figures come live, and two people point at them and pin notes to them", async () => {
  const url = `${server().url}/dashboard`;
  const [ada, ben] = await Promise.all([joinAt(url), joinAt(url)]);
  const now = ada.page.getByLabel("CPU now");
  await expect.poll(() => now.textContent()).toMatch(/\d % of a core/);
  await ada.page.getByText("1000 vehicles").waitFor();
  const fleet = ada.page.locator("[data-graph=fleet]");
  const before = await fleet.locator("output").textContent();
  await expect.poll(() => fleet.locator("output").textContent()).not.toBe(before);
  await ada.page.locator(".fleet-cells canvas").click({ position: { x: 5, y: 5 } });
  await fleet.getByRole("heading", { name: "Vehicle 2, Vehicle 3" }).waitFor();

  // A moment that both show: the newest.
  const plot = ben.page.locator("[data-graph=cpu] .u-over");
  const box = await plot.boundingBox();
  if (!box) throw new Error("The graph should be there");
  await ben.page.mouse.move(box.x + box.width - 2, box.y + box.height / 2);
  await ada.page.locator("[data-graph=cpu] .graph-cursor:visible").waitFor();
  await ben.page.mouse.move(2, 2);
  await ada.page.locator("[data-graph=cpu] .graph-cursor").waitFor({ state: "detached" });

  await ada.page.getByRole("button", { name: "Pin a note to Memory, now" }).press("Enter");
  await ada.page.keyboard.type("New build");
  await ada.page.keyboard.press("Enter");
  await ben.page.locator("[data-graph=memory] .graph-note", { hasText: "New build" }).waitFor();
  await ben.page.getByRole("button", { name: "Take the note “New build” away" }).press("Enter");
  await ada.page.locator(".graph-note").waitFor({ state: "detached" });
});

test("[R1808] a figure that crosses its threshold is told once", async () => {
  const { page } = await joinAt(`${server().url}/dashboard`);
  const told = page.locator(".alongside-activity-words", { hasText: /Memory rose to \d+ MB/ });
  await told.waitFor();
  const now = page.getByLabel("CPU now");
  const before = await now.textContent();
  await expect.poll(() => now.textContent()).not.toBe(before);
  expect(await told.count()).toBe(1);
});

test("[R1812] axe finds nothing on the dashboard, and on a phone nothing is wider than it", async () => {
  const { page } = await joinAt(`${server().url}/dashboard`);
  await page.getByText("1000 vehicles").waitFor();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await findings(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await expect
    .poll(() => page.locator(".dashboard").evaluate((one) => one.scrollWidth - one.clientWidth))
    .toBe(0);
});

test.each(isSoak ? [5] : [])(
  "[R1813] the dashboard takes no more memory after %i minutes than once it was full",
  { timeout: 900_000 },
  async (minutes) => {
    const { page, context } = await joinAt(`${server().url}/dashboard`);
    await page.getByText("1000 vehicles").waitFor();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Performance.enable");
    const held = async (): Promise<number> => {
      await devtools.send("HeapProfiler.collectGarbage");
      const { metrics } = await devtools.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? NaN;
    };
    await page.waitForTimeout(60_000);
    const before = await held();
    await page.waitForTimeout(minutes * 60_000);
    expect((await held()) - before).toBeLessThan(2_000_000);
  },
);
