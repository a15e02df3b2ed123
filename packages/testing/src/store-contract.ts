import {
  encodeOps,
  encodeSnapshot,
  type Entry,
  fold,
  mistake,
  type Seq,
  textEngine,
} from "@alongside/core/engine";
import { Conflict, Dropped, type Store } from "@alongside/server";
import assert from "node:assert/strict";
import {
  all,
  change,
  entries,
  history,
  inserts,
  migration,
  outcome,
  prune,
  range,
} from "./contract-entries.ts";

/** How a test runner takes a test: `test` of Vitest, of `node:test`, and most others. */
export type Test = (name: string, run: () => Promise<void>) => unknown;

/**
 * What holds for every store. Give it your runner's `test` and a function that opens an empty store:
 *
 * ```ts
 * storeContract(test, () => sqlite(join(mkdtempSync(join(tmpdir(), "store-")), "rooms.db")));
 * ```
 */
export function storeContract(test: Test, open: () => Store | Promise<Store>): void {
  if (typeof test !== "function")
    throw mistake("storeContract", "the first argument", "your runner's test", test);
  if (typeof open !== "function")
    throw mistake("storeContract", "the second argument", "a function that opens a store", open);
  const withStore = (name: string, run: (store: Store) => Promise<void>): void => {
    test(name, async () => {
      const store = await open();
      try {
        await run(store);
      } finally {
        await store.close();
      }
    });
  };
  appending(withStore);
  reading(withStore);
  snapshots(withStore);
  forgetting(withStore);
  origins(withStore);
  checking(withStore);
  withStore(
    "[R79] close finishes what was begun; what is asked afterwards rejects",
    async (store) => {
      const appended = store.append("board:a", 0, entries(1, 3));
      await Promise.all([store.close(), store.close()]);
      await appended;
      await assert.rejects(store.append("board:a", 3, entries(4, 1)), /closed/);
      await assert.rejects(store.head("board:a"), /closed/);
      await assert.rejects(store.check(), /closed/);
      await assert.rejects(all(store, "board:a"), /closed/);
    },
  );
}

type WithStore = (name: string, run: (store: Store) => Promise<void>) => void;

function appending(test: WithStore): void {
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

function reading(test: WithStore): void {
  test("[R69] a read begins anywhere, ends anywhere, and misses nothing", async (store) => {
    // Rows of many sizes, other rooms between them, over several pages.
    const total = 900;
    for (let seq = 1, n = 1; seq <= total; seq += n, n = (n % 7) + 1) {
      await Promise.all([
        store.append(
          "board:a",
          seq - 1,
          entries(seq, Math.min(n, total - seq + 1), seq % 90 === 0 ? 40_000 : 10),
        ),
        store.append(`board:other-${seq % 5}-${seq}`, 0, entries(1, 1)),
      ]);
    }
    const seqs = async (after: Seq, limit?: number): Promise<readonly Seq[]> =>
      (await all(store, "board:a", after, limit)).map((entry) => entry.seq);
    assert.deepEqual(await seqs(0), range(1, total));
    for (const after of [1, 2, 63, 64, 65, 255, 500, 898, 899]) {
      assert.deepEqual(await seqs(after), range(after + 1, total));
      assert.deepEqual(await seqs(after, 1), [after + 1]);
      assert.deepEqual(await seqs(after, 100), range(after + 1, Math.min(total, after + 100)));
    }
    assert.deepEqual(await seqs(total), []);
    assert.deepEqual(await seqs(total + 5), []);
    assert.deepEqual(await seqs(0, 0), []);
  });

  test("[R69] text of any alphabet comes back as it was given", async (store) => {
    const given = [{ ...change(1), actor: 'Zoë 𝒳 日本 \u0000 " \\ \u2028' }];
    await store.append("board:a", 0, given);
    assert.deepEqual(await all(store, "board:a"), given);
  });

  test("[R535] bytes in an entry of a kind to come are bytes again when it is read", async (store) => {
    const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 7);
    const document = (seq: Seq, body: Uint8Array) => ({
      seq,
      at: 1_700_000_000_000 + seq,
      kind: "document",
      type: "other",
      body,
      of: { n: seq },
    });
    const given = [change(1), document(2, bytes(3000)), document(3, bytes(0)), outcome(4)];
    const mine = given.map((entry) =>
      "body" in entry ? { ...entry, body: entry.body.slice() } : entry,
    );
    const appended = store.append("board:a", 0, mine as unknown as Entry[]);
    if ("body" in (mine[1] ?? {})) (mine[1] as { body: Uint8Array }).body.fill(0);
    await appended;
    await store.append("board:a", 4, entries(5, 1));
    assert.deepEqual(await all(store, "board:a"), [...given, ...entries(5, 1)]);
    assert.equal((await store.saveSnapshot("board:a", 5)).seq, 5);
  });

  test("[R74] rooms are listed in order, page by page, once they hold an entry", async (store) => {
    const names = Array.from({ length: 25 }, (_, i) => `board:${String.fromCharCode(122 - i)}`);
    await Promise.all(names.map((name) => store.append(name, 0, entries(1, 1))));
    const sorted = names.toSorted();
    assert.deepEqual(await store.listRooms(), sorted);
    assert.deepEqual(await store.listRooms(undefined, 10), sorted.slice(0, 10));
    assert.deepEqual(await store.listRooms(sorted[9], 10), sorted.slice(10, 20));
    assert.deepEqual(await store.listRooms(sorted[24]), []);
  });
}

function snapshots(test: WithStore): void {
  test("[R70] a snapshot is the fold of the log, whichever snapshots came before it", async (store) => {
    const log = history(60);
    for (const room of ["board:a", "board:b"]) {
      for (let seq = 0; seq < 60; seq += 6) await store.append(room, seq, log.slice(seq, seq + 6));
    }
    for (const seq of [7, 20, 59]) await store.saveSnapshot("board:a", seq);
    const stepwise = await store.saveSnapshot("board:a", 60);
    assert.deepEqual(stepwise, await store.saveSnapshot("board:b", 60));
    assert.deepEqual(stepwise, encodeSnapshot(fold(undefined, log, textEngine)));
    assert.notEqual(stepwise.trash, "[]");
    assert.deepEqual([stepwise.at, stepwise.version], [log.at(-1)?.at, 4]);
  });

  test("[R644] what saveSnapshot answers is what loadSnapshot answers", async (store) => {
    await store.append("board:a", 0, inserts(1, 10, 30_000));
    const saved = await store.saveSnapshot("board:a", 10);
    assert.deepEqual(await store.loadSnapshot("board:a"), saved);
    assert.deepEqual(await store.saveSnapshot("board:a", 10), saved);
  });

  test("[R645] loadSnapshot answers the latest at or before", async (store) => {
    await store.append("board:a", 0, inserts(1, 30));
    assert.equal(await store.loadSnapshot("board:a"), undefined);
    await store.saveSnapshot("board:a", 10);
    await store.saveSnapshot("board:a", 30);
    assert.equal((await store.loadSnapshot("board:a"))?.seq, 30);
    assert.equal((await store.loadSnapshot("board:a", 29))?.seq, 10);
    assert.equal(await store.loadSnapshot("board:a", 9), undefined);
    assert.equal(await store.loadSnapshot("board:b"), undefined);
  });

  test("[R70] a snapshot beyond the head, or of nothing, is the caller's mistake", async (store) => {
    await store.append("board:a", 0, inserts(1, 3));
    await assert.rejects(store.saveSnapshot("board:a", 4), RangeError);
    await assert.rejects(store.saveSnapshot("board:a", 0), RangeError);
    await assert.rejects(store.saveSnapshot("board:b", 1), RangeError);
  });

  test("[R70] the log goes on while a snapshot is made", async (store) => {
    await store.append("board:a", 0, inserts(1, 200));
    const saving = store.saveSnapshot("board:a", 200);
    for (let seq = 200; seq < 220; seq++) await store.append("board:a", seq, inserts(seq + 1, 1));
    assert.equal((await saving).seq, 200);
    assert.equal((await all(store, "board:a", 200)).length, 20);
  });

  test("[R73] of old snapshots stay the first and one for every 10,000 entries", async (store) => {
    const marks = [100, 5_000, 10_050, 10_200, 20_000, 20_300];
    let seq = 0;
    for (const mark of marks) {
      await store.append("board:a", seq, entries(seq + 1, mark - seq));
      await store.saveSnapshot("board:a", mark);
      seq = mark;
    }
    const found = new Set<Seq | undefined>();
    for (const mark of marks) found.add((await store.loadSnapshot("board:a", mark))?.seq);
    assert.deepEqual([...found], [100, 10_200, 20_300]);
  });
}

function forgetting(test: WithStore): void {
  test("[R72, R647] entries are forgotten only as far as a snapshot covers them", async (store) => {
    for (let seq = 0; seq < 400; seq += 4) await store.append("board:a", seq, inserts(seq + 1, 4));
    await store.dropBefore("board:a", 300);
    assert.equal((await all(store, "board:a")).length, 400);
    const saved = await store.saveSnapshot("board:a", 202);
    await store.dropBefore("board:a", 300);
    await assert.rejects(all(store, "board:a", 201), (error) => {
      assert(error instanceof Dropped);
      assert.deepEqual([error.after, error.base], [201, 202]);
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

function origins(test: WithStore): void {
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

  test("[R533] who appends may name the log, and name it anew where it goes on from a backup", async (store) => {
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

function checking(test: WithStore): void {
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
