import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds wrong on a page, or in a part of it, each as its rule and where. */
export async function findings(page: Page, part = "html"): Promise<readonly string[]> {
  await page.evaluate(untilStill);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (selector) => {
    const { axe: there } = globalThis as unknown as { readonly axe: typeof axe };
    return there.run(selector);
  }, part);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}

/** Waits until nothing moves that ends: on its way, a colour is one that nobody gave it. */
async function untilStill(): Promise<void> {
  for (;;) {
    const moving = document.getAnimations().filter(({ playState, effect }) => {
      const { endTime = 0 } = effect?.getComputedTiming() ?? {};
      return playState === "running" && Number(endTime) < Infinity;
    });
    if (moving.length === 0) return;
    // oxlint-disable-next-line no-await-in-loop -- what ends may begin something else
    await Promise.allSettled(moving.map(({ finished }) => finished));
  }
}

/** Has a page go over to these colours, and waits until it has. */
export async function goOverTo(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  // The page hears of it a frame later, and then a colour goes from an element to those within it, a moment each.
  await page.waitForFunction(
    (scheme) =>
      document.documentElement.dataset["theme"] === scheme &&
      document.getAnimations().every((one) => !(one instanceof CSSTransition)),
    colorScheme,
  );
}
