import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../../scripts/chromium.ts";
import { ownVersion } from "../peers.ts";
import { sleep } from "../process.ts";
import type { Findings } from "../result.ts";
import { median, percentile } from "../stats.ts";
import { npmStart } from "../npm-start.ts";

const RUNS = 3;
const STROKES = 40;

/** What both pages note: when a pointer went down here, and when a new shape was painted here. */
interface Notes {
  down: number;
  readonly painted: Map<string, number>;
}

interface Stroke {
  readonly own: number;
  readonly other: number;
}

/** Pointer-down in one browser to the paint in another, with the board as `npm start` runs it. */
export async function run(): Promise<Findings> {
  const board = await npmStart();
  const browser = await launchChromium();
  try {
    const runs: Stroke[][] = [];
    for (let i = 0; i < RUNS; i++) {
      process.stderr.write(`${i + 1}/${RUNS}\n`);
      runs.push(await measure(browser, `${board.url.split("#")[0]}#paint-${Date.now()}`));
    }
    const figure = (which: keyof Stroke, p: number): number =>
      median(
        runs.map((strokes) =>
          percentile(
            strokes.map((stroke) => stroke[which]).toSorted((a, b) => a - b),
            p,
          ),
        ),
      );
    const row = (what: string, which: keyof Stroke): Findings["rows"][number] => ({
      what,
      figures: { p50: figure(which, 0.5), p95: figure(which, 0.95), max: figure(which, 1) },
    });
    return {
      runs: RUNS,
      rows: [
        row("ms from pointer-down to the own paint", "own"),
        row("ms from pointer-down to the other browser's paint", "other"),
      ],
      bars: [{ name: "paint-p95", value: figure("other", 0.95), limit: 100, better: "lower" }],
      versions: { "playwright-core": ownVersion("playwright-core"), chromium: browser.version() },
    };
  } finally {
    await browser.close();
    await board.stop();
  }
}

async function measure(browser: Browser, url: string): Promise<Stroke[]> {
  const [ada, ben] = await Promise.all([open(browser, url), open(browser, url)]);
  await ada.keyboard.press("p");
  const strokes: Stroke[] = [];
  for (let i = 0; i < STROKES + 5; i++) {
    const shown = await ben.locator("[data-shape]").count();
    await ada.mouse.move(150 + ((i * 97) % 900), 150 + ((i * 61) % 500));
    // Neither in step with the server's ticks nor with the screen.
    await sleep(60 + ((i * 37) % 50));
    await ada.mouse.down();
    await ben.waitForFunction(
      (count) => document.querySelectorAll("[data-shape]").length > count,
      shown,
    );
    await ada.mouse.up();
    await sleep(100);
    const down = await ada.evaluate(readDown);
    const [own, other] = await Promise.all([
      ada.evaluate(firstPaint, down),
      ben.evaluate(firstPaint, down),
    ]);
    // The first few warm both pages up.
    if (i >= 5) strokes.push({ own: own - down, other: other - down });
  }
  await Promise.all([ada.context().close(), ben.context().close()]);
  return strokes;
}

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(takeNotes);
  await page.goto(url);
  await page.waitForSelector("[data-status=live]");
  return page;
}

/** Runs in the page before anything else. Times are of the machine's clock, so that those of two pages compare. */
function takeNotes(): void {
  const notes: Notes = { down: 0, painted: new Map() };
  Object.assign(window, { notes });
  window.addEventListener(
    "pointerdown",
    (event) => {
      notes.down = performance.timeOrigin + event.timeStamp;
    },
    { capture: true },
  );
  const { port1, port2 } = new MessageChannel();
  const waiting: string[] = [];
  port1.addEventListener("message", () => {
    const now = performance.timeOrigin + performance.now();
    for (const id of waiting.splice(0)) notes.painted.set(id, now);
  });
  port1.start();
  const observer = new MutationObserver(() => {
    for (const shape of document.querySelectorAll("[data-shape]")) {
      const id = shape.getAttribute("data-shape") ?? "";
      if (notes.painted.has(id)) continue;
      notes.painted.set(id, 0);
      waiting.push(id);
      // A task that follows the frame's callbacks runs right after the frame was painted.
      requestAnimationFrame(() => port2.postMessage(undefined));
    }
  });
  observer.observe(document, { childList: true, subtree: true });
}

function readDown(): number {
  return (window as unknown as { notes: Notes }).notes.down;
}

/** When the first new shape since `down` was painted. */
function firstPaint(down: number): number {
  const { painted } = (window as unknown as { notes: Notes }).notes;
  return Math.min(...[...painted.values()].filter((time) => time > down));
}
