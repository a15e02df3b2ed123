import { Dropped } from "@alongside/server";
import assert from "node:assert/strict";
import { inserts } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

/** What holds of entries that are to be let go, and of snapshots that stay all the same. */
export function retaining(test: WithStore): void {
  test("[R1425] what lies outside of bounds is found, by time, by number and by size", async (store) => {
    const nothing = { head: 0, floor: 0, upTo: 0 };
    assert.deepEqual(await store.outside("board:a", { entries: 1 }), nothing);
    for (let seq = 0; seq < 300; seq += 3)
      await store.append("board:a", seq, inserts(seq + 1, 3, 2000));
    const [head, floor] = [300, 0];
    const upTo = async (bounds: Parameters<typeof store.outside>[1]): Promise<number> => {
      const found = await store.outside("board:a", bounds);
      assert.deepEqual([found.head, found.floor], [head, floor]);
      return found.upTo;
    };
    assert.equal(await upTo({}), 0);
    assert.equal(await upTo({ entries: 300 }), 0);
    assert.equal(await upTo({ entries: 299 }), 0);
    assert.equal(await upTo({ entries: 297 }), 3);
    assert.equal(await upTo({ entries: 100 }), 198);
    assert.equal(await upTo({ entries: 0 }), 300);
    const [entry] = inserts(151, 1);
    const at = entry?.at ?? 0;
    assert.equal(await upTo({ since: 0 }), 0);
    assert.equal(await upTo({ since: at }), 150);
    assert.equal(await upTo({ since: at, entries: 100 }), 198);
    assert.equal(await upTo({ since: at, entries: 290 }), 150);
    assert.equal(await upTo({ since: Number.MAX_SAFE_INTEGER }), 300);
    assert.equal(await upTo({ bytes: 0 }), 300);
    assert.equal(await upTo({ bytes: 10_000_000 }), 0);
    const half = await upTo({ bytes: 300_000 });
    assert.ok(half > 120 && half < 180, `${half}`);
  });

  test("[R1426] a moment that is to be kept stays when its entries go, and others go", async (store) => {
    for (let seq = 0; seq < 300; seq += 3)
      await store.append("board:a", seq, inserts(seq + 1, 3, 2000));
    const kept = [
      { seq: 30, at: 1 },
      { seq: 90, at: 2 },
      { seq: 150, at: 3 },
    ];
    await store.keepMoments("board:a", kept);
    assert.deepEqual(await store.moments("board:a"), []);
    const states = [];
    for (const { seq } of kept) {
      states.push(await store.stateAt("board:a", seq, true));
      await store.saveSnapshot("board:a", seq);
    }
    await store.saveSnapshot("board:a", 60);
    await store.saveSnapshot("board:a", 300);
    assert.deepEqual(await store.moments("board:a"), kept);
    await store.dropBefore("board:a", 150);
    for (const [i, { seq }] of kept.entries())
      assert.deepEqual(await store.stateAt("board:a", seq, true), states[i]);
    for (const seq of [29, 60, 91, 149])
      await assert.rejects(store.stateAt("board:a", seq, true), Dropped);
    assert.equal((await store.stateAt("board:a", 151, true)).seq, 151);
    // The room goes on, and the moments are not lost with the next snapshot.
    await store.append("board:a", 300, inserts(301, 2));
    await store.saveSnapshot("board:a", 302);
    assert.deepEqual(await store.moments("board:a"), kept);
    await store.keepMoments("board:a", [{ seq: 90, at: 2 }]);
    assert.deepEqual(await store.moments("board:a"), [{ seq: 90, at: 2 }]);
    await assert.rejects(store.stateAt("board:a", 30, true), Dropped);
    await store.deleteRoom("board:a");
    await store.append("board:a", 0, inserts(1, 100));
    await store.saveSnapshot("board:a", 90);
    assert.deepEqual(await store.moments("board:a"), []);
    await store.keepMoments("board:never", kept);
    assert.deepEqual(await store.moments("board:never"), []);
  });
}
