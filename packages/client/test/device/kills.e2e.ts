import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type DevicePages, serveDevicePages } from "../support/device-pages.ts";
import { startChromium } from "../support/killable-chromium.ts";

// `npm run soak` has time for all of them.
const isSoak = process.env["ALONGSIDE_SOAK"] === "1";
const KILLS = isSoak ? 60 : 3;
const TABS = ["one", "two"] as const;

const profile = mkdtempSync(join(tmpdir(), "alongside-profile-"));
let pages: DevicePages;

beforeAll(async () => {
  pages = await serveDevicePages();
});
afterAll(async () => {
  await (pages as DevicePages | undefined)?.close();
  rmSync(profile, { recursive: true, force: true });
});

interface Typed {
  /** Up to which number the server has them. */
  readonly before: number;
  readonly last: number;
  readonly numbers: readonly number[];
}

/** What lies of each tab on the disk: what its queue says, and the numbers of its changes. */
function readTabs(lines: readonly string[]): Map<(typeof TABS)[number], Typed> {
  return new Map(
    TABS.map((tab) => {
      const queue = lines.find((line) => line.startsWith(`queue/${tab} `))?.split(" ")[1];
      const [before, last] = JSON.parse(queue ?? "[0,0]") as [number, number];
      const numbers = lines.flatMap((line) => {
        const [, key, value] = /^chunk\/(\w+)\/\d+ (.*)$/.exec(line) ?? [];
        return key === tab ? [(JSON.parse(value ?? "") as [number])[0]] : [];
      });
      return [tab, { before, last, numbers }];
    }),
  );
}

test(
  `[R941] what two tabs were told is on the disk is there, once and in order, after ${KILLS} kill -9 of the whole browser`,
  { timeout: isSoak ? 1_800_000 : 120_000 },
  async () => {
    // Where the store notes that there is data is another file, which Chromium writes late.
    const once = async (): Promise<void> => {
      const browser = await startChromium(profile);
      const page = await pages.open(browser.context);
      await page.evaluate(() => window.device.open());
      await page.waitForFunction(() => window.device.state?.name === "open");
      await browser.quit();
    };
    await once();
    const saved = { one: 0, two: 0 };
    let total = 0;
    let damaged = 0;
    for (let kill = 0; kill <= KILLS; kill++) {
      const browser = await startChromium(profile);
      try {
        const first = await pages.open(browser.context);
        await first.evaluate(() => window.device.open());
        // A busy machine takes its time after a kill.
        await first.waitForFunction(() => window.device.state?.name === "open");
        const state = await first.evaluate(() => window.device.state);
        if (state?.code === "device.gone") {
          // Then it is Chromium that threw away what it had damaged itself, and says so.
          await vi.waitFor(() => {
            if (!browser.isDamaged())
              throw new Error("The data is gone, and Chromium knows of nothing");
          });
          damaged += 1;
          total += saved.one + saved.two;
          saved.one = saved.two = 0;
          await browser.quit();
          // oxlint-disable-next-line no-await-in-loop -- one browser after the other
          await once();
          continue;
        }
        expect(state).toEqual({ name: "open" });
        const lines = await first.evaluate(() => window.device.lines());
        for (const [tab, { before, last, numbers }] of readTabs(lines)) {
          // In order, without a gap, and in one transaction with what counts them.
          const count = last - before;
          expect(numbers).toEqual(Array.from({ length: count }, (_, i) => before + i + 1));
          expect(last).toBeGreaterThanOrEqual(saved[tab]);
        }
        expect(await first.evaluate(() => window.device.reports)).toEqual([]);
        if (kill === KILLS) break;
        const second = await pages.open(browser.context);
        await second.evaluate(() => window.device.open());
        const before = saved.one + saved.two;
        for (const [page, tab] of [
          [first, "one"],
          [second, "two"],
        ] as const) {
          await page.exposeFunction("saved", (of: (typeof TABS)[number], n: number) => {
            saved[of] = Math.max(saved[of], n);
          });
          await page.evaluate((name) => {
            const { saved: tell } = window as unknown as {
              saved: (tab: string, n: number) => void;
            };
            void window.device.type(name, tell);
          }, tab);
        }
        // Never at the same moment, and not before both have come to write.
        const wanted = before + 150 + ((kill * 37) % 100);
        await vi.waitFor(
          async () => {
            if (saved.one + saved.two > wanted) return;
            const states = [first, second].map((page) =>
              page.evaluate(() => JSON.stringify([window.device.states, window.device.reports])),
            );
            throw new Error(
              `${JSON.stringify(saved)} of ${wanted}: ${(await Promise.all(states)).join()}`,
            );
          },
          { interval: 10, timeout: 30_000 },
        );
      } finally {
        await browser.kill();
      }
    }
    total += saved.one + saved.two;
    console.log(`${total} changes over ${KILLS} kills: none lost, ${damaged} databases damaged`);
    expect(total).toBeGreaterThan(100 * KILLS);
    expect(damaged).toBeLessThanOrEqual(KILLS / 10 + 1);
  },
);
