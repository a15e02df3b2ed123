import type { ChangeEntry } from "@alongside/core/engine";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sqlite } from "../../src/index.ts";
import { folder } from "./folder.ts";

const ERASURE = { user: "eve-person", as: "erased:1", fields: ["label"] };

const written = (seq: number, actor: string, label: string): ChangeEntry => ({
  seq,
  at: 1_700_000_000_000 + seq,
  actor,
  client: `${actor.slice(0, 3)}-client`,
  n: seq,
  kind: "change",
  ops: {
    notes: [
      {
        op: "insert",
        id: `${actor.slice(0, 3)}-client.${seq}.0`,
        in: { of: "root", field: "notes" },
        at: "end",
        fields: { label },
      },
    ],
  },
});

/** Which of the words are somewhere in the bytes of a folder's files. */
function found(at: string, words: readonly string[]): readonly string[] {
  const bytes = Buffer.concat(readdirSync(at).map((name) => readFileSync(join(at, name))));
  return words.filter((word) => bytes.includes(word));
}

test("[R1464] no byte of what an erased person wrote is in the database, nor in its write-ahead log", async () => {
  const at = folder();
  const store = sqlite(join(at, "rooms.db"));
  const rooms = ["board:a", "board:b", "board:c"];
  const secrets: string[] = [];
  for (let seq = 0; seq < 240; seq++)
    for (const [i, room] of rooms.entries()) {
      const isEve = (seq + i) % 3 === 0;
      const word = `${isEve ? "secret" : "public"}-${seq}-${i}-`;
      // Of all sizes, so that some have pages of their own.
      const label = word.repeat(1 + (seq % 7 === 0 ? 40 * (seq % 11) : seq % 5));
      if (isEve) secrets.push(word);
      await store.append(room, seq, [written(seq + 1, isEve ? "eve-person" : "ada", label)]);
      if (seq % 60 === 59) await store.saveSnapshot(room, seq + 1);
      if (seq === 200) await store.dropBefore(room, 100);
    }
  const line = { mark: 0, since: 0, secret: "s" };
  const body = "secret-of-a-follower";
  await store.saveFollower("f", { line, add: [{ kind: "letter", room: "board:a", body }] });
  expect(found(at, secrets).length).toBeGreaterThan(100);
  for (const room of rooms) await store.erase(room, ERASURE);
  expect(found(at, [...secrets, "secret-", "eve-person"])).toEqual([]);
  expect((await store.stateAt("board:a", 240, true)).state.get("notes")).toContain("public-1-0-");
  await store.close();
  const reopened = sqlite(join(at, "rooms.db"));
  expect((await reopened.origin("board:a")).generation).toBe(1);
  await reopened.close();
});
