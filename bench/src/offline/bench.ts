import type { BrowserContext, Page } from "playwright-core";
import { ownVersion } from "../peers.ts";
import type { Findings } from "../result.ts";
import { median, percentile } from "../stats.ts";
import { inChromium } from "./chromium.ts";
import { CHANGES, type Drain, drain } from "./drain.ts";
import type { System } from "./page/main.ts";
import { show } from "./show.ts";

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
  return inChromium(async (context, url) => {
    const runs = new Map<System, Run[]>(SYSTEMS.map((system) => [system, []]));
    for (let i = 0; i < RUNS; i++) {
      process.stderr.write(`${i + 1}/${RUNS}\n`);
      // In turn, and not always the same one first.
      for (const system of i % 2 === 0 ? SYSTEMS : SYSTEMS.toReversed())
        runs.get(system)?.push(await measure(context, url, system, `run-${i}`));
    }
    const drains: Drain[] = [];
    for (let i = 0; i < RUNS; i++) drains.push(await drain(context, url));
    return findings(runs, drains, context.browser()?.version() ?? "");
  });
}

function findings(
  runs: ReadonlyMap<System, readonly Run[]>,
  drains: readonly Drain[],
  version: string,
): Findings {
  const drained = (name: keyof Drain): number => median(drains.map((one) => one[name]));
  const figure = (system: System, of: (run: Run) => number): number =>
    median((runs.get(system) ?? []).map(of));
  const opens = (system: System, p: number): number =>
    figure(system, ({ open, openEmpty }) => at(open, p) - at(openEmpty, 0.5));
  return {
    runs: RUNS,
    rows: [
      ...SYSTEMS.map((system) => ({
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
      {
        what: `${CHANGES} changes come back`,
        figures: {
          "longest task as they were made, ms": drained("workTask"),
          "longest task as they came back, ms": drained("task"),
          "until shown, ms": drained("shown"),
          "until sent, ms": drained("took"),
          "changes/s": drained("perSecond"),
        },
      },
    ],
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
      { name: "offline-drain-task", value: drained("task"), limit: 50, better: "lower" },
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
