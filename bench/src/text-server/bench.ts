import type { Measured } from "../commit/load.ts";
import { installPeers, ownVersion, peerVersions } from "../peers.ts";
import { startNode } from "../process.ts";
import type { Bar, Findings, Row } from "../result.ts";
import { median } from "../stats.ts";
import { LIVE, TYPISTS, typeTogether } from "./live.ts";
import type { ServerResult } from "./measure.ts";
import type { ServerTask } from "./subject.ts";
import type { Table } from "./typists.ts";

const RUNS = 5;
const LIVE_RUNS = 3;
const CHANGES = 20_000;
const PROGRAMS = { Alongside: "ours", Yjs: "yjs" } as const;
type Name = keyof typeof PROGRAMS;
const NAMES = Object.keys(PROGRAMS) as Name[];
const TABLES: readonly Table[] = [2, 10, 50].flatMap((typists) =>
  [1, 5, 20].map((unseen) => ({ typists, unseen })),
);

/** Many people type in one text: what a server does for each change, and when the others see it. */
export async function run(): Promise<Findings> {
  installPeers();
  const rates = new Map<string, number[]>();
  for (let i = 0; i < RUNS; i++) {
    for (const table of TABLES) await measure(i, table, rates);
  }
  const live = new Map<string, Measured[]>(LIVE.map(({ name }) => [name, []]));
  for (let i = 0; i < LIVE_RUNS; i++) {
    for (const system of LIVE) {
      process.stderr.write(`${i + 1}/${LIVE_RUNS} ${TYPISTS} over sockets: ${system.name}\n`);
      live.get(system.name)?.push(await typeTogether(system));
    }
  }
  return {
    runs: RUNS,
    rows: [...rateRows(rates), ...liveRows(live)],
    bars: [atLeast("server-5", 5, 3, rates), atLeast("server-20", 20, 2, rates)],
    versions: {
      ws: ownVersion("ws"),
      ...peerVersions("yjs", "@hocuspocus/server", "@y/websocket-server"),
    },
  };
}

async function measure(round: number, table: Table, rates: Map<string, number[]>): Promise<void> {
  const texts: string[] = [];
  for (const name of NAMES) {
    const key = keyOf(name, table);
    process.stderr.write(`${round + 1}/${RUNS} ${key}\n`);
    const child = startNode("text-server/measure.ts", { name: PROGRAMS[name] }, ["--expose-gc"]);
    await child.hear();
    const task: ServerTask = { ...table, changes: CHANGES };
    const { perSecond, text } = await child.ask<ServerResult>(task);
    await child.stop();
    rates.set(key, [...(rates.get(key) ?? []), perSecond]);
    texts.push(text);
  }
  if (new Set(texts).size > 1) throw new Error("The servers ended with different texts");
}

/** Ours against Yjs, where it does worst. */
function atLeast(
  name: string,
  unseen: number,
  limit: number,
  rates: ReadonlyMap<string, readonly number[]>,
): Bar {
  const ratios = TABLES.filter((table) => table.unseen === unseen).map((table) => {
    const [ours, yjs] = NAMES.map((of) => median(rates.get(keyOf(of, table)) ?? []));
    return (ours ?? 0) / (yjs ?? 0);
  });
  return { name, value: Math.min(...ratios), limit, better: "higher" };
}

function rateRows(rates: ReadonlyMap<string, readonly number[]>): Row[] {
  return TABLES.map((table) => {
    const [ours = 0, yjs = 0] = NAMES.map((name) => median(rates.get(keyOf(name, table)) ?? []));
    const figures = { "Alongside ops/s": ours, "Yjs ops/s": yjs, "ours ÷ Yjs": ours / yjs };
    return { what: nameOf(table), figures };
  });
}

function liveRows(live: ReadonlyMap<string, readonly Measured[]>): Row[] {
  return Array.from(live, ([name, of]) => ({
    what: `${TYPISTS} typists over sockets: ${name}`,
    figures: {
      "keys/s": median(of.map(({ perSecond }) => perSecond)),
      "seen p50 ms": median(of.map(({ peer }) => peer.p50)),
      "seen p99 ms": median(of.map(({ peer }) => peer.p99)),
      "CPU ms/10k": median(of.map(({ serverMsPer10k }) => serverMsPer10k)),
      "driver ms/10k": median(of.map(({ driverMsPer10k }) => driverMsPer10k)),
    },
  }));
}

function keyOf(name: Name, table: Table): string {
  return `${nameOf(table)}: ${name}`;
}

function nameOf({ typists, unseen }: Table): string {
  return `${typists} typists, ${unseen} unseen`;
}
