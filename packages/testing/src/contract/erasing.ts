import type { ChangeEntry, Entry, Seq } from "@alongside/core/engine";
import assert from "node:assert/strict";
import { all, outcome } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

export const ERASURE = { user: "eve", as: "erased:1", fields: ["body", "label"] };
const SECRET = /secret|eve/;

const written = (seq: Seq, actor: string, ops: ChangeEntry["ops"]): ChangeEntry => ({
  seq,
  at: 1_700_000_000_000 + seq,
  actor,
  client: actor === "eve" ? "EEEEEEEEEEEE" : "AAAAAAAAAAAA",
  n: seq,
  kind: "change",
  ops,
});

const text = (seq: Seq, actor: string, delta: readonly (number | string)[]): Entry =>
  written(seq, actor, { notes: [{ op: "text", id: "A.1.0", field: "body", delta }] });

/** A note by ada, written over by eve and then by ada, and one of eve's own that ada brings back from the trash. */
export function log(): readonly Entry[] {
  const insert = (seq: Seq, actor: string, id: string, label: string): Entry =>
    written(seq, actor, {
      notes: [
        {
          op: "insert",
          id,
          in: { of: "root", field: "notes" },
          at: "end",
          fields: { body: "", label, size: 3 },
        },
      ],
    });
  return [
    insert(1, "ada", "A.1.0", "plain"),
    text(2, "ada", ["for all to read"]),
    text(3, "eve", [4, "secret ", 3]),
    insert(4, "eve", "E.4.0", "secret"),
    text(5, "ada", [2, "!", 5, -2]),
    written(6, "ada", { notes: [{ op: "delete", id: "E.4.0" }] }),
    written(7, "ada", {
      notes: [
        {
          op: "restore",
          id: "E.4.0",
          record: { id: "E.4.0", fields: { label: "secret", size: 3 } },
        },
      ],
    }),
    { ...(outcome(8) as ChangeEntry), actor: "eve", client: "EEEEEEEEEEEE", message: "secret" },
    { seq: 9, at: 1_700_000_000_009, kind: "version", actor: "eve", name: "secret", of: 3 },
    text(10, "ada", [1, "."]),
  ] as readonly Entry[];
}

/** What holds of a person who is erased. */
export function erasing(test: WithStore): void {
  test("[R1460] who is erased is nowhere in log, snapshots, trash and ledger; what others wrote stays", async (store) => {
    const room = "board:a";
    const entries = log();
    await store.append(room, 0, entries.slice(0, 4));
    await store.saveSnapshot(room, 3);
    await store.append(room, 4, entries.slice(4, 6));
    await store.saveSnapshot(room, 6);
    await store.append(room, 6, entries.slice(6));
    await store.saveSnapshot(room, 10);
    const before = await store.stateAt(room, 10, true);
    assert.equal(await store.hasUser(room, "eve"), true);
    assert.equal(await store.hasUser(room, "bob"), false);
    const { entries: count, snapshots } = await store.erase(room, ERASURE);
    assert.ok(count >= 4 && snapshots > 0);
    assert.equal(await store.hasUser(room, "eve"), false);
    const found = await all(store, room);
    assert.doesNotMatch(JSON.stringify(found), SECRET);
    assert.deepEqual(
      found.map(({ seq, at, kind }) => [seq, at, kind]),
      entries.map(({ seq, at, kind }) => [seq, at, kind]),
    );
    assert.deepEqual(found[1], entries[1]);
    for (let seq = 1; seq <= 10; seq++) {
      const { state, trash, ledger } = await store.stateAt(room, seq, true);
      assert.doesNotMatch([...state.values(), trash, ledger].join(), SECRET);
    }
    const notes = before.state.get("notes") ?? "";
    const masked = notes.replaceAll(/secret/g, "██████");
    const after = await store.loadSnapshot(room);
    // The space that eve wrote is a letter of hers too.
    assert.equal(after?.state.get("notes")?.replaceAll("█", "?").length, masked.length);
    assert.match(after?.state.get("notes") ?? "", /f\.o!r █{5}all to read/);
    assert.doesNotMatch(after?.ledger ?? "", SECRET);
    const versions = await store.loadPart(room, 10, "versions");
    assert.doesNotMatch(new TextDecoder().decode(versions), SECRET);
    const authors = await store.loadPart(room, 10, "authors");
    assert.match(new TextDecoder().decode(authors), /erased:1/);
  });

  test("[R1461] a room has a new generation once somebody was erased from it, and goes on", async (store) => {
    const room = "board:a";
    await store.append(room, 0, log());
    assert.equal((await store.origin(room)).generation ?? 0, 0);
    await store.erase(room, ERASURE);
    const { generation, erased, epochs } = await store.origin(room);
    assert.deepEqual([generation, [...(erased?.values() ?? [])], epochs.length], [1, [1], 1]);
    // The authors of the next row are not those of one that was rewritten.
    await store.append(room, 10, [text(11, "eve", [1, "late"])]);
    const [last] = await all(store, room, 10);
    assert.equal((last as ChangeEntry).actor, "eve");
    await store.erase(room, { ...ERASURE, as: "erased:2" });
    assert.equal((await store.origin(room)).generation, 2);
    await store.erase(room, { ...ERASURE, user: "ada", as: "erased:3" });
    // Each from the generation on that began as they were erased last.
    const since = [...((await store.origin(room)).erased?.values() ?? [])];
    assert.deepEqual(since, [2, 3]);
    const actors = (await all(store, room)).map((entry) => ("actor" in entry ? entry.actor : ""));
    assert.deepEqual(new Set(actors), new Set(["erased:3", "erased:1", "erased:2"]));
  });

  test("[R1462] nobody is erased who is only in what was let go, and what is left of it has them no more", async (store) => {
    const room = "board:a";
    await store.append(room, 0, log());
    await store.saveSnapshot(room, 6);
    await store.dropBefore(room, 6);
    await store.erase(room, ERASURE);
    assert.equal(await store.hasUser(room, "eve"), false);
    assert.doesNotMatch(JSON.stringify(await all(store, room, 6)), SECRET);
    for (let seq = 6; seq <= 10; seq++)
      assert.doesNotMatch(
        [...(await store.stateAt(room, seq, true)).state.values()].join(),
        SECRET,
      );
  });

  test("[R1701] nothing is kept for a follower that was read before somebody was erased from its room", async (store) => {
    const room = "board:a";
    await store.append(room, 0, log());
    const letter = { kind: "letter", room, body: "secret" } as const;
    const step = { readIn: { room, generation: 0 }, add: [letter] };
    assert.equal((await store.saveFollower("mirror", step)).length, 1);
    await store.erase(room, ERASURE);
    const others = store.saveFollower("other", { add: [{ ...letter, body: "fine" }] });
    const outread = await store.saveFollower("mirror", step).catch((error: Error) => error.name);
    assert.equal(outread, "Outread");
    assert.equal((await others).length, 1);
    assert.deepEqual(await store.kept("mirror", "letter"), []);
    const again = { ...step, readIn: { room, generation: 1 } };
    assert.equal((await store.saveFollower("mirror", again)).length, 1);
  });

  test("[R1463] an erasing that was begun is there until it is ended", async (store) => {
    const pending = { user: "eve", as: "erased:1", at: 5 };
    await store.beginErasure(pending);
    await store.beginErasure(pending);
    assert.deepEqual(await store.erasures(), [pending]);
    await store.endErasure("erased:1");
    assert.deepEqual(await store.erasures(), []);
    assert.equal((await store.erase("board:never", ERASURE)).entries, 0);
  });
}
