import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createServer,
  type FollowHandler,
  implement,
  type RoomImplementation,
  type Server,
  sqlite,
} from "@alongside/server";
import type { Findings, Row } from "../result.ts";
import { Samples, type Summary } from "../stats.ts";
import { Board, fill, Inbox } from "./rooms.ts";

/** Rooms and entries of each that are caught up with. */
const ROOMS = 20;
const ENTRIES = 2000;

/** Rooms that are written into while they are followed, how often a second in all, and for how long. */
const LIVE_ROOMS = 20;
const RATE = 500;
const LIVE_MS = 10_000;

/** Rooms in which nothing happens, and for how long that is watched. */
const QUIET = 10_000;
const IDLE_MS = 10_000;

/** How fast a follower catches up, how far it is behind, and what rooms cost in which nothing happens. */
export async function run(): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), "alongside-follow-"));
  try {
    const read = await catchUp(join(folder, "read.db"), () => undefined);
    const written = await catchUp(join(folder, "written.db"), ({ entries }, write) => {
      for (const _ of entries) write.mutate(Inbox, "one", "tell", { n: 1 });
    });
    const lag = await live(join(folder, "live.db"));
    const { startMs, cpu } = await quiet(join(folder, "quiet.db"));
    const rows: Row[] = [
      { what: "catching up, read alone", figures: { "entries/s": read } },
      { what: "catching up, a write for each entry", figures: { "entries/s": written } },
      {
        what: `${RATE} changes a second`,
        figures: { "lag p50, ms": lag.p50, "lag p99, ms": lag.p99 },
      },
      {
        what: `${QUIET.toLocaleString("en")} quiet rooms`,
        figures: { "start, ms": startMs, "CPU, %": cpu },
      },
    ];
    return {
      runs: 1,
      rows,
      bars: [
        { name: "lag-p99", value: lag.p99, limit: 50, better: "lower" },
        { name: "quiet-start", value: startMs, limit: 250, better: "lower" },
        { name: "quiet-cpu", value: cpu, limit: 1, better: "lower" },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function open(file: string, board: RoomImplementation = implement(Board)): Server {
  return createServer({ rooms: [board, Inbox], store: sqlite(file), log: () => undefined });
}

/** Entries a second, from the first one of each room on. */
async function catchUp(file: string, handler: FollowHandler<typeof Board>): Promise<number> {
  process.stderr.write("catching up\n");
  await filled(file, ROOMS, ENTRIES);
  const server = open(file);
  const begun = performance.now();
  await server.follow("bench", { rooms: [Board] }, handler).settled();
  const seconds = (performance.now() - begun) / 1000;
  await server.close();
  return (ROOMS * ENTRIES) / seconds;
}

async function filled(file: string, rooms: number, entries: number): Promise<void> {
  const store = sqlite(file);
  await fill(store, rooms, entries);
  await store.close();
}

/** How long after a change is on disk the handler has it, in ms. */
async function live(file: string): Promise<Summary> {
  process.stderr.write("live\n");
  const durable = new Map<string, number>();
  const lag = new Samples();
  const board = implement(Board, {
    onChange: ({ room, seq }) => durable.set(`board:${room} ${seq}`, performance.now()),
  });
  const server = open(file, board);
  const follower = server.follow("bench", { rooms: [Board] }, ({ room, entries }) => {
    const now = performance.now();
    for (const { seq } of entries) {
      const name = `${room} ${seq}`;
      lag.add(now - (durable.get(name) ?? now));
      durable.delete(name);
    }
  });
  const begun = performance.now();
  const writing: Promise<unknown>[] = [];
  for (let i = 0; performance.now() - begun < LIVE_MS; i++) {
    const room = server.room(Board, `r${i % LIVE_ROOMS}`);
    writing.push(room.update((doc) => void (doc.title = `${i}`)));
    const early = begun + ((i + 1) * 1000) / RATE - performance.now();
    if (early > 0) await sleep(early);
  }
  await Promise.all(writing);
  await follower.settled();
  await server.close();
  return lag.summary();
}

/** How long a follower takes to find that nothing has happened, and what share of a core it takes while nothing does. */
async function quiet(file: string): Promise<{ readonly startMs: number; readonly cpu: number }> {
  process.stderr.write("quiet rooms\n");
  await filled(file, QUIET, 1);
  const first = open(file);
  const before = first.follow("bench", { rooms: [Board] }, () => undefined);
  await before.settled();
  // It notes what it has done.
  await before.stop();
  await first.close();
  const server = open(file);
  await server.room(Board, "r0").read();
  const begun = performance.now();
  await server.follow("bench", { rooms: [Board] }, () => undefined).settled();
  const startMs = performance.now() - begun;
  const used = process.cpuUsage();
  await sleep(IDLE_MS);
  const { user, system } = process.cpuUsage(used);
  await server.close();
  return { startMs, cpu: ((user + system) / 1000 / IDLE_MS) * 100 };
}
