import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build, defaultClientConditions, preview } from "vite";
import type { InlineConfig, PreviewServer } from "vite";
import { afterAll, afterEach, beforeAll } from "vitest";
import { launchChromium } from "../../../../scripts/chromium.ts";

/** Opens the kit's page in Chromium, by itself for each test; a page that complains fails its test. */
export function kitPages(): (options?: BrowserContextOptions) => Promise<Page> {
  const outDir = mkdtempSync(join(tmpdir(), "alongside-ui-"));
  let server: PreviewServer;
  let browser: Browser;
  let errors: string[] = [];

  beforeAll(async () => {
    const page: InlineConfig = {
      configFile: false,
      root: fileURLToPath(new URL("../page", import.meta.url)),
      logLevel: "error",
      resolve: { conditions: ["source", ...defaultClientConditions] },
      build: { outDir, target: "esnext", minify: false },
      preview: { host: "127.0.0.1", port: 0 },
    };
    await build(page);
    server = await preview(page);
    browser = await launchChromium();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    const all = errors;
    errors = [];
    if (all.length > 0) throw new Error(`The page complained: ${all.join("; ")}`);
  });
  afterAll(async () => {
    // Whichever of them started.
    await (browser as Browser | undefined)?.close();
    await (server as PreviewServer | undefined)?.close();
    rmSync(outDir, { recursive: true });
  });

  return async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 800, height: 600 }, ...options });
    const page = await context.newPage();
    page.on("pageerror", (error) => void errors.push(String(error)));
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    await page.waitForFunction(() => "kitPage" in window);
    return page;
  };
}
