import { Conflict, Dropped } from "@alongside/server";
import assert from "node:assert/strict";
import { all, entries, inserts } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

/** What holds where entries or rooms are forgotten. */
export function forgetting(test: WithStore): void {
  test("[R72, R647] entries are forgotten only as far as a snapshot covers them", async (store) => {
    for (let seq = 0; seq < 400; seq += 4) await store.append("board:a", seq, inserts(seq + 1, 4));
    await store.dropBefore("board:a", 300);
    assert.equal((await all(store, "board:a")).length, 400);
    const saved = await store.saveSnapshot("board:a", 202);
    await store.dropBefore("board:a", 300);
    await assert.rejects(all(store, "board:a", 201), (error) => {
      assert(error instanceof Dropped);
      assert.deepEqual([error.after, error.floor], [201, 202]);
      return true;
    });
    assert.deepEqual(await all(store, "board:a", 202), inserts(203, 198));
    assert.deepEqual(await store.loadSnapshot("board:a"), saved);
  });

  test("[R72] a room goes on from its snapshot after its log was forgotten", async (store) => {
    await store.append("board:a", 0, inserts(1, 50));
    await store.append("board:b", 0, inserts(1, 52));
    await store.saveSnapshot("board:a", 50);
    await store.dropBefore("board:a", 50);
    assert.equal(await store.head("board:a"), 50);
    assert.deepEqual(await all(store, "board:a", 50), []);
    await store.append("board:a", 50, inserts(51, 2));
    assert.deepEqual(
      await store.saveSnapshot("board:a", 52),
      await store.saveSnapshot("board:b", 52),
    );
  });

  test("[R648] a deleted room is gone, and may begin again at 0", async (store) => {
    for (let seq = 0; seq < 300; seq++) await store.append("board:a", seq, inserts(seq + 1, 1));
    await store.append("board:b", 0, inserts(1, 2));
    await store.saveSnapshot("board:a", 300);
    await store.deleteRoom("board:a");
    assert.equal(await store.head("board:a"), 0);
    assert.deepEqual(await all(store, "board:a"), []);
    assert.equal(await store.loadSnapshot("board:a"), undefined);
    assert.deepEqual(await store.listRooms(), ["board:b"]);
    await assert.rejects(store.append("board:a", 300, inserts(301, 1)), Conflict);
    await store.append("board:a", 0, entries(1, 1));
    assert.deepEqual(await all(store, "board:a"), entries(1, 1));
    assert.equal((await all(store, "board:b")).length, 2);
    await store.deleteRoom("board:never");
  });
}
