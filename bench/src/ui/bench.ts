import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build, type InlineConfig, preview } from "vite";
import { launchChromium } from "../../../scripts/chromium.ts";
import { ownVersion } from "../peers.ts";
import type { Findings } from "../result.ts";
import { sizes } from "../size/sizes.ts";
import { median, percentile } from "../stats.ts";
import type { Run, Way } from "./page/main.tsx";
import { readFrames } from "./trace.ts";

const RUNS = 3;
const PEOPLE = 100;
const THROTTLE = 4;

interface Measured extends Run {
  /** Script and style of a frame, in ms: what 95 of 100 take at most. */
  readonly frameMs: number;
  /** Script of a message and the frames after it, in ms. */
  readonly scriptMs: number;
}

/**
 * 100 people move their pointers, each told of 15 times a second, in a Chromium whose processor is made four times slower: the kit's
 * cursors, cursors by React state, and an empty animation loop in the same run. The kit glides in each frame; state jumps where it is told to. And the kit's sizes.
 */
export async function run(): Promise<Findings> {
  const outDir = mkdtempSync(join(tmpdir(), "alongside-bench-ui-"));
  const page: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    logLevel: "error",
    build: { outDir, target: "esnext" },
    preview: { host: "127.0.0.1", port: 0 },
  };
  await build(page);
  const server = await preview(page);
  const browser = await launchChromium();
  try {
    const found: { readonly [way in Way]: Measured[] } = {
      empty: [],
      kit: [],
      state: [],
      moves: [],
    };
    for (let i = 0; i < RUNS; i++)
      for (const way of ["empty", "kit", "state", "moves"] as const) {
        process.stderr.write(`${i + 1}/${RUNS} ${way}\n`);
        found[way].push(await measure(browser, server.resolvedUrls?.local[0] ?? "", way));
      }
    const of = (way: Way, figure: keyof Measured): number =>
      median(found[way].map((one) => one[figure]));
    const row = (what: string, way: Way): Findings["rows"][number] => ({
      what,
      figures: {
        fps: of(way, "fps"),
        "script + style ms a frame p95": of(way, "frameMs"),
        "script ms a message": of(way, "scriptMs"),
        "React commits": of(way, "commits"),
      },
    });
    const kit = sizes([]).filter(({ name }) => /^(ui|react\/ui)/.test(name));
    const together = kit.find(({ name }) => name.includes("+"))?.size ?? Number.NaN;
    return {
      runs: RUNS,
      rows: [
        row("an empty animation loop", "empty"),
        row("100 cursors, the kit", "kit"),
        row("100 cursors, React state for a message", "state"),
        row("100 cursors, React state for each move", "moves"),
        ...kit.map(({ name, size }) => ({ what: name, figures: { "KB gzip": size / 1000 } })),
      ],
      bars: [
        // Of each run by itself: a machine is faster at one time than at another.
        {
          name: "ui-fps",
          value: median(found.kit.map(({ fps }, i) => fps / found.empty[i]!.fps)),
          limit: 0.95,
          better: "higher",
        },
        { name: "ui-frame-p95", value: of("kit", "frameMs"), limit: 4, better: "lower" },
        { name: "ui-commits", value: of("kit", "commits"), limit: 0, better: "lower" },
        {
          name: "ui-script-by-moves",
          value: median(found.kit.map(({ scriptMs }, i) => scriptMs / found.moves[i]!.scriptMs)),
          limit: 0.3,
          better: "lower",
        },
        { name: "ui-size", value: together / 1000, limit: 10, better: "lower" },
      ],
      versions: { react: ownVersion("react"), chromium: browser.version() },
    };
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, { recursive: true });
  }
}

async function measure(browser: Browser, url: string, way: Way): Promise<Measured> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => "cursorsBench" in window);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: THROTTLE });
    await browser.startTracing(page, {
      categories: ["-*", "devtools.timeline", "blink.user_timing"],
    });
    const result = await page.evaluate(([w, people]) => window.cursorsBench.run(w, people), [
      way,
      PEOPLE,
    ] as const);
    const { perFrame, scriptMs } = readFrames(await browser.stopTracing());
    if (way !== "empty" && result.shown !== PEOPLE)
      throw new Error(`${way} shows ${result.shown} of ${PEOPLE} cursors`);
    return {
      ...result,
      frameMs: percentile(perFrame, 0.95),
      scriptMs: scriptMs / Math.max(1, result.messages),
    };
  } finally {
    await context.close();
  }
}
