import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium } from "playwright-core";
import { build, type InlineConfig, preview } from "vite";
import { findChromium } from "../../../scripts/chromium.ts";

/** Calls `fn` with a real Chromium that has a profile on disk, and with the address of the bench's page. */
export async function inChromium<T>(
  fn: (context: BrowserContext, url: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-bench-offline-"));
  const page: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    logLevel: "error",
    build: { outDir: join(folder, "page"), target: "esnext" },
    preview: {
      host: "127.0.0.1",
      port: 0,
      // For clocks in the page that are exact to 5 µs.
      headers: {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      },
    },
  };
  await build(page);
  const server = await preview(page);
  const executablePath = findChromium();
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    ...(executablePath !== undefined && { executablePath }),
  });
  try {
    return await fn(context, server.resolvedUrls?.local[0] ?? "");
  } finally {
    await context.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
