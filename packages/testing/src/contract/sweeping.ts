import assert from "node:assert/strict";
import { entries, inserts } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

/** What a store keeps for its sweeper. */
export function sweeping(test: WithStore): void {
  test("[R1441] how far the sweeper has come is kept, and rooms that are due are found, the longest due first", async (store) => {
    assert.equal(await store.sweepLine(), undefined);
    assert.deepEqual(await store.dueRooms(100), []);
    for (const room of ["board:a", "board:b", "board:c"])
      await store.append(room, 0, entries(1, 1));
    const line = { mark: 7, policies: '{"board":"all"}' };
    await store.saveSweep({
      line,
      due: [
        { room: "board:a", at: 50 },
        { room: "board:b", at: 40 },
        { room: "board:c", at: 60 },
        { room: "board:never", at: 1 },
      ],
    });
    assert.deepEqual(await store.sweepLine(), line);
    assert.deepEqual(await store.dueRooms(39), []);
    assert.deepEqual(await store.dueRooms(50), ["board:b", "board:a"]);
    assert.deepEqual(await store.dueRooms(100, 2), ["board:b", "board:a"]);
    await store.saveSweep({
      due: [
        { room: "board:a", at: undefined },
        { room: "board:b", at: 70 },
      ],
    });
    assert.deepEqual(await store.sweepLine(), line);
    assert.deepEqual(await store.dueRooms(100), ["board:c", "board:b"]);
    await store.saveSweep({ line: { ...line, mark: 9 } });
    assert.equal((await store.sweepLine())?.mark, 9);
  });

  test("[R1441] a room that is deleted is due no more", async (store) => {
    await store.append("board:a", 0, entries(1, 1));
    await store.saveSweep({ due: [{ room: "board:a", at: 1 }] });
    await store.deleteRoom("board:a");
    assert.deepEqual(await store.dueRooms(100), []);
    await store.append("board:a", 0, entries(1, 1));
    assert.deepEqual(await store.dueRooms(100), []);
  });

  test("[R1441] a moment is saved without being brought to who asks, and the newest is known", async (store) => {
    assert.equal(await store.newestSnapshot("board:a"), 0);
    await store.append("board:a", 0, inserts(1, 20));
    assert.equal(await store.newestSnapshot("board:a"), 0);
    assert.equal(await store.saveMoment("board:a", 12), undefined);
    await store.saveMoment("board:a", 5);
    assert.equal(await store.newestSnapshot("board:a"), 12);
    assert.deepEqual(await store.loadSnapshot("board:a"), await store.saveSnapshot("board:a", 12));
    await assert.rejects(store.saveMoment("board:a", 21), RangeError);
  });
}
