import type { Page } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { builtPage } from "../../../scripts/built-page.ts";
import { isSoak } from "../../../sim/test/soak.ts";

const { browser, url } = builtPage(new URL("page", import.meta.url));

let page: Page;
afterEach(() => page.close());

/** Opens a list of so many posts. */
async function open(count: number): Promise<void> {
  page = await browser().newPage({ viewport: { width: 400, height: 600 } });
  await page.goto(`${url()}#${count}`);
  await page.getByText(`Post ${2 * count - 1}`).waitFor();
}

const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll("*").length);

/** Where a post is seen, in pixels from the top of the page. */
const topOf = (id: string): Promise<number | undefined> =>
  page.evaluate(
    (one) => document.querySelector(`[data-post="${one}"]`)?.getBoundingClientRect().top,
    id,
  );

/** The post in the middle of what is seen. */
const seen = (): Promise<string> =>
  page.evaluate(
    () =>
      document.elementFromPoint(200, 300)?.closest<HTMLElement>("[data-post]")?.dataset["post"] ??
      "",
  );

const scrollBy = (by: number): Promise<void> =>
  page.locator(".alongside-log").evaluate((log, y) => {
    log.scrollTop += y;
    return new Promise<void>((done) =>
      requestAnimationFrame(() => requestAnimationFrame(() => done())),
    );
  }, by);

test("[R1769] of many posts those near what is seen are on the page; what is read stays where it is as others come", async () => {
  await open(1000);
  expect(await elements()).toBeLessThan(500);
  await page.evaluate(() => window.listPage.come());
  await page.getByText("Post 2000 ").waitFor();
  for (let i = 0; i < 5; i += 1) await scrollBy(-700);
  const post = await seen();
  expect(post).not.toBe("");
  const before = await topOf(post);
  await page.evaluate(() => window.listPage.come());
  await page.getByRole("button", { name: "1 new" }).waitFor();
  expect(await topOf(post)).toBeCloseTo(before ?? 0, 0);
  await page.evaluate(() => window.listPage.earlier());
  await scrollBy(0);
  expect(await topOf(post)).toBeCloseTo(before ?? 0, 0);
  expect(await elements()).toBeLessThan(500);
  await page.getByRole("button", { name: "1 new" }).click();
  await page.getByText("Post 2001 ").waitFor();
});

// How many frames are late is for a quiet machine to say: at most one in twenty.
test.each(isSoak ? [600] : [])(
  "[R1769] %i frames of scrolling through 100,000 posts",
  async (frames) => {
    await open(100_000);
    const found = await page.locator(".alongside-log").evaluate(async (log, count) => {
      let [late, most, last] = [0, 0, performance.now()];
      for (let i = 0; i < count; i += 1) {
        log.scrollTop -= 180;
        await new Promise((done) => requestAnimationFrame(done));
        const now = performance.now();
        if (now - last > 33.4) late += 1;
        last = now;
        most = Math.max(most, document.querySelectorAll("*").length);
      }
      return { late, most };
    }, frames);
    console.log(`${found.late} of ${frames} frames above 33 ms, ${found.most} elements at most`);
    expect(found.most).toBeLessThan(500);
  },
);
