import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { build, type InlineConfig, preview } from "vite";
import { findChromium } from "../../../scripts/chromium.ts";
import { ownVersion } from "../peers.ts";
import type { Findings } from "../result.ts";
import { median, percentile } from "../stats.ts";
import type { System } from "./page/main.ts";

const RUNS = 3;
const SYSTEMS: readonly System[] = ["ours", "IndexedDB alone, strict", "y-indexeddb"];
const LETTERS = 400;
const PACE_MS = 8;
const OPENS = 12;

interface Run {
  readonly p50: number;
  readonly p99: number;
  /** Ms of the page's thread for each letter. */
  readonly thread: number;
  readonly open: readonly number[];
  readonly openEmpty: readonly number[];
}

/**
 * What a device store costs in a real Chromium with a profile on disk: the page's thread for each letter that is typed, the time until
 * it is kept, and opening a room of 2,000 records with 10,000 changes that were not sent.
 */
export async function run(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-bench-offline-"));
  const page: InlineConfig = {
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    logLevel: "error",
    build: { outDir: join(folder, "page"), target: "esnext" },
    preview: {
      host: "127.0.0.1",
      port: 0,
      // For clocks in the page that are exact to 5 µs.
      headers: {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      },
    },
  };
  await build(page);
  const server = await preview(page);
  const executablePath = findChromium();
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    ...(executablePath !== undefined && { executablePath }),
  });
  try {
    const url = server.resolvedUrls?.local[0] ?? "";
    const runs = new Map<System, Run[]>(SYSTEMS.map((system) => [system, []]));
    for (let i = 0; i < RUNS; i++) {
      process.stderr.write(`${i + 1}/${RUNS}\n`);
      // In turn, and not always the same one first.
      for (const system of i % 2 === 0 ? SYSTEMS : SYSTEMS.toReversed())
        runs.get(system)?.push(await measure(context, url, system, `run-${i}`));
    }
    return findings(runs, context.browser()?.version() ?? "");
  } finally {
    await context.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function findings(runs: ReadonlyMap<System, readonly Run[]>, version: string): Findings {
  const figure = (system: System, of: (run: Run) => number): number =>
    median((runs.get(system) ?? []).map(of));
  const opens = (system: System, p: number): number =>
    figure(system, ({ open, openEmpty }) => at(open, p) - at(openEmpty, 0.5));
  return {
    runs: RUNS,
    rows: SYSTEMS.map((system) => ({
      what: system,
      figures: {
        "thread, ms a letter": figure(system, ({ thread }) => thread),
        "to disk p50, ms": figure(system, ({ p50 }) => p50),
        "to disk p99, ms": figure(system, ({ p99 }) => p99),
        "open p50, ms over empty": opens(system, 0.5),
        "open p95, ms over empty": opens(system, 0.95),
        "open empty p50, ms": figure(system, ({ openEmpty }) => at(openEmpty, 0.5)),
      },
    })),
    bars: [
      {
        name: "offline-thread",
        value: figure("ours", ({ thread }) => thread),
        limit: 0.1,
        better: "lower",
      },
      {
        name: "offline-to-disk-p50",
        value: figure("ours", ({ p50 }) => p50),
        limit: 2,
        better: "lower",
      },
      {
        name: "offline-to-disk-p99",
        value: figure("ours", ({ p99 }) => p99),
        limit: 25,
        better: "lower",
      },
      { name: "offline-open-p50", value: opens("ours", 0.5), limit: 150, better: "lower" },
      { name: "offline-open-p95", value: opens("ours", 0.95), limit: 300, better: "lower" },
    ],
    versions: {
      "playwright-core": ownVersion("playwright-core"),
      chromium: version,
      idb: ownVersion("idb"),
      "y-indexeddb": ownVersion("y-indexeddb"),
      yjs: ownVersion("yjs"),
    },
  };
}

function at(values: readonly number[], p: number): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    p,
  );
}

async function measure(
  context: BrowserContext,
  url: string,
  system: System,
  name: string,
): Promise<Run> {
  const page = await show(context, url);
  const type = (letters: number): Promise<number[]> =>
    page.evaluate(([s, n, l, p]) => window.bench.type(s, n, l, p), [
      system,
      `${system}-${name}`,
      letters,
      PACE_MS,
    ] as const);
  const idle = (letters: number): Promise<void> =>
    page.evaluate(([l, p]) => window.bench.idle(l, p), [letters, PACE_MS] as const);
  // The first few warm the page up.
  await Promise.all([type(50), idle(50)]);
  const [, none] = await threadOf(page, () => idle(LETTERS));
  const [took, thread] = await threadOf(page, () => type(LETTERS));
  await page.evaluate(([s, n]) => window.bench.fill(s, n), [
    system,
    `${system}-${name}-full`,
  ] as const);
  await page.close();
  const [open, openEmpty]: [number[], number[]] = [[], []];
  for (let i = 0; i < OPENS; i++) {
    // In a page of its own, as after a reload.
    const fresh = await show(context, url);
    const opened = (what: string): Promise<number> =>
      fresh.evaluate(([s, n]) => window.bench.open(s, n), [
        system,
        `${system}-${name}-${what}`,
      ] as const);
    openEmpty.push(await opened("empty"));
    open.push(await opened("full"));
    await fresh.close();
  }
  return {
    p50: at(took, 0.5),
    p99: at(took, 0.99),
    thread: (thread - none) / LETTERS,
    open,
    openEmpty,
  };
}

async function show(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => "bench" in window);
  return page;
}

/** Runs something in a page. Returns what it returned, and the CPU time that the page's thread took for it, in ms. */
async function threadOf<T>(page: Page, fn: () => Promise<T>): Promise<[T, number]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const tasks = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    const found = metrics.find(({ name }) => name === "TaskDuration");
    if (!found) throw new Error("Chromium should say how long its tasks took");
    return found.value * 1_000;
  };
  const before = await tasks();
  const result = await fn();
  const took = (await tasks()) - before;
  await devtools.detach();
  return [result, took];
}
