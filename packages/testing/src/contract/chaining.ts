import type { Entry } from "@alongside/core/engine";
import { type AuditLine, checkChain, Dropped, type Store } from "@alongside/server";
import assert from "node:assert/strict";
import { change, entries, inserts, migration, outcome, prune } from "./contract-entries.ts";
import { ERASURE, log } from "./erasing.ts";
import type { WithStore } from "./with-store.ts";

const ROOM = "board:a";

async function lines(store: Store, after = 0): Promise<readonly AuditLine[]> {
  const found: AuditLine[] = [];
  for await (const line of store.audited(ROOM, after)) found.push(line);
  return found;
}

const end = (store: Store, after = 0) => checkChain(store.audited(ROOM, after));

/** What holds of a store that seals what is appended to it. */
export function chaining(test: WithStore): void {
  test("[R1472] each entry has a seal over the one before, whatever its kind, and they are followed from any entry on", async (store) => {
    const all = [
      change(1),
      outcome(2),
      ...inserts(3, 7),
      prune(10),
      migration(11, 2, 4),
      { seq: 12, at: 1_700_000_000_012, kind: "version", actor: "ada", name: "v", of: 3 },
      { ...change(13), mutation: { name: "vote", args: { by: 1 } }, via: ["f"] },
      { ...change(17), first: 14, seq: 14 },
      { ...change(15), kind: "later", bytes: new Uint8Array([1, 2, 3]) },
    ] as readonly Entry[];
    for (const [from, to] of [
      [0, 1],
      [1, 9],
      [9, 15],
    ] as const)
      await store.append(ROOM, from, all.slice(from, to));
    const found = await lines(store);
    assert.deepEqual(
      found.slice(1).map((line) => ("seq" in line ? line.seq : 0)),
      all.map(({ seq }) => seq),
    );
    const whole = await end(store);
    assert.deepEqual([whole?.seq, whole?.sealed, whole?.erased, whole?.unsealed], [15, 15, 0, 0]);
    for (let after = 0; after <= 15; after++) {
      const rest = await end(store, after);
      assert.deepEqual([rest?.seal, rest?.sealed], [whole?.seal, 15 - after]);
    }
    assert.equal(await end(store, 15).then((at) => at?.seal), whole?.seal);
    assert.deepEqual(await checkChain(store.audited("board:never", 0)), undefined);
  });

  test("[R1473] what was erased is told as erased, the rest is as it was, and the seals stay", async (store) => {
    const all = log();
    await store.append(ROOM, 0, all.slice(0, 4));
    await store.append(ROOM, 4, all.slice(4));
    const before = await lines(store);
    await store.erase(ROOM, ERASURE);
    const after = await lines(store);
    const seals = (of: readonly AuditLine[]) =>
      of.flatMap((line) => ("seal" in line && !("note" in line) ? [line.seal] : []));
    assert.deepEqual(seals(after), seals(before));
    assert.doesNotMatch(JSON.stringify(after), /secret|eve/);
    const salts = (of: readonly AuditLine[]) =>
      of.map((line) => ("salt" in line && !("digest" in line) ? line.salt : undefined));
    const kept = salts(after);
    // Of what was rewritten no salt is left.
    assert.equal(kept.filter((salt) => salt !== undefined).length, 5);
    for (const [i, line] of after.entries())
      if ("digest" in line) assert.notEqual(line.salt, salts(before)[i]);
    const told = await end(store);
    assert.deepEqual([told?.sealed, told?.erased, told?.unproven], [10, 5, []]);
    await store.append(ROOM, 10, entries(11, 2));
    // Nothing of it is there any more, or it is there under another name.
    await store.erase(ROOM, { ...ERASURE, user: "ada", as: "erased:2" });
    const twice = await end(store);
    assert.deepEqual([twice?.seq, twice?.sealed, twice?.unproven], [12, 12, []]);
    assert.ok((twice?.erased ?? 0) > 5);
  });

  test("[R1474] a chain goes on from what stood where its log was cut", async (store) => {
    for (let seq = 0; seq < 300; seq += 3) await store.append(ROOM, seq, inserts(seq + 1, 3, 2000));
    await store.saveSnapshot(ROOM, 200);
    const whole = await end(store);
    for (const upTo of [100, 101, 200]) {
      await store.dropBefore(ROOM, upTo);
      const { floor } = await store.outside(ROOM, {});
      await assert.rejects(end(store, floor - 1), Dropped);
      const rest = await end(store, floor);
      assert.deepEqual([rest?.seal, rest?.sealed], [whole?.seal, 300 - floor]);
    }
    await store.erase(ROOM, { ...ERASURE, user: "ada" });
    await store.append(ROOM, 300, inserts(301, 3));
    await store.saveSnapshot(ROOM, 303);
    const erased = await end(store, 200);
    assert.deepEqual([erased?.sealed, erased?.erased, erased?.unproven], [103, 100, []]);
    await store.dropBefore(ROOM, 300);
    assert.deepEqual((await end(store, 300))?.seal, erased?.seal);
    await store.dropBefore(ROOM, 303);
    assert.deepEqual((await end(store, 303))?.seal, erased?.seal);
    await store.append(ROOM, 303, inserts(304, 1));
    assert.equal((await end(store, 303))?.sealed, 1);
  });

  test("[R1475] a room that is imported, and one that begins again, have chains of their own", async (store) => {
    await store.append(ROOM, 0, entries(1, 5));
    const first = await end(store);
    async function* steps(): AsyncIterable<readonly Entry[]> {
      yield entries(1, 3);
      yield entries(4, 2);
    }
    await store.importRoom("board:b", "epoch-of-b-1", steps());
    const imported = await checkChain(store.audited("board:b", 0));
    assert.deepEqual([imported?.seq, imported?.sealed], [5, 5]);
    await store.append("board:b", 5, entries(6, 1));
    assert.equal((await checkChain(store.audited("board:b", 0)))?.sealed, 6);
    await store.deleteRoom(ROOM);
    assert.equal(await end(store), undefined);
    await store.append(ROOM, 0, entries(1, 5));
    const again = await end(store);
    assert.equal(again?.sealed, 5);
    assert.notEqual(again?.seal, first?.seal);
  });
}
