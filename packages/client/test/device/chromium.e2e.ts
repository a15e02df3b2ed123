import { randomBytes } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium } from "../../../../scripts/chromium.ts";
import { type DevicePages, serveDevicePages } from "../support/device-pages.ts";

let browser: Browser;
let pages: DevicePages;
let context: BrowserContext;

beforeAll(async () => {
  [browser, pages] = await Promise.all([launchChromium(), serveDevicePages()]);
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());
afterAll(async () => {
  // Whichever of them started.
  await (browser as Browser | undefined)?.close();
  await (pages as DevicePages | undefined)?.close();
});

async function open(ahead = 0): Promise<Page> {
  const page = await pages.open(context);
  await page.evaluate((formats) => window.device.open(formats), ahead);
  return page;
}

const stateOf = (page: Page): Promise<string> =>
  page.evaluate(() => `${window.device.state?.name} ${window.device.state?.code ?? ""}`.trim());
const linesOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => window.device.lines());
const write = (page: Page, key: string, value: number | string): Promise<string> =>
  page.evaluate(([k, v]) => window.device.write(k, v), [key, value] as const);

test("[R940] [R941] [R942] [R951] Chromium: every rule for device stores holds", async () => {
  const page = await pages.open(context);
  expect(await page.evaluate(() => window.device.runRules())).toEqual([]);
});

test("[R943] [R947] Chromium: data that the browser wipes under the page is noticed, and keeping goes on", async () => {
  const page = await open();
  expect(await write(page, "a", 1)).toBe("written");
  const devtools = await context.newCDPSession(page);
  await devtools.send("Storage.clearDataForOrigin", {
    origin: new URL(pages.url).origin,
    storageTypes: "indexeddb",
  });
  await expect.poll(() => stateOf(page)).toBe("open device.gone");
  expect(await page.evaluate(() => window.device.reports)).toEqual(["device.gone"]);
  const states = await page.evaluate(() => window.device.states.map(({ code }) => code));
  const codes = states.filter((code) => code !== undefined);
  // In between it may refuse to open, as long as it wipes.
  expect([codes[0], codes.at(-1)]).toEqual(["device.cut", "device.gone"]);
  expect(await write(page, "b", 2)).toBe("written");
  expect(await linesOf(await open())).toEqual(["chunk/b 2"]);
});

test("[R944] Chromium: a commit that is aborted without an error is made again", async () => {
  const page = await open();
  await page.evaluate(() => window.device.abortCommits(2));
  expect(await write(page, "a", 1)).toBe("written");
  const states = await page.evaluate(() => window.device.states.map(({ code }) => code));
  expect(states).toContain("device.aborted");
  expect(await stateOf(page)).toBe("open");
  expect(await linesOf(await open())).toEqual(["chunk/a 1"]);
});

test("[R944] Chromium: what a full disk does not take is written when there is room", async () => {
  const page = await pages.open(context);
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(pages.url);
  // Before the database is opened: the browser remembers for a while how much room there was.
  await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 500_000 });
  await page.evaluate(() => window.device.open());
  expect(await write(page, "small", 1)).toBe("written");
  const written = write(page, "large", randomBytes(2_000_000).toString("base64"));
  await expect.poll(() => stateOf(page)).toBe("memory device.full");
  await devtools.send("Storage.overrideQuotaForOrigin", { origin });
  expect(await written).toBe("written");
  expect(await stateOf(page)).toBe("open");
});

test("[R945] Chromium: a tab lets go of the database when a newer page opens it", async () => {
  const old = await open();
  expect(await write(old, "a", 1)).toBe("written");
  const newer = await open(1);
  expect(await stateOf(newer)).toBe("open");
  expect(await linesOf(newer)).toEqual(["chunk/a 1"]);
  await expect.poll(() => stateOf(old)).toBe("memory device.newer");
  expect(await write(old, "b", 2)).toBe("device.newer");
  // A page of the old version that is loaded now.
  expect(await stateOf(await open())).toBe("memory device.newer");
});

test("[R945] Chromium: a newer page waits for a tab that does not let go, in memory", async () => {
  const old = await open();
  await old.evaluate(() => window.device.freeze());
  const newer = await open(1);
  expect(await stateOf(newer)).toBe("memory device.blocked");
  const written = write(newer, "a", 1);
  expect(await linesOf(newer)).toEqual(["chunk/a 1"]);
  await old.close();
  expect(await written).toBe("written");
  expect(await stateOf(newer)).toBe("open");
});

test("[R951] Chromium: forget empties every tab before a second has passed in it, whatever they are doing", async () => {
  await context.clock.install();
  const tabs = await Promise.all([open(), open(), open(), open()]);
  const [first, second, third] = tabs;
  for (const tab of tabs) expect(await write(tab, "a", 1)).toBe("written");
  await second.evaluate(() => void window.device.type("t", () => undefined));
  // One that hears no message: the wish to delete reaches it.
  await third.evaluate(() => Object.assign(window, { BroadcastChannel: undefined }));
  // From then on no time passes in any tab, however long a busy machine takes.
  const now = await Promise.all(tabs.map((tab) => tab.evaluate(() => Date.now())));
  await context.clock.pauseAt(Math.max(...now) + 60_000);
  await first.evaluate(() => window.device.forget());
  for (const tab of tabs)
    await expect.poll(() => stateOf(tab), { interval: 10 }).toBe("memory device.forgotten");
  expect(await first.evaluate(() => window.device.databases())).toEqual([]);
  expect(await write(second, "b", 1)).toBe("device.forgotten");
  expect(await linesOf(await open())).toEqual([]);
});

test("[R950] Chromium: a private window keeps things, and promises nothing", async () => {
  const page = await open();
  expect(await write(page, "a", 1)).toBe("written");
  expect(await page.evaluate(() => window.device.keep())).toBe(false);
});
