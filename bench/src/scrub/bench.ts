import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer, sqlite } from "@alongside/server";
import { build, type InlineConfig, preview } from "vite";
import { launchChromium } from "../../../scripts/chromium.ts";
import { fill } from "../history/fill.ts";
import { Room } from "../history/room.ts";
import type { Findings, Row } from "../result.ts";
import { median, percentile } from "../stats.ts";
import type { Scrubbed } from "./page/main.ts";

const RUNS = 3;
const ENTRIES = 10_000;
/** A frame that takes longer, in ms, is seen to be late. */
const LATE_MS = 33;

/** Scrubbing 10,000 entries of a hundred shapes and a text in Chromium, back and forward, beside an empty animation loop in the same run. */
export async function run(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-scrub-"));
  const page: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    logLevel: "error",
    build: { outDir: join(folder, "page"), target: "esnext" },
    preview: { host: "127.0.0.1", port: 0 },
  };
  await build(page);
  const store = sqlite(join(folder, "rooms.db"));
  await fill(store, "board:scrub", ENTRIES);
  const server = createServer({ rooms: [Room.implementation], store, log: () => undefined });
  const { port } = await server.listen(0, "127.0.0.1");
  const pages = await preview(page);
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage({ viewport: { width: 1200, height: 1200 } });
    await tab.goto(pages.resolvedUrls?.local[0] ?? "");
    await tab.waitForFunction(() => "scrubBench" in window);
    await tab.evaluate(([url, entries]) => window.scrubBench.open(url, entries), [
      `ws://127.0.0.1:${port}/live`,
      ENTRIES,
    ] as const);
    const found: { readonly [way in "empty" | "track"]: Scrubbed[] } = { empty: [], track: [] };
    for (let i = 0; i < RUNS; i++)
      for (const way of ["empty", "track"] as const) {
        process.stderr.write(`${i + 1}/${RUNS} ${way}\n`);
        found[way].push(await tab.evaluate((w) => window.scrubBench.run(w), way));
      }
    const last = found.track.at(-1);
    if (last?.entries !== ENTRIES || last.shapes !== 100)
      throw new Error(`${last?.entries} entries and ${last?.shapes} shapes were shown`);
    return {
      runs: RUNS,
      rows: [row("an empty animation loop", found.empty), row("the track", found.track)],
      bars: [{ name: "scrub-late", value: late(found.track), limit: 5, better: "lower" }],
      versions: { chromium: browser.version() },
    };
  } finally {
    await browser.close();
    await pages.close();
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

function row(what: string, runs: readonly Scrubbed[]): Row {
  const of = (list: "gaps" | "steps", p: number): number =>
    median(
      runs.map((one) =>
        percentile(
          one[list].toSorted((a, b) => a - b),
          p,
        ),
      ),
    );
  return {
    what,
    figures: {
      "late frames, %": late(runs),
      "frame p50, ms": of("gaps", 0.5),
      "frame p95, ms": of("gaps", 0.95),
      "step p95, ms": of("steps", 0.95),
      "step max, ms": of("steps", 1),
    },
  };
}

function late(runs: readonly Scrubbed[]): number {
  return median(
    runs.map(({ gaps }) => (100 * gaps.filter((gap) => gap > LATE_MS).length) / gaps.length),
  );
}
