import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RoomId, systemClock } from "@alongside/core/engine";
import { sqlite, type Store } from "@alongside/server";
import { RETENTION } from "../../../packages/server/src/retention/policy.ts";
import { sweepRoom } from "../../../packages/server/src/retention/sweep-room.ts";
import { Room } from "../history/room.ts";
import type { Findings, Row } from "../result.ts";
import { Samples } from "../stats.ts";

const ROOM: RoomId = "board:swept";
const OTHER: RoomId = "board:written-to";

/** Small changes of the room, and how many are appended at a time. */
const CHANGES = 1_000_000;
const BATCH = 100;
const SNAPSHOT_EVERY = 10_000;

/** Changes of another room are appended one after the other, so often, for so long without a sweep. */
const PAUSE_MS = 5;
const QUIET_MS = 5000;

/** How long the file may take to get as short as it becomes, and how often one looks. */
const SHRINK_MS = 60_000;
const LOOK_MS = 500;

/** What a million small changes take on the disk before and after a sweep, and what somebody else notices of it. */
export async function run(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-retention-"));
  const file = join(folder, "rooms.db");
  const store = sqlite(file);
  try {
    await fill(store);
    const before = megabytes(file);
    const writer = new Writer(store);
    const quiet = await writer.during(() => pause(QUIET_MS));
    let swept = 0;
    // What was asked before is not counted.
    store.sweepSteps?.();
    const begun = performance.now();
    const busy = await writer.during(async () => {
      const rest = () => pause(0);
      // The changes are of 2023: by days all of them would go.
      const { entries } = RETENTION;
      const retention = { ...(entries !== undefined && { entries }) };
      ({ entries: swept } = await sweepRoom({ store, clock: systemClock, rest }, ROOM, retention));
      await shrunk(file);
    });
    const seconds = (performance.now() - begun) / 1000;
    const { steps = 0, longestMs = 0 } = store.sweepSteps?.() ?? {};
    const after = megabytes(file);
    const rows: Row[] = [
      { what: `${CHANGES.toLocaleString("en")} changes`, figures: { "file, MB": before } },
      { what: "swept", figures: { "file, MB": after, entries: swept, seconds } },
      { what: "steps of the store", figures: { steps, "longest, ms": longestMs } },
      { what: "appends without", figures: { "p50, ms": quiet.p50, "p99, ms": quiet.p99 } },
      { what: "appends meanwhile", figures: { "p50, ms": busy.p50, "p99, ms": busy.p99 } },
    ];
    return {
      runs: 1,
      rows,
      bars: [
        { name: "longest-step, ms", value: longestMs, limit: 20, better: "lower" },
        { name: "file-after, MB", value: after, limit: before / 4, better: "lower" },
        {
          name: "append-p99-meanwhile, ms",
          value: busy.p99,
          limit: Math.max(20, 2 * quiet.p99),
          better: "lower",
        },
      ],
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

async function fill(store: Store): Promise<void> {
  const room = new Room();
  for (let seq = 0; seq < CHANGES; seq += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, i) => room.entry(seq + i + 1));
    await store.append(ROOM, seq, batch);
    const head = seq + BATCH;
    if (head % SNAPSHOT_EVERY === 0) await store.saveSnapshot(ROOM, head);
  }
}

/** Somebody who goes on writing, and how long each append takes. */
class Writer {
  readonly #store: Store;
  readonly #room = new Room();
  #seq = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async during(work: () => Promise<void>): Promise<{ readonly p50: number; readonly p99: number }> {
    const samples = new Samples();
    const state = { isDone: false };
    const working = work().finally(() => (state.isDone = true));
    while (!state.isDone) {
      const entry = this.#room.entry(this.#seq + 1);
      const begun = performance.now();
      await this.#store.append(OTHER, this.#seq, [entry]);
      samples.add(performance.now() - begun);
      this.#seq += 1;
      await pause(PAUSE_MS);
    }
    await working;
    return samples.summary();
  }
}

/** Resolves once the file has not become shorter for a while. */
async function shrunk(file: string): Promise<void> {
  let last = Infinity;
  for (let same = 0, looks = 0; same < 6 && looks < SHRINK_MS / LOOK_MS; looks++) {
    await pause(LOOK_MS);
    const { size } = statSync(file);
    same = size < last ? 0 : same + 1;
    last = size;
  }
}

function megabytes(file: string): number {
  return statSync(file).size / 2 ** 20;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
