import { encodeSnapshot, type Entry, fold, type Seq, textEngine } from "@alongside/core/engine";
import { Dropped } from "@alongside/server";
import assert from "node:assert/strict";
import { all, entries, history, inserts } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

/** What holds of snapshots. */
export function snapshots(test: WithStore): void {
  test("[R70] a snapshot is the fold of the log, whichever snapshots came before it", async (store) => {
    const log = history(60);
    for (const room of ["board:a", "board:b"]) {
      for (let seq = 0; seq < 60; seq += 6) await store.append(room, seq, log.slice(seq, seq + 6));
    }
    for (const seq of [7, 20, 59]) await store.saveSnapshot("board:a", seq);
    const stepwise = await store.saveSnapshot("board:a", 60);
    assert.deepEqual(stepwise, await store.saveSnapshot("board:b", 60));
    const { parts: _, ...folded } = stepwise;
    assert.deepEqual(folded, encodeSnapshot(fold(undefined, log, textEngine)));
    // Who wrote what is the same, too.
    assert.deepEqual(
      await store.loadPart("board:a", 60, "authors"),
      await store.loadPart("board:b", 60, "authors"),
    );
    assert.notEqual(stepwise.trash, "[]");
    assert.deepEqual([stepwise.at, stepwise.version], [log.at(-1)?.at, 4]);
  });

  test("[R1982] a snapshot has where threads are in texts, whichever snapshots came before it", async (store) => {
    const by = { actor: "ann", client: "A", kind: "change" } as const;
    const edit = (seq: Seq, delta: readonly (string | number)[]): Entry => ({
      ...by,
      seq,
      at: seq,
      n: seq,
      ops: { page: [{ op: "text", id: "root", field: "page", delta }] },
    });
    const text = { id: "root", field: "page", words: "quick", from: 4, to: 9 };
    const act = ["post", "why?", { on: { text } }] as const;
    const log: readonly Entry[] = [
      edit(1, ["The quick fox"]),
      { ...by, seq: 2, at: 2, n: 2, ops: { chat: [{ op: "feed", id: "A.2.0", act }] } },
      edit(3, ["So: "]),
      edit(4, [8, -5]),
      { ...by, seq: 5, at: 5, n: 5, ops: { chat: [{ op: "feed", id: "A.2.0", act: ["delete"] }] } },
    ];
    for (const room of ["board:a", "board:b"]) await store.append(room, 0, log);
    const part = async (room: string, seq: Seq): Promise<unknown> => {
      await store.saveSnapshot(room, seq);
      const bytes = await store.loadPart(room, seq, "anchors");
      return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as unknown);
    };
    assert.deepEqual(await part("board:a", 2), [["A.2.0", "root", "page", 4, 9]]);
    assert.deepEqual(await part("board:a", 3), [["A.2.0", "root", "page", 8, 13]]);
    const gone = [["A.2.0", "root", "page", 8, 8, 8, 5, 0, 5, 0]];
    assert.deepEqual(await part("board:a", 4), gone);
    assert.deepEqual(await part("board:b", 4), gone);
    assert.equal(await part("board:a", 5), undefined);
    const given = new Map([["anchors", new Uint8Array()]]);
    await assert.rejects(async () => store.saveSnapshot("board:a", 5, given), RangeError);
  });

  test("[R644] what saveSnapshot answers is what loadSnapshot answers", async (store) => {
    await store.append("board:a", 0, inserts(1, 10, 30_000));
    const saved = await store.saveSnapshot("board:a", 10);
    assert.deepEqual(await store.loadSnapshot("board:a"), saved);
    assert.deepEqual(await store.saveSnapshot("board:a", 10), saved);
  });

  test("[R441] [R558] [R559] parts of bytes stand beside a snapshot, and go over into the next one", async (store) => {
    const bytes = (length: number, by = 7): Uint8Array =>
      Uint8Array.from({ length }, (_, i) => i * by);
    await store.append("board:a", 0, inserts(1, 20));
    const large = bytes(300_000);
    const given = new Map([
      ["doc", large],
      ["empty", bytes(0)],
    ]);
    const saving = store.saveSnapshot("board:a", 10, given);
    const mine = large.slice();
    large.fill(0);
    const saved = await saving;
    assert.deepEqual([saved.parts?.get("doc"), saved.parts?.get("empty")], [300_000, 0]);
    assert.deepEqual(await store.loadSnapshot("board:a"), saved);
    // The difference of so many bytes would take for ever to print.
    const same = async (seq: Seq): Promise<boolean> =>
      Buffer.from((await store.loadPart("board:a", seq, "doc")) ?? []).equals(mine);
    assert.ok(await same(10));
    assert.deepEqual(await store.loadPart("board:a", 10, "empty"), bytes(0));
    await store.saveSnapshot("board:a", 20, new Map([["empty", bytes(5)]]));
    assert.ok(await same(20));
    assert.deepEqual(await store.loadPart("board:a", 20, "empty"), bytes(5));
    for (const [room, seq, name] of [
      ["board:a", 20, "other"],
      ["board:a", 19, "doc"],
      ["board:b", 20, "doc"],
    ] as const)
      assert.equal(await store.loadPart(room, seq, name), undefined);
    await store.deleteRoom("board:a");
    assert.equal(await store.loadPart("board:a", 20, "doc"), undefined);
  });

  test("[R441] a snapshot that is saved again has the parts that are given then", async (store) => {
    await store.append("board:a", 0, inserts(1, 10));
    const one = await store.saveSnapshot("board:a", 10, new Map([["doc", Uint8Array.of(1)]]));
    const again = await store.saveSnapshot("board:a", 10, new Map([["doc", Uint8Array.of(2, 3)]]));
    assert.deepEqual([one.parts?.get("doc"), again.parts?.get("doc")], [1, 2]);
    assert.deepEqual(again.state, one.state);
    assert.deepEqual(await store.loadPart("board:a", 10, "doc"), Uint8Array.of(2, 3));
    assert.deepEqual(await store.saveSnapshot("board:a", 10), again);
  });

  test("[R443] who wrote what is a part of its own, which nobody can give", async (store) => {
    await store.append("board:a", 0, inserts(1, 2));
    await store.saveSnapshot("board:a", 2);
    const authors = await store.loadPart("board:a", 2, "authors");
    assert.match(new TextDecoder().decode(authors), /^\[\["ada"\],/);
    await assert.rejects(
      async () => store.saveSnapshot("board:a", 2, new Map([["authors", Uint8Array.of(1)]])),
      RangeError,
    );
  });

  test("[R1414] so are the names of moments, from one snapshot to the next", async (store) => {
    const named = (seq: Seq, of: Seq) =>
      ({
        seq,
        at: 1_700_000_000_000 + seq,
        kind: "version",
        actor: "ada",
        name: `é ${of}`,
        of,
      }) as const;
    const versions = async (seq: Seq): Promise<unknown> => {
      const part = await store.loadPart("board:a", seq, "versions");
      return part && JSON.parse(new TextDecoder().decode(part));
    };
    await store.append("board:a", 0, inserts(1, 2));
    await store.saveSnapshot("board:a", 2);
    assert.equal(await versions(2), undefined);
    await store.append("board:a", 2, [named(3, 1)]);
    assert.deepEqual(await all(store, "board:a", 2), [named(3, 1)]);
    await store.saveSnapshot("board:a", 3);
    await store.append("board:a", 3, [...inserts(4, 1), named(5, 3)]);
    await store.saveSnapshot("board:a", 5);
    await store.dropBefore("board:a", 5);
    const lines = [
      [3, 1_700_000_000_003, "ada", "é 1", 1],
      [5, 1_700_000_000_005, "ada", "é 3", 3],
    ];
    assert.deepEqual(await versions(5), lines);
    await assert.rejects(
      async () => store.saveSnapshot("board:a", 5, new Map([["versions", Uint8Array.of(1)]])),
      RangeError,
    );
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

  test("[R1390] stateAt answers the fold up to any entry, and stores nothing", async (store) => {
    const log = history(40);
    for (let seq = 0; seq < 40; seq += 5)
      await store.append("board:a", seq, log.slice(seq, seq + 5));
    await store.saveSnapshot("board:a", 30);
    for (const { seq } of log) {
      const folded = encodeSnapshot(fold(undefined, log.slice(0, seq), textEngine));
      assert.deepEqual(await store.stateAt("board:a", seq, true), { ...folded, ledger: "[]" });
    }
    assert.equal((await store.loadSnapshot("board:a"))?.seq, 30);
  });

  test("[R1391] stateAt folds only the keys that are asked for", async (store) => {
    await store.append("board:a", 0, inserts(1, 10));
    await store.append("board:a", 10, entries(11, 10));
    await store.saveSnapshot("board:a", 15);
    const both = await store.stateAt("board:a", 20, true);
    assert.deepEqual([...both.state.keys()].toSorted(), ["shapes", "title"]);
    const one = await store.stateAt("board:a", 20, ["title"]);
    assert.deepEqual([...one.state], [["title", both.state.get("title")]]);
    assert.deepEqual([...(await store.stateAt("board:a", 20, [])).state], []);
  });

  test("[R1390] a state beyond the head, of nothing, or before what is kept, is not there", async (store) => {
    await store.append("board:a", 0, inserts(1, 200));
    await assert.rejects(store.stateAt("board:a", 201, true), RangeError);
    await assert.rejects(store.stateAt("board:a", 0, true), RangeError);
    await assert.rejects(store.stateAt("board:b", 1, true), RangeError);
    await store.saveSnapshot("board:a", 150);
    await store.dropBefore("board:a", 150);
    await assert.rejects(store.stateAt("board:a", 20, true), Dropped);
    assert.equal((await store.stateAt("board:a", 150, true)).seq, 150);
    assert.equal((await store.stateAt("board:a", 170, true)).seq, 170);
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
