import {
  type ChangeEntry,
  type Commit,
  type Entry,
  type EntryParts,
  readEntry,
  type RoomId,
  type Seq,
} from "@alongside/core/engine";
import { Dropped, type Store, type WantedEntries } from "@alongside/server";
import assert from "node:assert/strict";
import { all, entries, inserts, migration, outcome, prune } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

const ROOM = "board:a";

/** Users of whom one writes nearly all, some now and then, and one a single time. */
function authorOf(seq: Seq): string {
  if (seq === 200) return "once";
  if (seq % 97 === 0) return "seldom";
  return seq % 3 === 0 ? "bob" : "ann";
}

function by(user: string, entry: ChangeEntry): ChangeEntry {
  return { ...entry, actor: user, client: `client-of-${user}` };
}

/** Writes rows of one to four entries. */
async function write(store: Store, from: Seq, to: Seq): Promise<void> {
  for (let seq = from; seq <= to;) {
    const count = Math.min((seq % 4) + 1, to - seq + 1);
    const made = inserts(seq, count, seq % 50 === 0 ? 5000 : 20);
    await store.append(
      ROOM,
      seq - 1,
      made.map((entry) => by(authorOf(entry.seq), entry)),
    );
    seq += count;
  }
}

/** The numbers of all that is found, page by page. */
async function found(
  store: Store,
  wanted: Omit<WantedEntries, "keys" | "as">,
  room: RoomId = ROOM,
): Promise<readonly Seq[]> {
  const seqs: Seq[] = [];
  for (let { after } = wanted; ;) {
    const page = await store.pastEntries(room, { ...wanted, after, keys: true, as: "changes" });
    assert.ok(page.texts.length <= wanted.limit);
    for (const text of page.texts) seqs.push((JSON.parse(text) as [Seq])[0]);
    if (page.next === undefined) return seqs;
    assert.ok(page.next > after, `${page.next} > ${after}`);
    after = page.next;
  }
}

/** What holds of looking for entries of the past. */
export function lookingBack(test: WithStore): void {
  test("[R1624] one user's entries are found among those of others, in pages, from anywhere to anywhere", async (store) => {
    const total = 400;
    await write(store, 1, total);
    const log = await all(store, ROOM);
    const check = async (): Promise<void> => {
      for (const user of ["ann", "bob", "seldom", "once", "nobody"])
        for (const [after, until, limit] of [
          [0, total, 1000],
          [0, total, 7],
          [180, 260, 1000],
          [199, 200, 1],
          [200, 200, 10],
          [97, 98, 10],
        ] as const) {
          if (user === "ann" && limit === 7) continue;
          const wanted = log.filter(
            (entry) =>
              "actor" in entry && entry.actor === user && entry.seq > after && entry.seq <= until,
          );
          assert.deepEqual(
            await found(store, { after, until, limit, by: user }),
            wanted.map(({ seq }) => seq),
          );
        }
    };
    await check();
    // Also once it has been noted who wrote where, and more has come.
    await store.saveSnapshot(ROOM, total);
    await check();
    await store.dropBefore(ROOM, 150);
    await assert.rejects(found(store, { after: 149, until: total, limit: 9, by: "bob" }), Dropped);
    assert.deepEqual(await found(store, { after: 150, until: total, limit: 9, by: "once" }), [200]);
    await store.deleteRoom(ROOM);
    assert.deepEqual(await found(store, { after: 0, until: 0, limit: 9, by: "bob" }), []);
    await write(store, 1, 10);
    await store.saveSnapshot(ROOM, 10);
    assert.deepEqual(await found(store, { after: 0, until: 10, limit: 9, by: "bob" }), [3, 6, 9]);
  });

  test("[R1624] entries are found by part, cut to keys, as pages get them and as people read them", async (store) => {
    const log: readonly Entry[] = [
      ...inserts(1, 2),
      by("bob", { ...(entries(3, 1)[0] as ChangeEntry), mutation: { name: "m", args: [1] } }),
      outcome(4),
      migration(5, 2, 1),
      prune(6),
    ];
    await store.append(ROOM, 0, log);
    const look = async (wanted: Partial<WantedEntries>): Promise<readonly unknown[]> => {
      const rest = {
        after: 0,
        until: 6,
        limit: 100,
        keys: true,
        as: "entries",
        ...wanted,
      } as const;
      const { texts, next } = await store.pastEntries(ROOM, rest);
      assert.equal(next, undefined);
      return texts.map((text) => JSON.parse(text) as unknown);
    };
    const heads = (list: readonly unknown[]): readonly unknown[] =>
      list.map((parts) => (parts as readonly unknown[])[0]);
    assert.deepEqual(heads(await look({})), ["c", "c", "c", "m", "p"]);
    assert.deepEqual(heads(await look({ part: "title" })), ["c"]);
    assert.deepEqual(heads(await look({ keys: ["shapes"] })), ["c", "c", "m", "p"]);
    assert.deepEqual(heads(await look({ keys: [] })), ["p"]);
    const changes = (await look({ as: "changes" })) as readonly (readonly unknown[])[];
    assert.deepEqual(
      changes.map(([seq]) => seq),
      [1, 2, 3, 5, 6],
    );
    assert.deepEqual(changes[2]?.slice(2), [
      "bob",
      "title set",
      ["title"],
      { name: "m", args: [1] },
    ]);
  });

  test("[R1625] an entry of many ops is read in pieces that make the whole of it", async (store) => {
    const many = inserts(1, 1000).flatMap(({ ops }) => ops["shapes"] ?? []);
    const [first] = entries(1, 1);
    const title = first?.ops["title"] ?? [];
    await store.append(ROOM, 0, [{ ...(first as ChangeEntry), ops: { shapes: many, title } }]);
    const wanted = { after: 0, until: 1, limit: 1, keys: true } as const;
    const pieces = await store.pastEntries(ROOM, { ...wanted, as: "pieces" });
    assert.equal(pieces.next, undefined);
    assert.ok(pieces.texts.length >= 5, `${pieces.texts.length}`);
    const opsOf = (text: string): readonly unknown[] => {
      const { ops } = readEntry(JSON.parse(text) as EntryParts) as Commit;
      return Object.entries(ops).flatMap(([key, list]) => list.map((op) => [key, op]));
    };
    const [whole] = (await store.pastEntries(ROOM, { ...wanted, as: "entries" })).texts;
    assert.deepEqual(pieces.texts.flatMap(opsOf), opsOf(whole ?? ""));
  });

  test("[R1626] the last entry up to a time is found, also where entries were written at the same time", async (store) => {
    assert.equal(await store.lastUpTo(ROOM, 5), 0);
    const total = 300;
    const at = (seq: Seq): number => 1_700_000_000_000 + Math.floor(seq / 3) * 10;
    for (let seq = 1; seq <= total;) {
      const count = Math.min((seq % 5) + 1, total - seq + 1);
      const made = entries(seq, count, seq % 40 === 0 ? 20_000 : 10);
      await store.append(
        ROOM,
        seq - 1,
        made.map((entry) => ({ ...entry, at: at(entry.seq) })),
      );
      seq += count;
    }
    for (const seq of [2, 5, 98, 200, 299])
      for (const more of [0, 9]) assert.equal(await store.lastUpTo(ROOM, at(seq) + more), seq);
    assert.equal(await store.lastUpTo(ROOM, at(1) - 1), 0);
    assert.equal(await store.lastUpTo(ROOM, at(total)), total);
    assert.equal(await store.lastUpTo(ROOM, Number.MAX_SAFE_INTEGER), total);
    await store.saveSnapshot(ROOM, 150);
    await store.dropBefore(ROOM, 150);
    assert.equal(await store.lastUpTo(ROOM, at(98)), 150);
    assert.equal(await store.lastUpTo(ROOM, -1), 150);
    assert.equal(await store.lastUpTo(ROOM, at(200)), 200);
  });
}
