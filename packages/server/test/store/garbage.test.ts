import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { connect } from "../../src/store/sqlite/file.ts";
import { Holds } from "../../src/store/sqlite/holds.ts";
import { Keeper } from "../../src/store/sqlite/keeper.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { entries } from "./entries.ts";
import { folder } from "./folder.ts";

let made: Promise<Buffer> | undefined;

/** A file with two large rooms. */
async function filled(): Promise<Buffer> {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  for (let seq = 0; seq < 400; seq += 2)
    await Promise.all(
      ["board:large", "board:gone"].map((room) =>
        store.append(room, seq, entries(seq + 1, 2, 2000)),
      ),
    );
  for (let seq = 100; seq <= 400; seq += 100) await store.saveSnapshot("board:large", seq);
  await store.close();
  return readFileSync(file);
}

/** The same, where most of what one room holds was let go, and the other one deleted; it is in the file still. */
async function forgotten(): Promise<DatabaseSync> {
  const file = join(folder(), "rooms.db");
  writeFileSync(file, await (made ??= filled()));
  const db = connect(file, "writer");
  const keeper = new Keeper(db, () => 0);
  keeper.dropRows("board:large", 400);
  keeper.deleteRoom("board:gone", 1);
  return db;
}

function count(db: DatabaseSync, table: string): number {
  return Number(db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.["count"]);
}

/** Sweeps until nothing is left, with another keeper after each `life` steps. Returns how many rows each step removed. */
function sweepAll(db: DatabaseSync, now: () => number, life: number): readonly number[] {
  const removed: number[] = [];
  for (let keeper = new Keeper(db, now); ;) {
    const before = count(db, "log") + count(db, "parts");
    if (!keeper.sweep()) return removed;
    removed.push(before - count(db, "log") - count(db, "parts"));
    if (removed.length % life === 0) keeper = new Keeper(db, now);
  }
}

test.each([1, 3, Infinity])(
  "[R1440] what is forgotten goes in steps cut by a clock, and nothing of it stays where a process ends after %d of them",
  async (life) => {
    const db = await forgotten();
    let ms = 0;
    // Whoever asks for the time has taken a millisecond.
    const removed = sweepAll(db, () => (ms += 1), life);
    expect(Math.max(...removed)).toBe(4);
    expect(removed.length).toBeGreaterThan(80);
    // The newest segment is the one that the log goes on in.
    expect(count(db, "log")).toBeLessThan(64);
    expect(count(db, "garbage")).toBe(0);
    expect(count(db, "snapshots")).toBe(1);
    expect(db.prepare("SELECT count(*) AS n FROM log WHERE room = 2").get()).toEqual({ n: 0 });
    expect(db.prepare("SELECT count(*) AS n FROM segments WHERE room = 2").get()).toEqual({ n: 0 });
    expect(db.prepare("PRAGMA freelist_count").get()).toEqual({ freelist_count: 64 });
    db.close();
  },
);

test("[R1440] a clock that stands still does not make a step of everything", async () => {
  const db = await forgotten();
  expect(Math.max(...sweepAll(db, () => 0, Infinity))).toBeLessThanOrEqual(64);
  db.close();
});

test("[R1440] the longest step since the last look is told, and how many there were", () => {
  const holds = new Holds();
  let ms = 0;
  const work = (by: number) => () => void (ms += by);
  const there = new Holds(holds.buffer);
  for (const by of [3, 7, 5]) there.during(() => ms, work(by));
  expect(holds.take()).toEqual({ steps: 3, longestMs: 7 });
  expect(holds.take()).toEqual({ steps: 3, longestMs: 0 });
  expect(() =>
    there.during(
      () => (ms += 2),
      () => {
        throw new Error("The disk is full");
      },
    ),
  ).toThrow("full");
  expect(holds.take()).toEqual({ steps: 4, longestMs: 2 });
});
