import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, implement, sqlite } from "@alongside/server";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "../../../../scripts/chromium.ts";
import { Board } from "../support/board.ts";
import { type DevicePages, serveDevicePages } from "../support/device-pages.ts";

const folder = mkdtempSync(join(tmpdir(), "alongside-erased-"));
let browser: Browser;
let pages: DevicePages;
let port = 0;

beforeAll(async () => {
  [browser, pages] = await Promise.all([launchChromium(), serveDevicePages()]);
});
afterAll(async () => {
  await (browser as Browser | undefined)?.close();
  await (pages as DevicePages | undefined)?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The server, again on the port that it had before. */
async function serve(): Promise<ReturnType<typeof createServer>> {
  const server = createServer({
    rooms: [implement(Board, { erase: ["color"] })],
    store: sqlite(join(folder, "rooms.db")),
    authenticate: (token = "") => ({ user: { id: token, name: token, color: "#336699" } }),
    // The page comes from another server.
    origins: [new URL(pages.url).origin],
    log: () => undefined,
  });
  ({ port } = await server.listen(port, "127.0.0.1"));
  return server;
}

async function open(context: BrowserContext, name: string): Promise<Page> {
  const page = await pages.open(context);
  const url = `ws://127.0.0.1:${port}/live`;
  await page.evaluate(([at, token]) => window.offline.join(at, token), [url, name] as const);
  return page;
}

const draw = (page: Page, what: string, count: number): Promise<void> =>
  page.evaluate(([color, many]) => window.offline.draw(color, many, () => undefined), [
    what,
    count,
  ] as const);
const kept = (page: Page): Promise<string> => page.evaluate(() => window.offline.kept());
const drawn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => window.offline.shapes.map(([color]) => color));

test("[R1702] [R1703] Chromium: pages that were away while somebody was erased have none of their words on the disk, and go on", async () => {
  const first = await serve();
  const [at, bt] = await Promise.all([browser.newContext(), browser.newContext()]);
  const [ann, bob] = await Promise.all([open(at, "ann"), open(bt, "bob")]);
  await draw(ann, "whisper", 2);
  await draw(bob, "public", 1);
  await expect.poll(() => drawn(bob)).toHaveLength(3);
  // What others wrote is on the disk about a second later.
  for (const page of [ann, bob])
    await expect.poll(() => kept(page)).toMatch(/whisper.*public|public.*whisper/);
  await first.close();
  await draw(ann, "murmur", 1);
  await draw(bob, "unsent", 1);
  for (const page of [ann, bob]) {
    await page.evaluate(() => window.offline.saved("device"));
    await page.close();
  }

  const second = await serve();
  const { rooms } = await second.erase("ann");
  expect(rooms).toHaveLength(1);
  const [annAgain, bobAgain] = await Promise.all([open(at, "ann"), open(bt, "bob")]);
  await bobAgain.evaluate(() => window.offline.saved("server"));
  await expect.poll(() => drawn(bobAgain)).not.toContain("whisper");
  expect((await drawn(bobAgain)).toSorted()).toEqual([
    "public",
    "unsent",
    "█".repeat(7),
    "█".repeat(7),
  ]);
  await expect.poll(() => annAgain.evaluate(() => window.offline.code)).toBe("auth.erased");
  for (const page of [annAgain, bobAgain])
    await expect.poll(() => kept(page)).not.toMatch(/whisper|murmur/);
  expect(await kept(bobAgain)).toContain("unsent");

  await annAgain.close();
  const later = await open(at, "ann");
  await draw(later, "anew", 1);
  await later.evaluate(() => window.offline.saved("server"));
  await expect.poll(() => drawn(bobAgain)).toContain("anew");
  expect(await drawn(later)).toEqual(await drawn(bobAgain));
  await Promise.all([at.close(), bt.close()]);
  await second.close();
});
