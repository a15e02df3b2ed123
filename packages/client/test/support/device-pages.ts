import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Page } from "playwright-core";
import { build, defaultClientConditions, preview } from "vite";
import type { InlineConfig } from "vite";

/** Serves the page with a device store at an address of this machine. */
export interface DevicePages {
  readonly url: string;
  /** Opens the page in a tab. */
  readonly open: (context: BrowserContext) => Promise<Page>;
  readonly close: () => Promise<void>;
}

export async function serveDevicePages(): Promise<DevicePages> {
  const outDir = mkdtempSync(join(tmpdir(), "alongside-device-"));
  const config: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL("../page", import.meta.url)),
    logLevel: "error",
    resolve: { conditions: ["source", ...defaultClientConditions] },
    build: { outDir, target: "esnext", minify: false },
    preview: { host: "127.0.0.1", port: 0 },
  };
  await build(config);
  const server = await preview(config);
  const url = server.resolvedUrls?.local[0] ?? "";
  return {
    url,
    async open(context) {
      const page = await context.newPage();
      await page.goto(url);
      await page.waitForFunction(() => "device" in window);
      return page;
    },
    async close() {
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}
