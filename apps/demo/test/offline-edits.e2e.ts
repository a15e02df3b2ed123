import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { BrowserContext } from "playwright-core";
import { afterEach, expect, test } from "vitest";
import { isSoak } from "../../../sim/test/soak.ts";
import { findChromium } from "../../../scripts/chromium.ts";
import { BoardPage, until, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Cable, socketAt } from "./cable.ts";
import { rowsOnDevice } from "./device-rows.ts";

const { openOne, join: joinBoard } = boardsFor("edits");

const undone: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undone.splice(0).toReversed()) await undo();
});

/** Starts a browser whose profile is in `folder`. */
async function start(folder: string): Promise<BrowserContext> {
  const executablePath = findChromium();
  const browser = await chromium.launchPersistentContext(folder, {
    viewport: { width: 1280, height: 800 },
    ...(executablePath !== undefined && { executablePath }),
  });
  undone.push(() => browser.close());
  return browser;
}

async function open(browser: BrowserContext, url: string): Promise<BoardPage> {
  const board = new BoardPage(browser, await browser.newPage());
  await board.page.goto(url);
  return board;
}

/** How often a shape is moved in each round. */
const STEPS = isSoak ? 39 : 9;
/** Four rounds of a rectangle, its steps to the right, a note and nine letters. */
const EDITS = 4 * (STEPS + 11);

async function edit(ben: BoardPage, round: number): Promise<void> {
  const { page } = ben;
  const y = 120 + 130 * round;
  await ben.draw("r", [
    [200, y],
    [260, y + 60],
  ]);
  for (let i = 0; i < STEPS; i++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("n");
  await page.mouse.click(700, y + 30);
  await page.keyboard.type(`round ${round}..`);
  await page.keyboard.press("Escape");
}

test(`[R984] ${EDITS} edits made offline, over two reloads and a closed browser, are on the server once and in order, beside what others did`, async () => {
  const ada = await openOne();
  const cable = await Cable.to(socketAt(ada.page.url()));
  undone.push(() => cable.close());
  const url = cable.at(ada.page.url());
  const folder = await mkdtemp(join(tmpdir(), "alongside-profile-"));
  undone.push(() => rm(folder, { recursive: true, force: true }));
  let browser = await start(folder);
  let ben = await open(browser, url);
  await ben.untilSaved();
  await until("the page is kept", () =>
    ben.page.evaluate(() => navigator.serviceWorker.controller !== null),
  );
  await until("the device has the room", async () =>
    (await ben.page.evaluate(rowsOnDevice)).some(({ kind }) => kind === "room"),
  );

  cable.pull();
  let shown: readonly string[] = [];
  const untilShown = (): Promise<void> =>
    until("all of it is shown", async () => {
      const now = await ben.shapes();
      return JSON.stringify(now) === JSON.stringify(shown);
    });
  for (const [round, after] of (["reload", "close", "reload", "come back"] as const).entries()) {
    await edit(ben, round);
    shown = await ben.shapes();
    await until("it is on this device", async () =>
      (await ben.status()).includes("on this device"),
    );
    if (after === "reload") await ben.page.reload();
    if (after === "close") {
      await browser.close();
      browser = await start(folder);
      ben = await open(browser, url);
    }
    if (after !== "come back") await untilShown();
  }
  await ada.draw("o", [
    [900, 200],
    [1000, 300],
  ]);
  await ada.untilSaved();

  cable.plug();
  await ben.untilSaved();
  expect(await untilEqual([ada, ben], 9)).toHaveLength(9);
  const late = await joinBoard(ada);
  expect(await untilEqual([ada, late], 9)).toHaveLength(9);
  for (const shape of shown) expect(await late.shapes()).toContain(shape);
});
