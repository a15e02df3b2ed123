import type { BrowserContext, Page } from "playwright-core";

/** Opens the bench's page. */
export async function show(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => "bench" in window);
  return page;
}
