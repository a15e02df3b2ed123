import type { Entry, Seq } from "@alongside/core/engine";
import assert from "node:assert/strict";
import { all, change, entries, outcome, range } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

/** What holds of reads. */
export function reading(test: WithStore): void {
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
