import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";
import type { Browser, BrowserServer } from "playwright-core";

import { apt, hasApt, isExecutable } from "./system.ts";

/** Chromium without windows, which is twice as fast where many pages are open. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

const usualPaths = [
  HEADLESS_SHELL,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The Chromium to drive: `CHROMIUM_PATH`, a usual place, or the one Playwright downloaded. */
export function findChromium(): string | undefined {
  const named = process.env["CHROMIUM_PATH"];
  if (named) return named;
  return [...usualPaths, chromium.executablePath()].find(isExecutable);
}

/** Starts it. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch(executablePath === undefined ? {} : { executablePath });
}

/** Starts it as a process to connect to, which may be killed. */
export function startChromium(): Promise<BrowserServer> {
  const executablePath = findChromium();
  return chromium.launchServer(executablePath === undefined ? {} : { executablePath });
}

/** Whether there is nothing better to install. */
export function isBestChromium(path: string | undefined): boolean {
  return (
    path !== undefined &&
    (path === process.env["CHROMIUM_PATH"] || path === HEADLESS_SHELL || !hasApt())
  );
}

/** Installs Chromium where that needs no question: as root on Debian by apt, elsewhere by Playwright. */
export function installChromium(): void {
  if (hasApt()) {
    try {
      apt("chromium-headless-shell");
    } catch {
      // Older systems have it only with windows.
      apt("chromium");
    }
    return;
  }
  const cli = new URL("cli.js", import.meta.resolve("playwright-core/package.json"));
  execFileSync(process.execPath, [fileURLToPath(cli), "install", "chromium"], { stdio: "inherit" });
}
