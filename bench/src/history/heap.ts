import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@alongside/core/engine";
import { sqlite } from "@alongside/server";
import { Past } from "../../../packages/server/src/history/past.ts";
import { answer } from "../process.ts";
import { fill, momentOf } from "./fill.ts";
import { Room } from "./room.ts";

/** What the bench asks for: the heap of a process that opens moments of a room of so many entries and shapes. */
export interface HeapQuestion {
  readonly size: number;
  readonly shapes: number;
  readonly opened: number;
}

/** In bytes. */
export interface Heap {
  /** What is alive at most in the server's own thread, at the turns of its event loop, more than before. */
  readonly peak: number;
  /** What the process has in memory at most, more than before: with the store's thread, and what is not collected yet. */
  readonly resident: number;
  /** The JSON of what is opened. */
  readonly state: number;
}

answer(async ({ size, shapes, opened }: HeapQuestion): Promise<Heap> => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-history-heap-"));
  const store = sqlite(join(folder, "rooms.db"));
  try {
    await fill(store, "board:heap", size, new Room(shapes));
    const past = new Past(store, systemClock);
    const kind = { implementation: Room.implementation, initial: undefined };
    const rights = { read: true, write: true } as const;
    const open = (i: number) => past.state("board:heap", momentOf(i, size, shapes), rights, kind);
    /** The length of what is opened alone is kept. */
    const measure = async (i: number): Promise<number> => {
      let length = 0;
      const { keys } = await open(i);
      look();
      for (const json of keys.values()) length += Buffer.byteLength(json);
      return length;
    };
    let [before, peak, most, isDone] = [0, 0, 0, false];
    const look = (): void => {
      peak = Math.max(peak, alive() - before);
      most = Math.max(most, process.memoryUsage.rss());
    };
    const watch = (): void => {
      look();
      if (!isDone) setImmediate(watch);
    };
    // What is made once is not counted; and the last answer of the store's thread is kept until the next one, which is a small one here.
    await measure(1);
    await store.stateAt("board:heap", 1, []);
    before = alive();
    [peak, most] = [0, 0];
    const resident = process.memoryUsage.rss();
    watch();
    let state = Infinity;
    for (let i = 1; i <= opened; i++) state = Math.min(state, await measure(i));
    isDone = true;
    return { peak, resident: most - resident, state };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});

function alive(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
