import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { BrowserContext } from "playwright-core";
import { type Child, startNode } from "../process.ts";
import type { Drained } from "./page/drain.ts";
import { show } from "./show.ts";
import { longestTask } from "./tasks.ts";

/** As many changes as a week of work has. */
export const CHANGES = 10_000;

export interface Drain extends Omit<Drained, "notes"> {
  /** The longest tasks of the page's thread while the work was made, and while it was shown again and sent, in ms of CPU time. */
  readonly workTask: number;
  readonly task: number;
  readonly perSecond: number;
}

/** How a page comes back with a week of work, to a server for people. */
export async function drain(context: BrowserContext, page: string): Promise<Drain> {
  const folder = mkdtempSync(`${tmpdir()}/alongside-bench-`);
  const server: Child = startNode("servers/alongside.ts", { folder, isPlain: true });
  try {
    const { port } = await server.hear<{ port: number }>();
    const url = `ws://127.0.0.1:${port}/live`;
    const first = await show(context, page);
    await first.evaluate((at) => window.week.begin(at), url);
    const [notes, workTask] = await longestTask(first, () =>
      first.evaluate(([at, n]) => window.week.work(at, n), [url, CHANGES] as const),
    );
    await first.close();
    const second = await show(context, page);
    const [drained, task] = await longestTask(second, () =>
      second.evaluate(([at, n]) => window.week.comeBack(at, n), [url, CHANGES] as const),
    );
    await second.close();
    if (drained.notes !== notes) throw new Error("What came back is not what was written");
    const { shown, took } = drained;
    return { shown, took, task, workTask, perSecond: (CHANGES / took) * 1000 };
  } finally {
    await server.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}
