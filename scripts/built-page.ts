import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build, defaultClientConditions, preview } from "vite";
import type { InlineConfig, PreviewServer } from "vite";
import { afterAll, beforeAll } from "vitest";
import { launchChromium } from "./chromium.ts";

/** A page of a package's tests, in its folder, and a browser to open it in. Both are there while the tests of a file run. */
export interface BuiltPage {
  readonly browser: () => Browser;
  readonly url: () => string;
}

/** Builds the page that is in the folder `root` from the packages' sources, before the tests of the file that asks for it. */
export function builtPage(root: URL): BuiltPage {
  const outDir = mkdtempSync(join(tmpdir(), "alongside-page-"));
  let server: PreviewServer;
  let browser: Browser;

  beforeAll(async () => {
    const page: InlineConfig = {
      configFile: false,
      root: fileURLToPath(root),
      logLevel: "error",
      resolve: { conditions: ["source", ...defaultClientConditions] },
      // In one file, which a browser has sooner than a hundred.
      build: { outDir, target: "esnext", minify: false },
      preview: { host: "127.0.0.1", port: 0 },
    };
    const starting = launchChromium();
    // Told below; a build that fails is told first.
    starting.catch(() => undefined);
    await build(page);
    server = await preview(page);
    browser = await starting;
  });
  afterAll(async () => {
    // Whichever of them started.
    await (browser as Browser | undefined)?.close();
    await (server as PreviewServer | undefined)?.close();
    rmSync(outDir, { recursive: true });
  });

  return { browser: () => browser, url: () => server.resolvedUrls?.local[0] ?? "" };
}
