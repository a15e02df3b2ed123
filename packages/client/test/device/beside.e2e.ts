import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createNetServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, memory } from "@alongside/server";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Board } from "../support/board.ts";
import { type DevicePages, serveDevicePages } from "../support/device-pages.ts";
import { type KillableChromium, startChromium } from "../support/killable-chromium.ts";

const profile = mkdtempSync(join(tmpdir(), "alongside-profile-"));
let pages: DevicePages;
let browser: KillableChromium;
let port: number;

beforeAll(async () => {
  pages = await serveDevicePages();
  browser = await startChromium(profile);
  const taken = createNetServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  ({ port } = taken.address() as AddressInfo);
  await new Promise((resolve) => taken.close(resolve));
});
afterAll(async () => {
  await (browser as KillableChromium | undefined)?.kill();
  await (pages as DevicePages | undefined)?.close();
  rmSync(profile, { recursive: true, force: true });
});

type Server = ReturnType<typeof createServer>;

async function serve(): Promise<Server> {
  const server = createServer({ rooms: [Board], store: memory() });
  await server.listen(port, "127.0.0.1");
  return server;
}

async function open(): Promise<Page> {
  const page = await pages.open(browser.context);
  await page.evaluate((url) => window.offline.join(url), `ws://127.0.0.1:${port}/live`);
  return page;
}

/** Draws shapes, and resolves once they are on the device. */
async function draw(page: Page, by: string, count: number): Promise<void> {
  await page.evaluate(
    async ([name, n]) => {
      await window.offline.draw(name, n, () => undefined);
      await window.offline.saved("device");
    },
    [by, count] as const,
  );
}

async function drawn(server: Server, by: string): Promise<readonly number[]> {
  const { shapes } = await server.room(Board, "a").read();
  return shapes.flatMap(({ color, x }) => (color === by ? [x] : []));
}

test(
  "[R914] [R921] tabs without a network show each other what they draw, and what a tab had not sent that was killed or closed is sent by another tab that is there, without a reload",
  { timeout: 60_000 },
  async () => {
    // The room is known from a visit with a network, to a server that goes away.
    let server = await serve();
    const living = await open();
    await living.evaluate(() => window.offline.saved("server"));
    const [killed, closed] = [await open(), await open()];
    await server.close();
    await draw(killed, "killed", 40);
    await draw(closed, "closed", 40);
    await draw(living, "living", 5);
    expect(await killed.evaluate(() => window.offline.status)).toBe("device 40");

    // Each tab sees what the others drew, and has nothing more to send for it.
    for (const page of [living, closed])
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await vi.waitFor(async () =>
        expect(await page.evaluate(() => window.offline.shapes.length)).toBe(85),
      );
    expect(await living.evaluate(() => window.offline.status)).toBe("device 5");

    // Its renderer is gone in the middle of everything, with no word to anybody.
    const gone = new Promise<void>((resolve) => void killed.once("crash", () => resolve()));
    const session = await killed.context().newCDPSession(killed);
    // It is never answered.
    void session.send("Page.crash").catch(() => undefined);
    await gone;
    await closed.close();

    server = await serve();
    try {
      const numbers = Array.from({ length: 40 }, (_, i) => i + 1);
      await vi.waitFor(
        async () => {
          expect(await drawn(server, "killed")).toEqual(numbers);
          expect(await drawn(server, "closed")).toEqual(numbers);
        },
        { interval: 100, timeout: 40_000 },
      );
      await living.evaluate(() => window.offline.saved("server"));
      expect(await drawn(server, "living")).toEqual([1, 2, 3, 4, 5]);
      // What was drawn elsewhere is seen here too, and nobody is there but the tab that is.
      await vi.waitFor(async () =>
        expect(await living.evaluate(() => window.offline.shapes.length)).toBe(85),
      );
      expect(await living.evaluate(() => window.offline.errors)).toEqual([]);
    } finally {
      await server.close();
    }
  },
);
