import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds wrong on a page, each as its rule and where. */
export async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(async () => {
    const { axe: there } = globalThis as unknown as { readonly axe: typeof axe };
    return there.run();
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
  );
}
