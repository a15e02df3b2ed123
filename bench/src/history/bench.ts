import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Entry, type RoomId, systemClock } from "@alongside/core/engine";
import { type FoundEntries, sqlite, type Store } from "@alongside/server";
import { framed } from "../../../packages/server/src/history/framed.ts";
import { Past } from "../../../packages/server/src/history/past.ts";
import { installPeers, peerVersions } from "../peers.ts";
import { startNode } from "../process.ts";
import type { Findings, Row } from "../result.ts";
import { median, percentile } from "../stats.ts";
import { fill, momentOf } from "./fill.ts";
import type { Heap, HeapQuestion } from "./heap.ts";
import { Room, SELDOM } from "./room.ts";

/** How many entries the rooms have: others with `HISTORY_SIZES=10000,50000`. */
const SIZES = (process.env["HISTORY_SIZES"] ?? "10000,100000,1000000").split(",").map(Number);

/** Up to so many entries Yjs has the same history. */
const MOST_YJS = 100_000;

/** Moments that each room is opened at; Yjs takes its time. */
const OPENED = 60;
const OPENED_YJS = 20;

/** A room whose state is large, for the memory: what is needed for any room does not count there. */
const HEAP: HeapQuestion = { size: 150_000, shapes: 100_000, opened: 10 };

/** Records of an entry of about 15 MB. */
const LARGE = 100_000;

/**
 * Opening rooms of many entries at random moments, from a file, and whether the event loop waits meanwhile; the same with Yjs, from
 * memory, at the moments that it has snapshots of; finding the fifty changes of one user; reading an entry of many megabytes; and the memory that
 * it takes.
 */
export async function run(): Promise<Findings> {
  installPeers();
  const { KEPT_EVERY, YjsPast } = await import("./yjs.ts");
  const folder = mkdtempSync(join(tmpdir(), "alongside-history-"));
  try {
    const rows: Row[] = [];
    let largest = Number.NaN;
    let longest = 0;
    let seldom = Number.NaN;
    for (const size of SIZES) {
      const what = `${size.toLocaleString("en")} entries`;
      process.stderr.write(`${what}\n`);
      const { times, held, bytes, found, foundAgain } = await ours(
        join(folder, `${size}.db`),
        size,
      );
      if (foundAgain !== SELDOM) throw new Error(`${foundAgain} changes were found`);
      const p50 = percentile(times, 0.5);
      largest = percentile(times, 0.95);
      longest = Math.max(longest, held);
      seldom = found;
      const figures = {
        "p50, ms": p50,
        "p95, ms": largest,
        "held, ms": held,
        MB: bytes / 1e6,
        "50 of one user, ms": found,
      };
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
    process.stderr.write("an entry of many megabytes\n");
    const large = await readLarge(join(folder, "large.db"));
    rows.push({
      what: "an entry of many megabytes",
      figures: { "held, ms": large.held, MB: large.bytes / 1e6, "answer, ms": large.ms },
    });
    process.stderr.write("memory\n");
    const child = startNode("./history/heap.ts", {}, ["--expose-gc"]);
    const { peak, resident, state } = await child.ask<Heap>(HEAP);
    await child.stop();
    rows.push({
      what: `memory, ${HEAP.shapes.toLocaleString("en")} shapes`,
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
        { name: "large-entry-held", value: large.held, limit: 20, better: "lower" },
        { name: "fifty-of-one-user", value: seldom, limit: 20, better: "lower" },
        { name: "own-thread-heap-by-state", value: peak / state, limit: 2, better: "lower" },
        // With the store's threads, and what no thread has collected yet.
        { name: "resident-by-state", value: resident / state, limit: 2, better: "lower" },
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
  /** How long it took to find all that one user wrote, in ms, and how much that was. */
  readonly found: number;
  readonly foundAgain: number;
}

async function ours(file: string, size: number): Promise<Opened> {
  const store = sqlite(file);
  let opened: Omit<Opened, "bytes">;
  try {
    await fill(store, "board:bench", size);
    opened = { ...(await open(store, "board:bench", size)), ...(await findSeldom(store, size)) };
  } finally {
    await store.close();
  }
  return { ...opened, bytes: statSync(file).size };
}

async function findSeldom(
  store: Store,
  size: number,
): Promise<Pick<Opened, "found" | "foundAgain">> {
  const times: number[] = [];
  let foundAgain = 0;
  for (let i = 0; i < 5; i++) {
    const begun = performance.now();
    foundAgain = 0;
    for (let after: number | undefined = 0; after !== undefined;) {
      const rest = { until: size, limit: 1000, by: "carol", keys: true, as: "changes" } as const;
      const page: FoundEntries = await store.pastEntries("board:bench", { ...rest, after });
      foundAgain += page.texts.length;
      after = page.next;
    }
    times.push(performance.now() - begun);
  }
  return { found: median(times), foundAgain };
}

/** Reads an entry with a record for each of many shapes, as a page is told of it. */
async function readLarge(file: string): Promise<{ held: number; bytes: number; ms: number }> {
  const store = sqlite(file);
  try {
    const room = new Room(LARGE);
    const inserts = Array.from({ length: LARGE }, (_, i) => room.entry(i + 1));
    const ops = { shapes: inserts.flatMap((entry) => entry.ops["shapes"] ?? []) };
    await store.append("board:large", 0, [{ ...(inserts[0] as Entry), ops } as Entry]);
    const rest = () => new Promise<void>((resolve) => setImmediate(resolve));
    const wanted = { after: 0, until: 1, limit: 10, keys: true, as: "entries" } as const;
    await store.pastEntries("board:large", { ...wanted, as: "changes" });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const begun = performance.now();
    const { texts } = await store.pastEntries("board:large", wanted);
    await framed(texts, rest);
    const ms = performance.now() - begun;
    delay.disable();
    return { held: delay.max / 1e6, bytes: texts[0]?.length ?? 0, ms };
  } finally {
    await store.close();
  }
}

async function open(
  store: Store,
  id: RoomId,
  size: number,
): Promise<Pick<Opened, "times" | "held">> {
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
  const times = Array.from({ length: OPENED_YJS }, (_, i) => {
    const begun = performance.now();
    fn(momentOf(i + 1, size));
    return performance.now() - begun;
  });
  return times.toSorted((a, b) => a - b);
}
