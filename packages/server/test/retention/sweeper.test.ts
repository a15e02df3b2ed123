import { join } from "node:path";
import { defineRoom } from "@alongside/core";
import type { Entry, RoomId } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { z } from "zod";
import { createServer } from "../../src/server.ts";
import { implement } from "../../src/implement.ts";
import { Sweeper } from "../../src/retention/sweeper.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { folder } from "../store/folder.ts";
import { settle, TestClock } from "../room/test-clock.ts";

const HOUR = 3_600_000;

/** Rooms with ten entries each. */
async function withRooms(count: number): Promise<Store> {
  const store = memory();
  for (let room = 0; room < count; room++)
    for (let seq = 1; seq <= 10; seq++) await store.append(`board:${room}`, seq - 1, [entry(seq)]);
  return store;
}

function entry(seq: number): Entry {
  const client = "AAAAAAAAAAAA";
  return { seq, at: seq, kind: "change", actor: "ann", client, n: seq, ops: {} };
}

interface Swept {
  readonly clock: TestClock;
  readonly swept: Map<RoomId, number>;
  readonly errors: unknown[];
  readonly sweeper: Sweeper;
}

function sweeperOf(store: Store, entries = 4): Swept {
  const clock = new TestClock();
  const swept = new Map<RoomId, number>();
  const errors: unknown[] = [];
  const sweeper = new Sweeper({
    store,
    clock,
    random: { next: () => 0.5, id: () => "x" },
    retentionOf: (room) => (room.startsWith("board:") ? { entries } : undefined),
    onSwept: (room, count) => swept.set(room, (swept.get(room) ?? 0) + count),
    onError: (error) => errors.push(error),
  });
  return { clock, swept, errors, sweeper };
}

test("[R1430] all rooms are looked at some minutes after the start, and every six hours or so", async () => {
  const store = await withRooms(3);
  await store.append("paper:x", 0, [entry(1), entry(2)]);
  const { clock, swept, sweeper } = sweeperOf(store);
  sweeper.start();
  await clock.advance(60_000);
  expect(swept.size).toBe(0);
  await clock.advance(HOUR);
  expect([...swept]).toEqual([
    ["board:0", 6],
    ["board:1", 6],
    ["board:2", 6],
  ]);
  await store.append("board:1", 10, [entry(11), entry(12), entry(13)]);
  await clock.advance(4 * HOUR);
  expect(swept.get("board:1")).toBe(6);
  await clock.advance(2 * HOUR);
  expect(swept.get("board:1")).toBe(9);
  await sweeper.stop();
});

test("[R1430] a room that is written to does not wait for its turn", async () => {
  const { clock, swept, sweeper } = sweeperOf(await withRooms(2));
  sweeper.saved("board:1", 3);
  await clock.advance(1000);
  expect(swept.size).toBe(0);
  sweeper.saved("board:1", 10);
  sweeper.saved("board:1", 11);
  sweeper.saved("paper:x", 1000);
  await clock.advance(1000);
  expect([...swept]).toEqual([["board:1", 6]]);
  await sweeper.stop();
});

test("[R1430] a room that cannot be swept keeps nobody else from it, and a sweeper that is stopped begins nothing", async () => {
  const store = await withRooms(3);
  const { outside } = store;
  store.outside = (room, bounds) =>
    room === "board:1" ? Promise.reject(new Error("damaged")) : outside.call(store, room, bounds);
  const { clock, swept, errors, sweeper } = sweeperOf(store);
  sweeper.start();
  await clock.advance(HOUR);
  expect([...swept.keys()]).toEqual(["board:0", "board:2"]);
  expect(errors).toEqual([new Error("damaged")]);
  await sweeper.stop();
  sweeper.saved("board:0", 1000);
  await clock.advance(24 * HOUR);
  await settle();
  expect(swept.get("board:0")).toBe(6);
});

const Note = defineRoom("note", { version: 1, storage: { text: z.string().default("") } });

test("[R1430] a server lets go of what a room does not keep while it runs, and tells of it", async () => {
  const file = join(folder(), "rooms.db");
  const lines: string[] = [];
  const server = createServer({
    rooms: [implement(Note, { retention: { entries: 20 } })],
    store: sqlite(file),
    limits: { snapshotEvery: 50 },
    log: (level, message) => void lines.push(`${level}: ${message}`),
  });
  await server.listen(0);
  const room = server.room(Note, "a");
  for (let i = 1; i <= 100; i++)
    await room.update((doc) => void (doc.text = `${i} ${"x".repeat(2000)}`));
  const swept = (): number =>
    server.metrics().find(({ name }) => name === "alongside_swept_entries_total")?.value ?? 0;
  await expect.poll(swept, { timeout: 10_000 }).toBeGreaterThan(0);
  expect(lines).toContain("info: Entries were let go, as retention says");
  await expect(room.history.at(1)).rejects.toMatchObject({ code: "history.forgotten" });
  expect((await room.history.at(100)).state.text).toMatch(/^(99|100) /);
  await room.update((doc) => void (doc.text = "on"));
  await server.close();
});
