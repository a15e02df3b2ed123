import { parentPort } from "node:worker_threads";
import type { SeedResult } from "./run-seed.ts";
import { inThisThread, type Seeds } from "./seeds.ts";

// A thread of `npm run sim -- --workers N`: lives through each lot of seeds that it is given.
parentPort?.on("message", (seeds: Seeds) => void liveThrough(seeds));

async function liveThrough(seeds: Seeds): Promise<void> {
  const results: SeedResult[] = [];
  for await (const result of inThisThread(seeds)) results.push(result);
  parentPort?.postMessage(results, []);
}
