import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds wrong on a page, or in a part of it, each as its rule and where. */
export async function findings(page: Page, part = "html"): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async (selector) => {
    const { axe: there } = globalThis as unknown as { readonly axe: typeof axe };
    return there.run(selector);
  }, part);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}
