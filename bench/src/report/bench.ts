import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { report } from "@alongside/server/report";
import type { DriverQuestion } from "../commit/driver.ts";
import type { Measured } from "../commit/load.ts";
import { ownVersion } from "../peers.ts";
import { startNode } from "../process.ts";
import type { Bar, Findings } from "../result.ts";
import { Spot } from "../rooms.ts";
import { median, type Summary } from "../stats.ts";
import type { Question } from "./driver.ts";

const RUNS = 5;

/** How long the report measures, in s; and each thing here, in ms. */
const SECONDS = 12;
const MS = 2000;

/** What `alongside report` presses with. */
const PRESSING = { clients: 16, rooms: 4, window: 16 };

/** How far apart the ranges of the two may lie: the lower end of one, as times of the upper end of the other. */
const APART = 1.25;

/** The same, as a report and as a bench measures it. Times are in ms. */
interface Figures {
  readonly changes: number;
  readonly change: number;
  readonly move: number;
  readonly join: number;
}

/** Whether the figures of `alongside report` are those of the benches: the same rooms, changes and moves, in turn. */
export async function run(): Promise<Findings> {
  const reports: Figures[] = [];
  const benches: Figures[] = [];
  for (let i = 0; i < RUNS; i++) {
    process.stderr.write(`${i + 1}/${RUNS} report\n`);
    reports.push(await byReport());
    process.stderr.write(`${i + 1}/${RUNS} bench\n`);
    benches.push(await byBench());
  }
  const row = (what: string, all: readonly Figures[]) => ({
    what,
    figures: {
      "changes/s": median(all.map(({ changes }) => changes)),
      least: Math.min(...all.map(({ changes }) => changes)),
      most: Math.max(...all.map(({ changes }) => changes)),
      "change p50 ms": median(all.map(({ change }) => change)),
      "move p50 ms": median(all.map(({ move }) => move)),
      "join p50 ms": median(all.map(({ join }) => join)),
    },
  });
  const bar = (name: string, of: (figures: Figures) => number): Bar => ({
    name: `${name}, ranges apart`,
    value: apart(reports.map(of), benches.map(of)),
    limit: APART,
    better: "lower",
  });
  return {
    runs: RUNS,
    rows: [row("report", reports), row("bench", benches)],
    bars: [
      bar("changes a second", ({ changes }) => changes),
      bar("change to another screen, p50", ({ change }) => change),
      bar("move to another page, p50", ({ move }) => move),
    ],
    versions: { ws: ownVersion("ws") },
  };
}

/** 1 or less where the two ranges overlap. */
function apart(some: readonly number[], others: readonly number[]): number {
  return Math.max(Math.min(...some) / Math.max(...others), Math.min(...others) / Math.max(...some));
}

async function byReport(): Promise<Figures> {
  const found = await report({
    folder: fileURLToPath(new URL("..", import.meta.url)),
    rooms: "rooms.ts",
    kind: Spot.name,
    write: { name: "update", fields: { mark: { x: 7, y: 13, by: "~00$client-$n" } } },
    clients: PRESSING.clients,
    seconds: SECONDS,
  });
  return {
    changes: found.throughput?.changesPerSecond ?? Number.NaN,
    change: found.peer?.p50 ?? Number.NaN,
    move: found.presence?.p50 ?? Number.NaN,
    join: found.join?.p50 ?? Number.NaN,
  };
}

async function byBench(): Promise<Figures> {
  const folder = mkdtempSync(`${tmpdir()}/alongside-bench-`);
  const server = startNode("servers/alongside.ts", { folder });
  const alone = startNode("report/driver.ts", {});
  const load = startNode("commit/driver.ts", { wire: "alongside field" });
  try {
    const { port } = await server.hear<{ port: number }>();
    const ask = async (what: Question["ask"]): Promise<number> =>
      (await alone.ask<Summary>({ ask: what, port, ms: MS } satisfies Question)).p50;
    const join = await ask("join");
    const change = await ask("change");
    const move = await ask("move");
    const press = <T>(question: DriverQuestion): Promise<T> => load.ask<T>(question);
    const { clients, rooms, window } = PRESSING;
    await press({ ask: "open", target: { port, clients, rooms, prefix: "press-" } });
    const pressing = (ms: number): Promise<Measured> =>
      press({ ask: "run", pressure: { name: "closed", window }, ms, serverPid: server.pid });
    await pressing(MS / 4);
    const { perSecond } = await pressing(MS);
    return { changes: perSecond, change, move, join };
  } finally {
    await load.stop();
    await alone.stop();
    await server.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}
