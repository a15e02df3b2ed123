import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Entry, type RoomId, systemClock } from "@alongside/core/engine";
import { sqlite, type Store } from "@alongside/server";
import { Past } from "../../../packages/server/src/history/past.ts";
import type { Findings, Row } from "../result.ts";
import { percentile } from "../stats.ts";
import { Room } from "./room.ts";

/** How many entries the rooms have. */
const SIZES = [10_000, 100_000, 1_000_000];

/** As far apart as a store keeps its snapshots. */
const SNAPSHOT_EVERY = 10_000;
const BATCH = 500;

/** Moments that each room is opened at. */
const OPENED = 60;

/** Opening rooms of many entries at random moments, and whether the event loop waits meanwhile. */
export async function run(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-history-"));
  const store = sqlite(join(folder, "rooms.db"));
  try {
    const rows: Row[] = [];
    let largest = Number.NaN;
    let longest = 0;
    for (const size of SIZES) {
      const room = `board:of-${size}`;
      process.stderr.write(`${room}\n`);
      await fill(store, room, size);
      const { times, held } = await open(store, room, size);
      largest = percentile(times, 0.95);
      longest = Math.max(longest, held);
      const figures = { "p50, ms": percentile(times, 0.5), "p95, ms": largest, "held, ms": held };
      rows.push({ what: `${size.toLocaleString("en")} entries`, figures });
    }
    return {
      runs: 1,
      rows,
      bars: [
        { name: "open-1m-p95", value: largest, limit: 50, better: "lower" },
        { name: "event-loop-held", value: longest, limit: 20, better: "lower" },
      ],
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

async function fill(store: Store, id: RoomId, size: number): Promise<void> {
  const room = new Room();
  for (let seq = 0; seq < size; seq += BATCH) {
    const batch: Entry[] = Array.from({ length: BATCH }, (_, i) => room.entry(seq + i + 1));
    await store.append(id, seq, batch);
    const head = seq + BATCH;
    if (head % SNAPSHOT_EVERY === 0 && head < size) await store.saveSnapshot(id, head);
  }
}

async function open(
  store: Store,
  id: RoomId,
  size: number,
): Promise<{ readonly times: readonly number[]; readonly held: number }> {
  const past = new Past(store, systemClock);
  const kind = { implementation: Room.implementation, initial: undefined };
  const rights = { read: true, write: true } as const;
  const times: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // The same moments each time, spread by the golden ratio.
  for (let i = 1; i <= OPENED; i++) {
    const seq = 1 + Math.floor(((i * 0.618_033_988_75) % 1) * size);
    const begun = performance.now();
    await past.state(id, seq, rights, kind);
    times.push(performance.now() - begun);
  }
  delay.disable();
  return { times: times.toSorted((a, b) => a - b), held: delay.max / 1e6 };
}
