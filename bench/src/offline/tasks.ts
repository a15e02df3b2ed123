import type { Page } from "playwright-core";

/** What Chromium traces of a task of a thread. Times are in µs. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** By the clock, and of CPU. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Runs something in a page. Returns what it returned, and the CPU time of the longest task that the page's thread had meanwhile, in ms:
 * by the clock a task on a busy machine is as long as others keep it waiting.
 */
export async function longestTask<T>(page: Page, fn: () => Promise<T>): Promise<[T, number]> {
  const devtools = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  devtools.on("Tracing.dataCollected", ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  await devtools.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel", "disabled-by-default-devtools.timeline"] },
  });
  const result = await fn();
  const over = new Promise((resolve) => devtools.once("Tracing.tracingComplete", resolve));
  await devtools.send("Tracing.end");
  await over;
  await devtools.detach();
  return [result, longestIn(events)];
}

function longestIn(events: readonly TraceEvent[]): number {
  const mains = events.filter(
    ({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain",
  );
  const tasks = events.filter(
    ({ name, pid, tid, tdur }) =>
      name.endsWith("RunTask") &&
      tdur !== undefined &&
      mains.some((main) => main.pid === pid && main.tid === tid),
  );
  if (tasks.length === 0) throw new Error("Chromium should say how long its tasks took");
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1_000;
}
