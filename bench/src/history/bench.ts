import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type RoomId, systemClock } from "@alongside/core/engine";
import { sqlite, type Store } from "@alongside/server";
import { Past } from "../../../packages/server/src/history/past.ts";
import { installPeers, peerVersions } from "../peers.ts";
import { startNode } from "../process.ts";
import type { Findings, Row } from "../result.ts";
import { percentile } from "../stats.ts";
import { fill, momentOf } from "./fill.ts";
import type { Heap, HeapQuestion } from "./heap.ts";
import { Room } from "./room.ts";

/** How many entries the rooms have. */
const SIZES = [10_000, 100_000, 1_000_000];

/** Up to so many entries Yjs has the same history. */
const MOST_YJS = 100_000;

/** Moments that each room is opened at. */
const OPENED = 60;

/** A room whose state is large, for the heap: what is needed for any room does not count there. */
const HEAP: HeapQuestion = { size: 50_000, shapes: 20_000, opened: 10 };

/**
 * Opening rooms of many entries at random moments, from a file, and whether the event loop waits meanwhile; the same with Yjs, from
 * memory, at the moments that it has snapshots of; and the heap that it takes.
 */
export async function run(): Promise<Findings> {
  installPeers();
  const { KEPT_EVERY, YjsPast } = await import("./yjs.ts");
  const folder = mkdtempSync(join(tmpdir(), "alongside-history-"));
  try {
    const rows: Row[] = [];
    let largest = Number.NaN;
    let longest = 0;
    for (const size of SIZES) {
      const what = `${size.toLocaleString("en")} entries`;
      process.stderr.write(`${what}\n`);
      const { times, held, bytes } = await ours(join(folder, `${size}.db`), size);
      const p50 = percentile(times, 0.5);
      largest = percentile(times, 0.95);
      longest = Math.max(longest, held);
      const figures = { "p50, ms": p50, "p95, ms": largest, "held, ms": held, MB: bytes / 1e6 };
      rows.push({ what, figures });
      if (size > MOST_YJS) continue;
      process.stderr.write(`${what}, Yjs\n`);
      const past = new YjsPast(size);
      const peer = timed((seq) => past.open(seq), size);
      rows.push({
        what: `${what}, Yjs with a snapshot for each ${KEPT_EVERY}`,
        figures: {
          "p50, ms": percentile(peer, 0.5),
          "p95, ms": percentile(peer, 0.95),
          MB: past.bytes / 1e6,
          "p50, × ours": percentile(peer, 0.5) / p50,
        },
      });
    }
    process.stderr.write("heap\n");
    const child = startNode("./history/heap.ts", {}, ["--expose-gc"]);
    const { peak, resident, state } = await child.ask<Heap>(HEAP);
    await child.stop();
    rows.push({
      what: `heap, ${HEAP.shapes.toLocaleString("en")} shapes`,
      figures: {
        "state, MB": state / 1e6,
        "own thread's heap, MB": peak / 1e6,
        "resident, MB": resident / 1e6,
      },
    });
    return {
      runs: 1,
      rows,
      bars: [
        { name: "open-1m-p95", value: largest, limit: 50, better: "lower" },
        { name: "event-loop-held", value: longest, limit: 20, better: "lower" },
        { name: "own-thread-heap-by-state", value: peak / state, limit: 2, better: "lower" },
      ],
      versions: peerVersions("yjs"),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Opened {
  /** In ms, the shortest first. */
  readonly times: readonly number[];
  /** How long the event loop waited at most, in ms. */
  readonly held: number;
  /** Of the file. */
  readonly bytes: number;
}

async function ours(file: string, size: number): Promise<Opened> {
  const store = sqlite(file);
  let found: Omit<Opened, "bytes">;
  try {
    await fill(store, "board:bench", size);
    found = await open(store, "board:bench", size);
  } finally {
    await store.close();
  }
  return { ...found, bytes: statSync(file).size };
}

async function open(store: Store, id: RoomId, size: number): Promise<Omit<Opened, "bytes">> {
  const past = new Past(store, systemClock);
  const kind = { implementation: Room.implementation, initial: undefined };
  const rights = { read: true, write: true } as const;
  const times: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let i = 1; i <= OPENED; i++) {
    const begun = performance.now();
    await past.state(id, momentOf(i, size), rights, kind);
    times.push(performance.now() - begun);
  }
  delay.disable();
  return { times: times.toSorted((a, b) => a - b), held: delay.max / 1e6 };
}

function timed(fn: (seq: number) => unknown, size: number): readonly number[] {
  const times = Array.from({ length: OPENED }, (_, i) => {
    const begun = performance.now();
    fn(momentOf(i + 1, size));
    return performance.now() - begun;
  });
  return times.toSorted((a, b) => a - b);
}
