import { installPeers, peerVersions } from "../peers.ts";
import { startNode } from "../process.ts";
import type { Findings, Row } from "../result.ts";
import { median } from "../stats.ts";
import type { Case } from "./measure.ts";

const RUNS = 5;
const SIZES = [10, 1000, 10_000];
const KINDS = ["map", "list"] as const;
const FROM = ["local", "remote"] as const;
const CASES: readonly Case[] = KINDS.flatMap((kind) =>
  FROM.flatMap((from) => [
    ...SIZES.map((records): Case => ({ kind, from, records, touched: "ten" })),
    { kind, from, records: 10_000, touched: "all" },
  ]),
);

/** One field of one record: from the commit to a subscriber's selector having read it. */
export async function run(): Promise<Findings> {
  installPeers();
  const times = new Map<string, number[]>();
  for (let i = 0; i < RUNS; i++) {
    process.stderr.write(`${i + 1}/${RUNS}\n`);
    const ours = startNode("model/ours.ts", {});
    const yjs = startNode("model/yjs.ts", {});
    await Promise.all([ours.hear(), yjs.hear()]);
    // In turn, never at once: each case finds the machine to itself.
    for (const question of CASES) {
      for (const [name, child] of [["Alongside", ours] as const, ["Yjs", yjs] as const]) {
        const { ms } = await child.ask<{ ms: number }>(question);
        const key = keyOf(name, question);
        times.set(key, [...(times.get(key) ?? []), ms]);
      }
    }
    await Promise.all([ours.stop(), yjs.stop()]);
  }
  const figure = (name: string, question: Case): number =>
    median(times.get(keyOf(name, question)) ?? []);
  const rows: Row[] = CASES.map((question) => {
    const ours = figure("Alongside", question);
    const yjs = figure("Yjs", question);
    const figures = { "Alongside ms": ours, "Yjs ms": yjs, "Yjs ÷ ours": yjs / ours };
    return { what: nameOf(question), figures };
  });
  const of = (kind: Case["kind"], from: Case["from"], records: number): Case => ({
    kind,
    from,
    records,
    touched: "ten",
  });
  const flat = FROM.map(
    (from) =>
      figure("Alongside", of("map", from, 10_000)) / figure("Alongside", of("map", from, 10)),
  );
  const list = FROM.map((from) => of("list", from, 10_000));
  const ratios = list.map((question) => figure("Yjs", question) / figure("Alongside", question));
  const slowest = Math.max(...list.map((question) => figure("Alongside", question)));
  return {
    runs: RUNS,
    rows,
    bars: [
      { name: "model-flat", value: Math.max(...flat), limit: 2, better: "lower" },
      { name: "model-vs-yjs", value: Math.min(...ratios), limit: 5, better: "higher" },
      { name: "model-ms", value: slowest, limit: 0.1, better: "lower" },
    ],
    versions: peerVersions("yjs"),
  };
}

function keyOf(name: string, question: Case): string {
  return `${name} ${nameOf(question)}`;
}

function nameOf({ kind, from, records, touched }: Case): string {
  return `${kind} of ${records}, ${from}${touched === "all" ? ", all of them" : ""}`;
}
