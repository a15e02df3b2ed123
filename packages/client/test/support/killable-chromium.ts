import { spawn } from "node:child_process";
import { chromium } from "playwright-core";
import type { BrowserContext } from "playwright-core";
import { findChromium } from "../../../../scripts/chromium.ts";

/** A Chromium with a profile on disk. */
export interface KillableChromium {
  readonly context: BrowserContext;
  /** Ends all its processes at once, as `kill -9` does. Resolves when the browser is gone. */
  readonly kill: () => Promise<void>;
  /** Ends it as its menu does: what it writes late is written. */
  readonly quit: () => Promise<void>;
  /** Whether it has found its own IndexedDB damaged, and thrown it away: about one `kill -9` in a hundred, in the middle of a write. */
  readonly isDamaged: () => boolean;
}

/** Starts Chromium on the profile in a folder. */
export async function startChromium(profile: string): Promise<KillableChromium> {
  const path = findChromium();
  if (path === undefined) throw new Error("There should be a Chromium");
  const child = spawn(
    path,
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      // So that it says what it does to damaged data.
      "--enable-logging=stderr",
      "--disable-dev-shm-usage",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    // A group of its own, so that the kill reaches its children and nobody else.
    { detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  const { pid } = child;
  if (pid === undefined) throw new Error(`${path} should start`);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-pid, "SIGKILL");
    await gone;
  };
  let isDamaged = false;
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        isDamaged ||= text.includes("IndexedDB recovering from a corrupted");
        const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once("exit", () => reject(new Error(`Chromium ended: ${said}`)));
    });
    const browser = await chromium.connectOverCDP(address);
    const [context] = browser.contexts();
    if (!context) throw new Error("Chromium should have a context");
    const quit = async (): Promise<void> => {
      const session = await browser.newBrowserCDPSession();
      await session.send("Browser.close");
      await gone;
    };
    return { context, kill, quit, isDamaged: () => isDamaged };
  } catch (error) {
    await kill();
    throw error;
  }
}
