import { startNode } from "../process.ts";
import type { Bar, Findings } from "../result.ts";
import { median } from "../stats.ts";
import type { LargeResult } from "./measure.ts";

const RUNS = 5;
const RECORDS = 100_000;
const BUILDS = { production: [], development: ["--conditions=development"] } as const;

/** What a page needs in a room of 100,000 records, in a build for production and in one for development, whose views are frozen. */
export async function run(): Promise<Findings> {
  const found = new Map<string, LargeResult[]>();
  for (let i = 0; i < RUNS; i++) {
    for (const [build, flags] of Object.entries(BUILDS)) {
      process.stderr.write(`${i + 1}/${RUNS} ${build}\n`);
      const child = startNode("large/measure.ts", {}, flags);
      await child.hear();
      const result = await child.ask<LargeResult>({ records: RECORDS });
      found.set(build, [...(found.get(build) ?? []), result]);
      await child.stop();
    }
  }
  const of = (build: string, what: string): number =>
    median((found.get(build) ?? []).map((result) => result[what] ?? 0));
  const whats = Object.keys(found.get("production")?.[0] ?? {});
  const bar = (name: string, what: string, limit: number): Bar => ({
    name,
    value: of("production", what),
    limit,
    better: "lower",
  });
  return {
    runs: RUNS,
    rows: whats.map((what) => ({
      what,
      figures: {
        "production ms": of("production", what),
        "development ms": of("development", what),
      },
    })),
    bars: [
      bar("large-insert", "own insert", 3),
      bar("large-move", "own move", 3),
      bar("large-join", "join", 250),
    ],
  };
}
