import { join } from "node:path";
import { defineRoom } from "@alongside/core";
import type { Entry, RoomId } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { z } from "zod";
import { createServer } from "../../src/server.ts";
import { implement } from "../../src/implement.ts";
import type { Retention } from "../../src/retention/policy.ts";
import { Sweeper } from "../../src/retention/sweeper.ts";
import { TRASH } from "../../src/room/trash.ts";
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
  readonly tidied: RoomId[];
  readonly sweeper: Sweeper;
}

function sweeperOf(
  store: Store,
  retention: Retention = { entries: 4 },
  clock: TestClock = new TestClock(),
): Swept {
  const swept = new Map<RoomId, number>();
  const errors: unknown[] = [];
  const tidied: RoomId[] = [];
  const sweeper = new Sweeper({
    store,
    clock,
    random: { next: () => 0.5, id: () => "x" },
    retentionOf: (room) => (room.startsWith("board:") ? retention : undefined),
    feedsOf: () => ({}),
    onPostsSwept: () => Promise.resolve(),
    policies: JSON.stringify(retention),
    trash: TRASH,
    tidy: (room) => {
      tidied.push(room);
      return Promise.resolve();
    },
    onRound: () => undefined,
    onSwept: (room, count) => swept.set(room, (swept.get(room) ?? 0) + count),
    onError: (error) => errors.push(error),
  });
  return { clock, swept, errors, tidied, sweeper };
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

/** The store, and what was asked of it. */
function counted(store: Store): { readonly store: Store; readonly asked: string[] } {
  const asked: string[] = [];
  const counting = new Proxy(store, {
    get: (of, what: keyof Store) => {
      const method = of[what] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        asked.push(what);
        return method.apply(of, args);
      };
    },
  });
  return { store: counting, asked };
}

test("[R1441] rooms in which nothing happens cost a round nothing, also one of a process that begins", async () => {
  const { store, asked } = counted(await withRooms(250));
  const first = sweeperOf(store);
  first.sweeper.start();
  await first.clock.advance(HOUR);
  expect(first.swept.size).toBe(250);
  await first.sweeper.stop();
  asked.length = 0;
  const { clock, swept, sweeper } = sweeperOf(store);
  sweeper.start();
  await clock.advance(HOUR);
  expect(asked).toEqual(["sweepLine", "changedSince", "dueRooms"]);
  await store.append("board:7", 10, [entry(11)]);
  await clock.advance(6 * HOUR);
  expect([...swept]).toEqual([["board:7", 1]]);
  await sweeper.stop();
});

test("[R1441] all rooms are looked at once more where their kinds keep something else than before", async () => {
  const store = await withRooms(3);
  for (const [entries, expected] of [
    [8, 2],
    [8, undefined],
    [5, 3],
  ] as const) {
    const { clock, swept, sweeper } = sweeperOf(store, { entries });
    sweeper.start();
    await clock.advance(HOUR);
    expect(swept.get("board:2")).toBe(expected);
    await sweeper.stop();
  }
});

test("[R1442] what gets too old goes from a room that nobody writes to", async () => {
  const store = memory();
  await store.append("board:a", 0, [{ ...entry(1), at: 1_000_000 }]);
  await store.append("board:a", 1, [{ ...entry(2), at: 1_000_000 + 30 * HOUR }]);
  const { clock, swept, sweeper } = sweeperOf(store, { days: 2 });
  sweeper.start();
  await clock.advance(40 * HOUR);
  expect(swept.size).toBe(0);
  await clock.advance(20 * HOUR);
  expect([...swept]).toEqual([["board:a", 1]]);
  await clock.advance(30 * HOUR);
  expect([...swept]).toEqual([["board:a", 2]]);
  await sweeper.stop();
});

test("[R1441] a room that is written to without rest does not keep a round from its end", async () => {
  const plain = await withRooms(2);
  let seq = 10;
  const store = new Proxy(plain, {
    get: (of, what: keyof Store) => {
      const method = (of[what] as (...args: unknown[]) => unknown).bind(of);
      if (what !== "saveSweep") return method;
      return async (...args: unknown[]) => {
        seq += 1;
        await of.append("board:1", seq - 1, [entry(seq)]);
        return method(...args);
      };
    },
  });
  const { clock, swept, sweeper } = sweeperOf(store);
  sweeper.start();
  await clock.advance(HOUR);
  expect(swept.get("board:1")).toBe(6);
  await clock.advance(7 * HOUR);
  expect(swept.get("board:1")).toBeGreaterThan(6);
  expect(seq).toBeLessThan(30);
  await sweeper.stop();
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
