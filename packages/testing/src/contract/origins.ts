import { Conflict } from "@alongside/server";
import assert from "node:assert/strict";
import { all, entries } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

/** What holds of the epochs of a log, and of rooms that were deleted. */
export function origins(test: WithStore): void {
  test("[R530] a log has an epoch from its first entry on, and keeps it", async (store) => {
    assert.deepEqual(await store.origin("board:a"), { epochs: [] });
    await Promise.all([
      store.append("board:a", 0, entries(1, 2)),
      store.append("board:b", 0, entries(1, 1)),
    ]);
    const [a, b] = [await store.origin("board:a"), await store.origin("board:b")];
    assert.match(a.epochs[0]?.epoch ?? "", /^[\w-]{12}$/);
    assert.deepEqual([a.epochs.length, a.epochs[0]?.from], [1, 1]);
    assert.notEqual(a.epochs[0]?.epoch, b.epochs[0]?.epoch);
    await store.append("board:a", 2, entries(3, 1));
    assert.deepEqual(await store.origin("board:a"), a);
  });

  test("[R533] [R596] who appends may name the log, and name it anew where it goes on from a backup", async (store) => {
    await Promise.all([
      store.append("board:a", 0, entries(1, 2), "one"),
      store.append("board:a", 2, entries(3, 1), "one"),
      store.append("board:a", 3, entries(4, 2), "two"),
      store.append("board:a", 5, entries(6, 1)),
    ]);
    assert.deepEqual(await store.origin("board:a"), {
      epochs: [
        { epoch: "one", from: 1 },
        { epoch: "two", from: 4 },
      ],
    });
    await assert.rejects(store.append("board:a", 2, entries(3, 1), "three"), Conflict);
    assert.equal((await store.origin("board:a")).epochs.length, 2);
    assert.deepEqual(await all(store, "board:a"), entries(1, 6));
  });

  test("[R531] of a deleted room the epochs and the time are remembered, also when it has begun again", async (store) => {
    const before = Date.now();
    await store.append("board:a", 0, entries(1, 2), "one");
    await store.append("board:a", 2, entries(3, 1), "two");
    await store.deleteRoom("board:a");
    const gone = await store.origin("board:a");
    assert.deepEqual([gone.epochs, gone.deleted?.epochs], [[], ["one", "two"]]);
    assert(
      gone.deleted !== undefined && gone.deleted.at >= before && gone.deleted.at <= Date.now(),
    );
    await store.append("board:a", 0, entries(1, 1), "three");
    assert.deepEqual(await store.origin("board:a"), {
      epochs: [{ epoch: "three", from: 1 }],
      deleted: gone.deleted,
    });
    await store.deleteRoom("board:a");
    assert.deepEqual((await store.origin("board:a")).deleted?.epochs, ["one", "two", "three"]);
    await store.deleteRoom("board:never");
    assert.deepEqual(await store.origin("board:never"), { epochs: [] });
  });
}
