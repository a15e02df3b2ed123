import { installPeers, peerVersions } from "../peers.ts";
import { startNode } from "../process.ts";
import type { Findings, Row } from "../result.ts";
import { median } from "../stats.ts";
import type { MergeQuestion, MergeResult } from "./measure.ts";

const RUNS = 5;
const KEYS = [10_000, 50_000, 100_000];
const MOST = 100_000;
const PROGRAMS = { Alongside: "ours", Yjs: "yjs" } as const;
type Name = keyof typeof PROGRAMS;
const NAMES = Object.keys(PROGRAMS) as Name[];

/** Two people type in one text while both are offline, and come back one after the other. */
export async function run(): Promise<Findings> {
  installPeers();
  const results = new Map<string, MergeResult[]>();
  for (let i = 0; i < RUNS; i++) {
    for (const keys of KEYS) {
      for (const name of NAMES) {
        const key = keyOf(name, keys);
        process.stderr.write(`${i + 1}/${RUNS} ${key}\n`);
        const program = { name: PROGRAMS[name] };
        const child = startNode("text-merge/measure.ts", program, ["--expose-gc"]);
        await child.hear();
        const result = await child.ask<MergeResult>({ keys } satisfies MergeQuestion);
        await child.stop();
        results.set(key, [...(results.get(key) ?? []), result]);
      }
    }
  }
  return findingsOf(results);
}

function findingsOf(results: ReadonlyMap<string, readonly MergeResult[]>): Findings {
  const figure = (name: Name, keys: number, pick: (result: MergeResult) => number): number =>
    median((results.get(keyOf(name, keys)) ?? []).map(pick));
  const rows: Row[] = KEYS.flatMap((keys) =>
    NAMES.map((name) => ({
      what: keyOf(name, keys),
      figures: {
        "server ms": figure(name, keys, ({ serverMs }) => serverMs),
        "last client ms": figure(name, keys, ({ clientMs }) => clientMs),
        "upload KB": figure(name, keys, ({ upload }) => upload / 1024),
        "key p50 ms": figure(name, keys, ({ key }) => key.p50),
        "key p99.9 ms": figure(name, keys, ({ key }) => key.p999),
        "key max ms": figure(name, keys, ({ key }) => key.max),
      },
    })),
  );
  const ratio = (pick: (result: MergeResult) => number): number =>
    figure("Alongside", MOST, pick) / figure("Yjs", MOST, pick);
  const key = figure("Alongside", MOST, (result) => result.key.p999);
  return {
    runs: RUNS,
    rows,
    bars: [
      { name: "merge-server", value: ratio((of) => of.serverMs), limit: 0.2, better: "lower" },
      { name: "merge-upload", value: ratio((of) => of.upload), limit: 0.3, better: "lower" },
      { name: "merge-key-p999", value: key, limit: 8, better: "lower" },
    ],
    versions: peerVersions("yjs"),
  };
}

function keyOf(name: Name, keys: number): string {
  return `two branches of ${keys} keys: ${name}`;
}
