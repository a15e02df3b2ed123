import assert from "node:assert/strict";
import { all, entries, inserts } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

/** What holds of checks. */
export function checking(test: WithStore): void {
  test("[R294] a check writes, and leaves nothing that anybody can see", async (store) => {
    await store.check();
    assert.deepEqual(await store.listRooms(), []);
    await store.append("board:a", 0, inserts(1, 3));
    const saved = await store.saveSnapshot("board:a", 3);
    for (let i = 0; i < 20; i++) await store.check();
    assert.deepEqual(await store.listRooms(), ["board:a"]);
    assert.deepEqual(await all(store, "board:a"), inserts(1, 3));
    assert.deepEqual(await store.loadSnapshot("board:a"), saved);
  });

  test("[R294] checks and appends go side by side", async (store) => {
    const appends = Array.from({ length: 20 }, (_, i) =>
      store.append("board:a", i, entries(i + 1, 1)),
    );
    await Promise.all([...appends, ...Array.from({ length: 20 }, () => store.check())]);
    assert.deepEqual(await all(store, "board:a"), entries(1, 20));
  });
}
