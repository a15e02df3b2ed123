import { encodeOps, type Seq } from "@alongside/core/engine";
import { Conflict } from "@alongside/server";
import assert from "node:assert/strict";
import { all, change, entries, inserts, migration, outcome, prune } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

/** What holds of appends. */
export function appending(test: WithStore): void {
  test("[R65] an entry comes back as it was given, once its append has resolved", async (store) => {
    const given = [...entries(1, 2), outcome(3), prune(4), migration(5, 2)];
    await store.append("board:a", 0, given);
    assert.equal(await store.head("board:a"), 5);
    assert.deepEqual(await all(store, "board:a"), given);
  });

  test("[R65] an entry comes back as it was given, also where JSON of its ops came along", async (store) => {
    const given = [...inserts(1, 2), outcome(3), migration(4, 2, 1), ...inserts(5, 1)];
    const opsJson = given.map((entry, i) =>
      "ops" in entry && i !== 1 ? JSON.stringify(encodeOps(entry.ops)) : undefined,
    );
    await store.append("board:a", 0, given.slice(0, 3), undefined, opsJson.slice(0, 3));
    await store.append("board:a", 3, given.slice(3), undefined, opsJson.slice(3));
    assert.deepEqual(await all(store, "board:a"), given);
  });

  test("[R65] a room nobody wrote to has head 0 and no entries", async (store) => {
    assert.equal(await store.head("board:a"), 0);
    assert.deepEqual(await all(store, "board:a"), []);
    assert.equal(await store.loadSnapshot("board:a"), undefined);
    assert.deepEqual(await store.listRooms(), []);
  });

  test("[R65] room names that mean something to JavaScript are names like others", async (store) => {
    const names = ["board:__proto__", "board:constructor", "board:..", "board:A", "board:a"];
    await Promise.all(names.map((name, i) => store.append(name, 0, entries(1, i + 1))));
    for (const [i, name] of names.entries()) assert.equal(await store.head(name), i + 1);
  });

  test("[R66] an append that does not follow the head conflicts and leaves the log as it was", async (store) => {
    await store.append("board:a", 0, entries(1, 2));
    for (const after of [0, 1, 3, 100]) {
      await assert.rejects(store.append("board:a", after, entries(after + 1, 1)), (error) => {
        assert(error instanceof Conflict);
        assert.deepEqual([error.room, error.after, error.head], ["board:a", after, 2]);
        return true;
      });
    }
    assert.deepEqual(await all(store, "board:a"), entries(1, 2));
  });

  test("[R639] a conflict in one room does not touch what others append at the same time", async (store) => {
    const rooms = ["a", "b", "c", "d"].map((id) => `board:${id}`);
    const results = await Promise.allSettled(
      rooms.map((room, i) =>
        i === 1 ? store.append(room, 7, entries(8, 1)) : store.append(room, 0, entries(1, 1)),
      ),
    );
    assert.deepEqual(
      results.map((result) => result.status),
      ["fulfilled", "rejected", "fulfilled", "fulfilled"],
    );
    assert.deepEqual(await Promise.all(rooms.map((room) => store.head(room))), [1, 0, 1, 1]);
  });

  test("[R66] of many who follow the same head exactly one succeeds", async (store) => {
    for (let head = 0; head < 5; head++) {
      const race = await Promise.allSettled(
        Array.from({ length: 8 }, () => store.append("board:a", head, entries(head + 1, 1))),
      );
      assert.equal(race.filter((result) => result.status === "fulfilled").length, 1);
    }
    assert.equal(await store.head("board:a"), 5);
  });

  test("[R67] appends handed over before the first resolved become durable in order", async (store) => {
    const done: Seq[] = [];
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        store.append("board:a", i, entries(i + 1, 1)).then(() => done.push(i)),
      ),
    );
    assert.deepEqual(
      done,
      done.map((_, i) => i),
    );
    assert.deepEqual(await all(store, "board:a"), entries(1, 50));
  });

  test("[R640] an append that follows one that failed conflicts", async (store) => {
    const results = await Promise.allSettled([
      store.append("board:a", 3, entries(4, 1)),
      store.append("board:a", 4, entries(5, 1)),
      store.append("board:a", 5, entries(6, 2)),
    ]);
    for (const result of results)
      assert(result.status === "rejected" && result.reason instanceof Conflict);
    assert.equal(await store.head("board:a"), 0);
  });

  test("[R640] an append that follows one that failed is refused even where somebody else's entries end where it begins", async (store) => {
    await store.append("board:a", 0, entries(1, 3));
    // Whoever hands these over has seen the first entry only; the others' entries 2 and 3 are not what the second one follows.
    const results = await Promise.allSettled([
      store.append("board:a", 1, entries(2, 2, 300_000)),
      store.append("board:a", 3, entries(4, 1)),
    ]);
    for (const result of results)
      assert(result.status === "rejected" && result.reason instanceof Conflict);
    assert.equal(await store.head("board:a"), 3);
    // Who has heard of it may go on from there.
    await store.append("board:a", 3, entries(4, 1));
  });

  test("[R643] entries that cannot follow are the caller's mistake: thrown at once, nothing written", async (store) => {
    assert.throws(() => void store.append("board:a", 0, []), RangeError);
    assert.throws(
      () => void store.append("board:a", 0, entries(2, 1)),
      /entry 0 has seq 2, expected 1/,
    );
    assert.throws(
      () => void store.append("board:a", 0, [...entries(1, 1), ...entries(3, 1)]),
      /expected 2/,
    );
    assert.equal(await store.head("board:a"), 0);
  });

  test("[R68] a refused append of several entries leaves none of them", async (store) => {
    await store.append("board:a", 0, entries(1, 1));
    await assert.rejects(store.append("board:a", 0, entries(1, 20)), Conflict);
    assert.deepEqual(await all(store, "board:a"), entries(1, 1));
  });

  test("[R68] what the caller does to its entries afterwards does not change the log", async (store) => {
    const ops = { title: [{ op: "set" as const, id: "root", field: "title", value: "before" }] };
    const mine = [{ ...change(1), ops }];
    const appended = store.append("board:a", 0, mine);
    (ops.title[0] as { value: string }).value = "after";
    mine.pop();
    await appended;
    assert.match(JSON.stringify(await all(store, "board:a")), /before/);
  });
}
