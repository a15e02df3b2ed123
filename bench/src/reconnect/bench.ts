import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { ownVersion } from "../peers.ts";
import { type Child, startNode } from "../process.ts";
import type { Findings } from "../result.ts";
import { median } from "../stats.ts";
import type { Back, Question } from "./driver.ts";

const RUNS = 3;
const CLIENTS = 2000;
const ROOMS = 200;

/** How long all of them have to come back, in ms. */
const MOST_MS = 60_000;

/** Connections are counted in steps of so many ms. */
const STEP_MS = 100;

interface Measured {
  /** Until the last one was back in its room, from when the server listened again, in ms. */
  readonly last: number;
  /** The most connections in a step, to the mean of all steps from the first to the last of them. */
  readonly spike: number;
  readonly mean: number;
  /** The same of when they were due, by the clients' own clocks. */
  readonly dueSpike: number;
  /** How long the server was away, in ms. */
  readonly away: number;
}

/** How clients come back to a server that was killed and started again. */
export async function run(): Promise<Findings> {
  const runs: Measured[] = [];
  for (let i = 0; i < RUNS; i++) {
    process.stderr.write(`${i + 1}/${RUNS}\n`);
    // oxlint-disable-next-line no-await-in-loop -- in turn
    runs.push(await measure());
  }
  const figure = (name: keyof Measured): number => median(runs.map((one) => one[name]));
  return {
    runs: RUNS,
    rows: [
      {
        what: `${CLIENTS} clients`,
        figures: {
          "away, ms": figure("away"),
          "last back, ms": figure("last"),
          "connects per 100 ms, mean": figure("mean"),
          "the most, to that": figure("spike"),
          "of those that were due": figure("dueSpike"),
        },
      },
    ],
    bars: [
      { name: "last-back", value: figure("last"), limit: 10_000, better: "lower" },
      { name: "spike", value: figure("spike"), limit: 3, better: "lower" },
    ],
    versions: { ws: ownVersion("ws") },
  };
}

async function measure(): Promise<Measured> {
  const folder = mkdtempSync(`${tmpdir()}/alongside-bench-`);
  const driver = startNode("reconnect/driver.ts", {});
  let server: Child | undefined;
  const start = async (port: number): Promise<number> => {
    server = startNode("servers/alongside.ts", { folder, port });
    return (await server.hear<{ port: number }>()).port;
  };
  try {
    const port = await start(0);
    const ask = <T>(question: Question): Promise<T> => driver.ask<T>(question);
    await ask({ ask: "open", url: `ws://127.0.0.1:${port}/live`, clients: CLIENTS, rooms: ROOMS });
    const gone = Date.now();
    await server?.stop("SIGKILL");
    const waiting = ask<Back>({ ask: "wait", ms: MOST_MS });
    await start(port);
    const here = Date.now();
    const { live, opened, due, last } = await waiting;
    if (live < CLIENTS) throw new Error(`Of ${CLIENTS} clients ${live} came back in ${MOST_MS} ms`);
    const { spike, mean } = stepsOf(opened);
    // Those due before the server was back came late, and first of all.
    const { spike: dueSpike } = stepsOf(due.map((at) => Math.max(at, here)));
    return { last: last - here, away: here - gone, mean, spike, dueSpike };
  } finally {
    await driver.stop();
    await server?.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The most of them in a step, to the mean of all steps from the first to the last, and that mean. */
function stepsOf(times: readonly number[]): { readonly spike: number; readonly mean: number } {
  const first = Math.min(...times);
  const steps = new Map<number, number>();
  for (const at of times) {
    const step = Math.floor((at - first) / STEP_MS);
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  const mean = times.length / (Math.max(...steps.keys()) + 1);
  return { spike: Math.max(...steps.values()) / mean, mean };
}
