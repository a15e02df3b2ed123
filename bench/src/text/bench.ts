import { installPeers, peerVersions } from "../peers.ts";
import { startNode } from "../process.ts";
import type { Bar, Findings, Row } from "../result.ts";
import { median } from "../stats.ts";
import type { LocalResult, LoopResult, TextQuestion } from "./measure.ts";
import { SYSTEMS, type SystemName } from "./systems/index.ts";
import { hasTraces, TRACES, type TraceName } from "./traces.ts";

const RUNS = 3;
const NAMES = Object.keys(SYSTEMS) as SystemName[];
const PAPER = "automerge-paper";
const SHORT = "json-crdt-patch";

interface Task<Q extends TextQuestion = TextQuestion> {
  readonly name: SystemName;
  readonly question: Q;
}

/** It takes a tenth of a millisecond for an edit, or more. */
const isSlow = (name: SystemName): boolean => name === "Automerge";
const hasWire = (name: SystemName): boolean =>
  name !== "CodeMirror state" && name !== "quill-delta";

const LOCAL: readonly Task<Local>[] = TRACES.flatMap((trace) =>
  NAMES.filter((name) => !isSlow(name) || trace === PAPER || trace === SHORT).map((name) => ({
    name,
    question: { ask: "local", trace },
  })),
);

/** The long trace through ours and Yjs, the short one through all that have a wire. Several at once make no difference to who needs no turns. */
const LOOPS: readonly Task<Loop>[] = [
  ...(["Alongside", "Yjs"] as const).map((name) => loopTask(name, PAPER, 1)),
  loopTask("Alongside", PAPER, 16),
  ...NAMES.filter(hasWire).map((name) => loopTask(name, SHORT, 1, isSlow(name) ? 500 : undefined)),
];

type Local = Extract<TextQuestion, { readonly ask: "local" }>;
type Loop = Extract<TextQuestion, { readonly ask: "loop" }>;

function loopTask(name: SystemName, trace: TraceName, atOnce: number, edits?: number): Task<Loop> {
  return { name, question: { ask: "loop", trace, atOnce, ...(edits !== undefined && { edits }) } };
}

/** What people wrote, key by key, into a document on this page, and through a server to somebody else's. */
export async function run(): Promise<Findings> {
  if (!hasTraces()) throw new Error("The recordings of ../shared/traces are not here");
  installPeers();
  const locals = new Map<string, LocalResult[]>();
  const loops = new Map<string, LoopResult[]>();
  for (let i = 0; i < RUNS; i++) {
    for (const task of LOCAL) await note(i, locals, task);
    for (const task of LOOPS) await note(i, loops, task);
  }
  return {
    runs: RUNS,
    rows: [...localRows(locals), ...loopRows(loops)],
    ...barsAndVersions(locals, loops),
  };
}

/** Each in a process of its own: what one leaves in memory is nothing to the next. */
async function note<T>(round: number, results: Map<string, T[]>, task: Task): Promise<void> {
  const { name, question } = task;
  const key = keyOf(task);
  process.stderr.write(`${round + 1}/${RUNS} ${key}\n`);
  const child = startNode("text/measure.ts", { name }, ["--expose-gc"]);
  await child.hear();
  results.set(key, [...(results.get(key) ?? []), await child.ask<T>(question)]);
  await child.stop();
}

function keyOf({ name, question }: Task): string {
  const { trace } = question;
  if (question.ask === "local") return `${trace}: ${name}`;
  const many = question.atOnce > 1 ? `, ${question.atOnce} at once` : "";
  const some = question.edits === undefined ? "" : `, its first ${question.edits} edits`;
  return `${trace}${some}, through a server to another client${many}: ${name}`;
}

function localRows(results: ReadonlyMap<string, readonly LocalResult[]>): Row[] {
  return Array.from(results, ([what, of]) => ({
    what,
    figures: {
      "µs/edit": median(of.map(({ us }) => us)),
      "memory KB": median(of.map(({ heap }) => heap)) / 1024,
      "saved KB": median(of.map(({ savedBytes }) => savedBytes)) / 1024,
      "load ms": median(of.map(({ loadMs }) => loadMs)),
    },
  }));
}

function loopRows(results: ReadonlyMap<string, readonly LoopResult[]>): Row[] {
  return Array.from(results, ([what, of]) => ({
    what,
    figures: {
      "µs/edit": median(of.map(({ us }) => us)),
      "bytes/edit": median(of.map(({ bytes }) => bytes)),
    },
  }));
}

function barsAndVersions(
  locals: ReadonlyMap<string, readonly LocalResult[]>,
  loops: ReadonlyMap<string, readonly LoopResult[]>,
): Pick<Findings, "bars" | "versions"> {
  const local = (name: SystemName, pick: (result: LocalResult) => number): number =>
    median((locals.get(keyOf({ name, question: { ask: "local", trace: PAPER } })) ?? []).map(pick));
  const loop = (name: SystemName): number =>
    median((loops.get(keyOf(loopTask(name, PAPER, 1))) ?? []).map(({ us }) => us));
  const lower = (
    name: string,
    limit: number,
    pick: (result: LocalResult) => number,
    ours: SystemName = "Alongside",
  ): Bar => {
    const value = local(ours, pick) / local("Yjs", pick);
    return { name, value, limit, better: "lower" };
  };
  const snapshot = local("Alongside", ({ savedBytes, textBytes }) => savedBytes / textBytes);
  return {
    bars: [
      lower("text-local", 0.2, ({ us }) => us),
      lower("text-local-open", 0.2, ({ us }) => us, "Alongside, openText"),
      lower("text-heap", 0.3, ({ heap }) => heap),
      { name: "text-loop", value: loop("Yjs") / loop("Alongside"), limit: 2.2, better: "higher" },
      { name: "text-snapshot", value: snapshot, limit: 1.1, better: "lower" },
      lower("text-load", 0.2, ({ loadMs }) => loadMs),
    ],
    versions: peerVersions(
      "yjs",
      "loro-crdt",
      "@automerge/automerge",
      "json-joy",
      "diamond-types-node",
      "@codemirror/state",
      "quill-delta",
    ),
  };
}
