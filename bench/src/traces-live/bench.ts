import { start, type System } from "../commit/systems.ts";
import { installPeers, peerVersions } from "../peers.ts";
import { cpuMs, startNode } from "../process.ts";
import type { Bar, Findings } from "../result.ts";
import { median } from "../stats.ts";
import { hasTraces, readTrace, TRACES, type TraceName } from "../text/traces.ts";
import type { TypeQuestion, Typed } from "./pages.ts";
import { PAGES, type PagesName } from "./systems/index.ts";

/** How many times each is measured: `npm run bench -- traces-live 1`. */
const RUNS = Number(process.argv[3] ?? 5);
const NAMES = Object.keys(PAGES) as PagesName[];
const PEER = "y-websocket";

/** What each of them speaks to. y-websocket keeps nothing on disk, so what is held against it does not either. */
const SERVERS: { readonly [Name in PagesName]: System } = {
  Alongside: inMemory(),
  "Alongside, each key alone": inMemory(),
  "Alongside, on disk": { name: "Alongside", wire: "alongside", program: "alongside" },
  "y-websocket": { name: PEER, wire: PEER, program: PEER },
};

function inMemory(): System {
  const options = { isDurable: false };
  return { name: "Alongside", wire: "alongside", program: "alongside", options };
}

/** µs for each keystroke: until the other page showed it, and of processor time, of both pages and the server. */
interface Figures {
  readonly us: number;
  readonly pagesUs: number;
  readonly serverUs: number;
}

/** What people wrote, key by key, from one page to another: whole clients, real WebSockets, and a server as people run it. */
export async function run(): Promise<Findings> {
  if (!hasTraces()) throw new Error("The recordings of ../shared/traces are not here");
  installPeers();
  const results = new Map<string, Figures[]>();
  for (let i = 0; i < RUNS; i++)
    for (const trace of TRACES)
      // Each is first in turn.
      for (const [j] of NAMES.entries()) {
        const name = NAMES[(i + j) % NAMES.length] as PagesName;
        process.stderr.write(`${i + 1}/${RUNS} ${keyOf(trace, name)}\n`);
        const key = keyOf(trace, name);
        results.set(key, [...(results.get(key) ?? []), await measure(trace, name)]);
      }
  const of = (trace: TraceName, name: PagesName): readonly Figures[] =>
    results.get(keyOf(trace, name)) ?? [];
  return {
    runs: RUNS,
    rows: Array.from(results, ([what, figures]) => ({
      what,
      figures: {
        "µs/key": median(figures.map(({ us }) => us)),
        "least µs/key": Math.min(...figures.map(({ us }) => us)),
        "most µs/key": Math.max(...figures.map(({ us }) => us)),
        "CPU of the pages, µs/key": median(figures.map(({ pagesUs }) => pagesUs)),
        "CPU of the server, µs/key": median(figures.map(({ serverUs }) => serverUs)),
      },
    })),
    bars: TRACES.flatMap((trace) => [
      bar(trace, of, "", ({ us }) => us),
      bar(trace, of, "-cpu", ({ pagesUs, serverUs }) => pagesUs + serverUs),
    ]),
    versions: peerVersions("yjs", "y-websocket", "@y/websocket-server"),
  };
}

/** Ours by theirs, the median of the ratios of one turn. */
function bar(
  trace: TraceName,
  of: (trace: TraceName, name: PagesName) => readonly Figures[],
  suffix: string,
  pick: (figures: Figures) => number,
): Bar {
  const theirs = of(trace, PEER).map(pick);
  const ratios = of(trace, "Alongside").map((ours, i) => pick(ours) / (theirs[i] ?? Number.NaN));
  return { name: `${trace}${suffix}`, value: median(ratios), limit: 1, better: "lower" };
}

function keyOf(trace: TraceName, name: PagesName): string {
  return `${trace}: ${name}`;
}

/** With processes of its own, warmed by the shortest trace in another room. */
async function measure(trace: TraceName, name: PagesName): Promise<Figures> {
  const started = await start(SERVERS[name]);
  const { port, child } = started;
  const pages = startNode("traces-live/pages.ts", { name, port });
  try {
    await pages.hear();
    const type = (asked: Omit<TypeQuestion, "ask">): Promise<Typed> =>
      pages.ask<Typed>({ ask: "type", ...asked } satisfies TypeQuestion);
    await type({ trace: "sveltecomponent", room: "warm" });
    const before = cpuMs(child.pid);
    const typed = await type({ trace, room: "typed" });
    const keys = readTrace(trace).edits.length;
    const us = (ms: number): number => (ms * 1000) / keys;
    return {
      us: us(typed.ms),
      pagesUs: us(typed.cpuMs),
      serverUs: us(cpuMs(child.pid) - before),
    };
  } finally {
    await pages.stop();
    await child.stop("SIGKILL");
    started.remove();
  }
}
