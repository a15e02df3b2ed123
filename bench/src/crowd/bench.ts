import type { Browser, CDPSession, Page } from "playwright-core";
import { launchChromium } from "../../../scripts/chromium.ts";
import { npmStart } from "../npm-start.ts";
import { ownVersion } from "../peers.ts";
import { sleep } from "../process.ts";
import type { Findings } from "../result.ts";
import { median, percentile } from "../stats.ts";
import { type Kind, KINDS, Typist } from "./typist.ts";

const RUNS = 3;
const TYPISTS = 19;
const PER_SECOND = 10;
const SECONDS = 6;

interface Measured {
  /** Milliseconds of each second in which the page's scripts ran. */
  readonly script: number;
  /** Milliseconds of each second in which the page's thread worked at all: scripts, style, layout and drawing. */
  readonly busy: number;
  /** Milliseconds between two frames, one in twenty longer. */
  readonly frame: number;
}

/** What nineteen people who type ten letters a second each cost the page of somebody who reads along. */
export async function run(): Promise<Findings> {
  const demo = await npmStart();
  const browser = await launchChromium();
  const runs = new Map<Kind, Measured[]>(KINDS.map((kind) => [kind, []]));
  try {
    for (let i = 0; i < RUNS; i++) {
      for (const kind of KINDS) {
        process.stderr.write(`${i + 1}/${RUNS} ${kind}\n`);
        runs.get(kind)?.push(await measure(browser, new URL(demo.url).origin, kind));
      }
    }
  } finally {
    await browser.close();
    await demo.stop();
  }
  return {
    runs: RUNS,
    rows: Array.from(runs, ([kind, of]) => ({
      what: `${kind}: ${TYPISTS * PER_SECOND} letters/s`,
      figures: {
        "scripts ms/s": median(of.map(({ script }) => script)),
        "busy ms/s": median(of.map(({ busy }) => busy)),
        "frame p95 ms": median(of.map(({ frame }) => frame)),
      },
    })),
    bars: [],
    versions: { "playwright-core": ownVersion("playwright-core"), chromium: browser.version() },
  };
}

async function measure(browser: Browser, origin: string, kind: Kind): Promise<Measured> {
  const id = `crowd-${Date.now()}`;
  const page = await openPage(browser, `${origin}/${kind}#${id}`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const typists: Typist[] = [];
  for (let line = 0; line < TYPISTS; line++)
    typists.push(await Typist.join(kind, id, `${origin.replace("http", "ws")}/live`, line));
  const before = await metrics(devtools);
  const frames = page.evaluate(framesFor, SECONDS * 1000);
  await Promise.all(typists.map((typist, i) => typeOn(typist, i)));
  const gaps = (await frames).toSorted((a, b) => a - b);
  const after = await metrics(devtools);
  await untilSame(page, typists);
  for (const typist of typists) typist.leave();
  await page.context().close();
  const perSecond = (name: string): number =>
    (((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000) / SECONDS;
  return {
    script: perSecond("ScriptDuration"),
    busy: perSecond("TaskDuration"),
    frame: percentile(gaps, 0.95),
  };
}

/** Opens a page, and writes the lines that everybody types at the end of. */
async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector("[data-status=live]");
  await page.click(".cm-content, .ql-editor");
  const lines = Array.from({ length: TYPISTS }, (_, i) => `// Line ${i} has some words already`);
  await page.keyboard.insertText(lines.join("\n"));
  await page.waitForSelector("[data-saved=server]");
  return page;
}

async function typeOn(typist: Typist, i: number): Promise<void> {
  await sleep((i * 1000) / PER_SECOND / TYPISTS);
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    typist.type();
    await sleep(1000 / PER_SECOND);
  }
}

/** Waits until the page shows what everybody has. */
async function untilSame(page: Page, typists: readonly Typist[]): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const texts = new Set(typists.map(({ text }) => text.replace(/\n$/, "")));
    texts.add(
      await page.$$eval(".cm-line, .ql-editor > *", (lines) =>
        lines.map((line) => line.textContent).join("\n"),
      ),
    );
    if (texts.size === 1) return;
    await sleep(50);
  }
  throw new Error("The page ended with another text than the typists");
}

async function metrics(devtools: CDPSession): Promise<ReadonlyMap<string, number>> {
  const { metrics: all } = await devtools.send("Performance.getMetrics");
  return new Map(all.map(({ name, value }) => [name, value]));
}

/** Runs in the page: the milliseconds between its frames, for a while. */
function framesFor(ms: number): Promise<number[]> {
  const start = performance.now();
  const gaps: number[] = [];
  let last = start;
  return new Promise((resolve) => {
    function frame(now: number): void {
      gaps.push(now - last);
      last = now;
      if (now - start < ms) requestAnimationFrame(frame);
      else resolve(gaps);
    }
    requestAnimationFrame(frame);
  });
}
