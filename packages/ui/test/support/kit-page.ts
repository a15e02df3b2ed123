import type { BrowserContextOptions, Page } from "playwright-core";
import { afterEach } from "vitest";
import { builtPage } from "../../../../scripts/built-page.ts";

/** Opens the kit's page in Chromium, by itself for each test; a page that complains fails its test. */
export function kitPages(): (options?: BrowserContextOptions) => Promise<Page> {
  const { browser, url } = builtPage(new URL("../page", import.meta.url));
  let errors: string[] = [];

  afterEach(async () => {
    await Promise.all(
      browser()
        .contexts()
        .map((context) => context.close()),
    );
    const all = errors;
    errors = [];
    if (all.length > 0) throw new Error(`The page complained: ${all.join("; ")}`);
  });

  return async (options = {}) => {
    const context = await browser().newContext({
      viewport: { width: 800, height: 600 },
      ...options,
    });
    const page = await context.newPage();
    page.on("pageerror", (error) => void errors.push(String(error)));
    await page.goto(url());
    await page.waitForFunction(() => "kitPage" in window);
    return page;
  };
}
