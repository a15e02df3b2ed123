import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { BoardPage } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { findings } from "./findings.ts";

const { server, joinAt } = boardsFor("bell");

/** What axe finds wrong with the bell, once the page has gone over to that scheme. */
async function wrong(page: Page, colorScheme: "light" | "dark"): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme });
  // What is inherited goes over from one colour to the other element by element: until no frame in a row of five has any of it.
  await page.evaluate(async () => {
    const bell = document.querySelector(".alongside-bell-holder");
    for (let still = 0; still < 5; still += 1) {
      await new Promise((done) => requestAnimationFrame(done));
      const moves = bell?.getAnimations({ subtree: true }) ?? [];
      if (moves.some((one) => one instanceof CSSTransition)) still = -1;
    }
  });
  return findings(page, ".alongside-bell-holder");
}

const bellOf = (page: Page) => page.getByRole("button", { name: /^Notifications/ });
const panelOf = (page: Page) => page.getByRole("dialog", { name: "Notifications" });
const count = (page: Page, unseen: string) =>
  page.locator(".alongside-bell-count", { hasText: new RegExp(`^${unseen}$`) }).waitFor();

test("[R1920] [R1921] [R1923] [R1927] [R1928] [R1934] a mention rings on both devices of its user; what is opened, gone through by keys and read on one is so on the other; axe finds nothing", async () => {
  const one = await joinAt(`${server().url}/gallery`);
  // Another page of the same browser is the same guest.
  const two = await BoardPage.openIn(one.context, `${server().url}/gallery`);
  const pages = [one.page, two.page] as const;
  const [page, other] = pages;
  await Promise.all(pages.map((each) => each.emulateMedia({ reducedMotion: "reduce" })));
  await Promise.all(pages.map((each) => each.waitForSelector(".alongside-more")));
  for (const unseen of ["1", "2", "3"]) {
    await page.getByRole("button", { name: "Somebody mentions you" }).click();
    await Promise.all(pages.map((each) => count(each, unseen)));
  }

  await expect.poll(() => page.title()).toBe("(3) Gallery · Alongside");
  const drawn = page.locator("link[rel=icon][href^='data:image/png']");
  await drawn.waitFor({ state: "attached" });

  await bellOf(page).focus();
  await page.keyboard.press("Enter");
  const panel = panelOf(page);
  await panel.waitFor();
  // In line with the bell, and on the page.
  const placed = async () => {
    const [bell, box] = [await bellOf(page).boundingBox(), await panel.boundingBox()];
    return bell && box && [box.x - bell.x, Math.round(box.y - bell.y - bell.height)];
  };
  await expect.poll(placed).toEqual([0, 6]);
  await other.locator(".alongside-bell-count").waitFor({ state: "detached" });
  await expect.poll(() => page.title()).toBe("Gallery · Alongside");
  await drawn.waitFor({ state: "detached" });
  expect(await page.locator("link[rel=icon]").count()).toBe(1);
  expect(await wrong(page, "light")).toEqual([]);
  expect(await wrong(page, "dark")).toEqual([]);

  await panel.getByRole("button", { name: "Settings" }).click();
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("combobox", { name: "Mentions" }).waitFor();
  await settings.getByRole("switch", { name: "Only what is urgent rings" }).click();
  expect(await wrong(page, "dark")).toEqual([]);
  await settings.getByRole("button", { name: "Back" }).click();

  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  const items = panel.locator(".alongside-inbox-open");
  await page.keyboard.press("ArrowDown");
  const first = await focused();
  expect(first).toMatch(/^Unread: .* mentioned youElsewhere/);
  await page.keyboard.press("s");
  await panel.getByRole("menu").waitFor();
  expect(await focused()).toBe("Mark as read");
  await page.keyboard.press("Escape");
  expect(await focused()).toBe(first);
  await page.keyboard.press("e");
  expect(await focused()).toBe(await items.first().textContent());
  expect(await items.count()).toBe(2);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await panel.waitFor({ state: "hidden" });
  await page.getByText("Opened: You were mentioned").waitFor();

  await bellOf(other).click();
  await panelOf(other).getByRole("tab", { name: "Unread 1" }).waitFor();
  expect(await panelOf(other).locator("[data-read=false]").count()).toBe(1);
  await other.keyboard.press("Escape");
  expect(await other.evaluate(() => document.activeElement?.className)).toBe("alongside-bell");

  // On a phone the panel is a page, with what closes it.
  await other.setViewportSize({ width: 390, height: 700 });
  await bellOf(other).click();
  expect(await panelOf(other).boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 700 });
  await panelOf(other).getByRole("button", { name: "Close" }).click();
  await panelOf(other).waitFor({ state: "hidden" });
});
