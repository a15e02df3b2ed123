import type { Browser } from "playwright-core";
import { launchChromium } from "../../../scripts/chromium.ts";
import { npmStart } from "../npm-start.ts";
import { ownVersion } from "../peers.ts";
import type { Findings, Row } from "../result.ts";
import { median } from "../stats.ts";

const RUNS = 5;
const PAGES = { board: "", document: "document", code: "code" } as const;

/** A slow mobile link: bits per second down and up, and ms until an answer begins. */
const LINK = { down: 1_600_000, up: 750_000, latencyMs: 150 };

/** Within how many ms a page is to be live. */
const LIVE_MS = 2500;

interface Load {
  /** ms until the skeleton is painted. */
  readonly painted: number;
  /** ms until people can work: the room is here, and the page is connected. */
  readonly live: number;
  /** KB that came over the link. */
  readonly size: number;
}

/** Opens each page of the demo, as `npm start` serves it, in a new profile over a slow link. */
export async function run(): Promise<Findings> {
  const board = await npmStart();
  const browser = await launchChromium();
  try {
    const rows: Row[] = [];
    for (const [page, path] of Object.entries(PAGES)) {
      const loads: Load[] = [];
      for (let i = 0; i <= RUNS; i++) {
        const load = await measure(browser, new URL(`/${path}#load-${i}`, board.url).href);
        // The first one of a room makes it, and warms up server and browser.
        if (i > 0) loads.push(load);
      }
      const figure = (name: keyof Load): number => median(loads.map((load) => load[name]));
      rows.push({
        what: page,
        figures: {
          "first paint, ms": figure("painted"),
          "live, ms": figure("live"),
          KB: figure("size"),
        },
      });
    }
    return {
      runs: RUNS,
      rows,
      bars: rows.map(({ what, figures }) => ({
        name: `live-${what}`,
        value: figures["live, ms"] ?? Number.NaN,
        limit: LIVE_MS,
        better: "lower",
      })),
      versions: { "playwright-core": ownVersion("playwright-core"), chromium: browser.version() },
    };
  } finally {
    await browser.close();
    await board.stop();
  }
}

async function measure(browser: Browser, url: string): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: LINK.latencyMs,
      downloadThroughput: LINK.down / 8,
      uploadThroughput: LINK.up / 8,
    });
    let bytes = 0;
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await page.goto(url, { waitUntil: "commit" });
    const live = await page.waitForFunction(() =>
      document.querySelector("[data-status=live]") ? performance.now() : undefined,
    );
    const painted = await page.evaluate(
      () => performance.getEntriesByName("first-paint")[0]?.startTime ?? Number.NaN,
    );
    return { painted, live: (await live.jsonValue()) ?? Number.NaN, size: bytes / 1000 };
  } finally {
    await context.close();
  }
}
