import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkChain, sqlite, type Store } from "@alongside/server";
import { Room } from "../history/room.ts";
import type { Findings, Row } from "../result.ts";
import { Samples } from "../stats.ts";

/** Rooms that write at a time, each one entry after the other, and how many it writes. */
const ROOMS = 64;
const ENTRIES = 2000;
const RUNS = 3;

interface Run {
  readonly perSecond: number;
  /** Of one append, in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
  /** Entries that are followed in a second; 0 without a chain. */
  readonly checked: number;
}

/** What it costs that entries are sealed: appends with and without a chain, in turns. */
export async function run(): Promise<Findings> {
  await write(false, 100);
  const runs: { readonly off: Run; readonly on: Run }[] = [];
  for (let i = 0; i < RUNS; i++)
    // oxlint-disable-next-line no-await-in-loop -- one at a time has the machine
    runs.push({ off: await write(false, ENTRIES), on: await write(true, ENTRIES) });
  const [off, on] = [middle(runs.map((one) => one.off)), middle(runs.map((one) => one.on))];
  const ratio = on.perSecond / off.perSecond;
  return {
    runs: RUNS,
    rows: [
      { what: "without a chain", figures: figures(off) },
      { what: "with a chain", figures: { ...figures(on), "followed/s": on.checked } },
      { what: "with of without", figures: { "entries/s": ratio } },
    ],
    bars: [
      {
        name: "entries/s with a chain of those without",
        value: ratio,
        limit: 0.5,
        better: "higher",
      },
    ],
  };
}

function figures({ perSecond, p50, p99, bytes }: Run): Row["figures"] {
  return { "entries/s": perSecond, "p50, ms": p50, "p99, ms": p99, "bytes an entry": bytes };
}

function middle(runs: readonly Run[]): Run {
  return runs.toSorted((a, b) => a.perSecond - b.perSecond)[runs.length >> 1] as Run;
}

async function write(chain: boolean, entries: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-chain-"));
  const file = join(folder, "rooms.db");
  const store = sqlite(file, { chain });
  try {
    const samples = new Samples();
    const begun = performance.now();
    await Promise.all(Array.from({ length: ROOMS }, (_, i) => fill(store, i, entries, samples)));
    const seconds = (performance.now() - begun) / 1000;
    const checked = chain ? await follow(store) : 0;
    const { entryBytes } = await store.size(roomOf(0));
    const count = ROOMS * entries;
    const { p50, p99 } = samples.summary();
    return {
      perSecond: count / seconds,
      p50,
      p99,
      // Its own, and its seal's.
      bytes: entryBytes / entries + (chain ? 48 : 0),
      checked,
    };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
}

async function fill(store: Store, of: number, entries: number, samples: Samples): Promise<void> {
  const room = new Room();
  for (let seq = 0; seq < entries; seq++) {
    const entry = room.entry(seq + 1);
    const begun = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- a row for each
    await store.append(roomOf(of), seq, [entry]);
    samples.add(performance.now() - begun);
  }
}

async function follow(store: Store): Promise<number> {
  const begun = performance.now();
  let entries = 0;
  for (let i = 0; i < ROOMS; i++)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    entries += (await checkChain(store.audited(roomOf(i), 0)))?.sealed ?? 0;
  return (1000 * entries) / (performance.now() - begun);
}

const roomOf = (i: number): string => `board:${i}`;
