import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { runSeed, type SeedResult } from "./run-seed.ts";

/** What a run of seeds is asked for. */
export interface Seeds {
  readonly from: number;
  readonly to: number;
  /** Lines of trace to show of a world that failed, and how long each may be. */
  readonly lines: number;
  readonly width: number;
}

/** Seeds that a thread lives through before it reports. */
const LOT = 4;

/** Lives through the seeds one after the other. */
export async function* inThisThread({ from, to, lines, width }: Seeds): AsyncGenerator<SeedResult> {
  for (let seed = from; seed < to; seed++) yield await runSeed(seed, lines, width);
}

/** Lives through the seeds in several threads, and tells of them in order, as `inThisThread` does. */
export async function* inThreads(seeds: Seeds, threads: number): AsyncGenerator<SeedResult> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL("worker.ts", import.meta.url)),
  );
  const lots: Promise<readonly SeedResult[]>[] = [];
  let next = seeds.from;
  /** Gives a worker its next lot once it has lived through the one before. */
  const give = (worker: Worker): void => {
    if (next >= seeds.to) return;
    const to = Math.min(next + LOT, seeds.to);
    worker.postMessage({ ...seeds, from: next, to } satisfies Seeds, []);
    next = to;
    const lot = once(worker, "message").then(([results]) => results as readonly SeedResult[]);
    lot.then(
      () => give(worker),
      () => undefined,
    );
    lots.push(lot);
  };
  try {
    for (const worker of workers) give(worker);
    for (let i = 0; i < lots.length; i++) yield* (await lots[i]) ?? [];
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
