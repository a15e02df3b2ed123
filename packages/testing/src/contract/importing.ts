import { Conflict, Dropped, type ImportStep } from "@alongside/server";
import assert from "node:assert/strict";
import { all, entries, inserts } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

const EPOCH = "imported----";

async function* steps(...list: readonly ImportStep[]): AsyncIterable<ImportStep> {
  for (const step of list) yield step;
}

async function* broken(...list: readonly ImportStep[]): AsyncIterable<ImportStep> {
  yield* list;
  throw new Error("the line was cut");
}

/** What holds where a room is imported. */
export function importing(test: WithStore): void {
  test("[R1541] an imported room has its entries, a snapshot and a name of its own", async (store) => {
    await store.append("board:b", 0, inserts(1, 3));
    const { mark } = (await store.changedSince(0)).at(-1) ?? { mark: 0 };
    await store.importRoom("board:a", EPOCH, steps(inserts(1, 40), inserts(41, 1), inserts(42, 3)));
    assert.deepEqual(await all(store, "board:a"), inserts(1, 44));
    assert.deepEqual(await store.listRooms(), ["board:a", "board:b"]);
    assert.deepEqual((await store.origin("board:a")).epochs, [{ epoch: EPOCH, from: 1 }]);
    assert.equal((await store.loadSnapshot("board:a"))?.seq, 44);
    // Followers find it, whatever they have seen of other rooms.
    const changed = await store.changedSince(mark);
    assert.deepEqual(
      changed.map(({ room, head }) => [room, head]),
      [["board:a", 44]],
    );
    await store.append("board:a", 44, inserts(45, 300));
    for (let seq = 344; seq < 350; seq++) await store.append("board:a", seq, inserts(seq + 1, 1));
    assert.deepEqual(await all(store, "board:a"), inserts(1, 350));
    assert.equal((await store.origin("board:a")).epochs.length, 1);
  });

  test("[R1541] a room is imported from where its log begins", async (store) => {
    await store.append("board:b", 0, inserts(1, 30));
    const snapshot = await store.saveSnapshot("board:b", 20, new Map([["own", Buffer.from("x")]]));
    const parts = new Map([["own", new Uint8Array(Buffer.from("x"))]]);
    for (const name of snapshot.parts?.keys() ?? [])
      parts.set(name, (await store.loadPart("board:b", 20, name)) as Uint8Array<ArrayBuffer>);
    await store.importRoom("board:a", EPOCH, steps({ snapshot, parts }, inserts(21, 10)));
    assert.deepEqual(await all(store, "board:a", 20), inserts(21, 10));
    await assert.rejects(all(store, "board:a", 3), Dropped);
    await store.saveSnapshot("board:b", 30);
    assert.deepEqual(await store.loadSnapshot("board:a"), await store.loadSnapshot("board:b"));
    await store.importRoom("board:c", EPOCH, steps({ snapshot, parts }));
    assert.equal(await store.head("board:c"), 20);
    await store.append("board:c", 20, inserts(21, 10));
    assert.deepEqual(await store.saveSnapshot("board:c", 30), await store.loadSnapshot("board:b"));
  });

  test("[R1542] nothing of an import that fails is left", async (store) => {
    await assert.rejects(store.importRoom("board:a", EPOCH, broken(inserts(1, 3))), /was cut/);
    await assert.rejects(store.importRoom("board:a", EPOCH, steps()), RangeError);
    await assert.rejects(store.importRoom("board:a", EPOCH, steps(inserts(2, 3))), RangeError);
    assert.deepEqual(await store.listRooms(), []);
    assert.deepEqual(await store.origin("board:a"), { epochs: [] });
    assert.deepEqual(await store.changedSince(0), []);
    await store.append("board:a", 0, entries(1, 1));
    await assert.rejects(store.importRoom("board:a", EPOCH, steps(inserts(1, 3))), Conflict);
    assert.deepEqual(await all(store, "board:a"), entries(1, 1));
    // Written to while the steps came.
    async function* overtaken(): AsyncIterable<ImportStep> {
      yield inserts(1, 3);
      await store.append("board:d", 0, entries(1, 1));
    }
    await assert.rejects(store.importRoom("board:d", EPOCH, overtaken()), Conflict);
    assert.deepEqual(await all(store, "board:d"), entries(1, 1));
  });
}
