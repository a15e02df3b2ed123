import assert from "node:assert/strict";
import { entries } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

const LINE = { mark: 0, since: 1, secret: "s" };

/** What a store keeps for those who read its logs. */
export function following(test: WithStore): void {
  test("[R1495] rooms that have grown since a mark are found, those that grew last at the end", async (store) => {
    assert.deepEqual(await store.changedSince(0), []);
    await store.append("board:a", 0, entries(1, 2));
    await store.append("board:b", 0, entries(1, 1));
    const both = await store.changedSince(0);
    assert.deepEqual(
      both.map(({ room, head }) => [room, head]),
      [
        ["board:a", 2],
        ["board:b", 1],
      ],
    );
    const mark = both[1]?.mark ?? 0;
    assert.deepEqual(await store.changedSince(mark), []);
    await store.append("board:a", 2, entries(3, 1));
    const [again, ...others] = await store.changedSince(mark);
    assert.deepEqual([again?.room, again?.head, others], ["board:a", 3, []]);
    assert.deepEqual(
      (await store.changedSince(0, 1)).map(({ room }) => room),
      ["board:b"],
    );
  });

  test("[R1495] a mark is never given twice, also where the newest rows of all are gone", async (store) => {
    await store.append("board:a", 0, entries(1, 2));
    await store.append("board:b", 0, entries(1, 1));
    const mark = (await store.changedSince(0)).at(-1)?.mark ?? 0;
    await store.deleteRoom("board:b");
    await store.append("board:b", 0, entries(1, 1));
    assert.deepEqual(
      (await store.changedSince(mark)).map(({ room }) => room),
      ["board:b"],
    );
  });

  test("[R1496] what a follower saves is there, and only its own is removed", async (store) => {
    assert.equal(await store.follower("mirror"), undefined);
    assert.equal(await store.cursor("mirror", "board:a"), undefined);
    await store.append("board:a", 0, entries(1, 4));
    const cursor = { room: "board:a", epoch: "one", seq: 2 } as const;
    const [added] = await Promise.all([
      store.saveFollower("mirror", {
        line: LINE,
        cursors: [cursor],
        add: [
          { kind: "write", room: "board:a", target: "inbox:b", body: "1" },
          { kind: "letter", room: "board:a", body: "2" },
          { kind: "write", room: "board:a", target: "inbox:c", body: "3" },
          { kind: "due", room: "inbox:b", body: "5" },
        ],
      }),
      store.saveFollower("other", { cursors: [{ ...cursor, seq: 3 }] }),
    ]);
    assert.deepEqual(await store.follower("mirror"), LINE);
    assert.deepEqual(await store.cursor("mirror", "board:a"), { epoch: "one", seq: 2 });
    const writes = await store.kept("mirror", "write");
    const [first, , second] = added as readonly [number, number, number];
    assert.deepEqual(writes, [
      { id: first, kind: "write", room: "board:a", target: "inbox:b", body: "1" },
      { id: second, kind: "write", room: "board:a", target: "inbox:c", body: "3" },
    ]);
    assert.deepEqual(await store.kept("mirror", "write", first), writes.slice(1));
    assert.deepEqual(await store.kept("mirror", "write", 0, 1), writes.slice(0, 1));
    assert.equal((await store.kept("mirror", "letter"))[0]?.body, "2");
    assert.equal((await store.kept("mirror", "due"))[0]?.body, "5");
    await store.saveFollower("other", { remove: [first] });
    assert.equal((await store.kept("mirror", "write")).length, 2);
    await store.saveFollower("mirror", {
      remove: [first, second],
      add: [{ kind: "write", room: "board:a", body: "4" }],
    });
    const [last] = await store.kept("mirror", "write");
    assert.equal(last?.body, "4");
    assert(last.id > second);
  });

  test("[R1497] the slowest follower of a room is known, and a deleted room has none", async (store) => {
    await store.append("board:a", 0, entries(1, 4));
    assert.equal(await store.slowestFollower("board:a"), undefined);
    for (const [name, seq] of [
      ["a", 3],
      ["b", 2],
    ] as const)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await store.saveFollower(name, { cursors: [{ room: "board:a", epoch: "one", seq }] });
    assert.equal(await store.slowestFollower("board:a"), 2);
    await store.saveFollower("b", { cursors: [{ room: "board:a", epoch: "one", seq: 4 }] });
    assert.equal(await store.slowestFollower("board:a"), 3);
    await store.deleteRoom("board:a");
    assert.equal(await store.slowestFollower("board:a"), undefined);
    assert.equal(await store.cursor("a", "board:a"), undefined);
  });
}
