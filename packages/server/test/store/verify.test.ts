import type { Entry } from "@alongside/core/engine";
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { verifyRooms } from "../../src/cli/verify-rooms.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { folder } from "./folder.ts";

const written = (seq: number): Entry => ({
  seq,
  at: 1_700_000_000_000 + seq,
  actor: seq % 3 === 0 ? "eve-person" : "ada",
  client: `client-${seq % 3}`,
  n: seq,
  kind: "change",
  ops: {
    notes: [
      {
        op: "insert",
        id: `client-${seq % 3}.${seq}.0`,
        in: { of: "root", field: "notes" },
        at: "end",
        fields: { label: `word-${seq}-`.repeat(20) },
      },
    ],
  },
});

/** A file of two rooms with 90 entries each and snapshots at 30, which stays, at 60 and in a row at 80. No server has it. */
async function filled(after?: (store: ReturnType<typeof sqlite>) => Promise<unknown>) {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  for (const room of ["board:a", "board:b"])
    for (let seq = 1; seq <= 90; seq += 3) {
      await store.append(room, seq - 1, [written(seq), written(seq + 1), written(seq + 2)]);
      for (const at of [30, 60, 80])
        if (at >= seq && at < seq + 3) await store.saveSnapshot(room, at);
    }
  await after?.(store);
  await store.close();
  return file;
}

const made = { whole: undefined as Buffer | undefined };

/** A copy of one that was made once. */
async function copy(): Promise<string> {
  made.whole ??= readFileSync(await filled());
  const file = join(folder(), "rooms.db");
  writeFileSync(file, made.whole);
  return file;
}

/** What verifying prints, line by line, and at the end whether all is well. */
function said(file: string, json = false): readonly unknown[] {
  const lines: unknown[] = [];
  const isWhole = verifyRooms({ name: "verify", file, json }, (line) => lines.push(line));
  return [...lines, isWhole];
}

function change(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

const WHOLE = "Whole: 2 rooms, 0 of them damaged, 180 entries, 4 snapshots";
const DAMAGED = "Damaged: 2 rooms, 1 of them damaged, ";

test("[R1470] a file that is whole is read and stays as it is", async () => {
  const file = await copy();
  const before = readFileSync(file);
  expect(said(file)).toEqual([WHOLE, true]);
  expect(readFileSync(file)).toEqual(before);
  const lines = [{ ok: true, rooms: 2, damaged: 0, entries: 180, snapshots: 4 }];
  expect(said(file, true)).toEqual([...lines.map((line) => JSON.stringify(line)), true]);
});

test("[R1470] a file from before there were some of the tables is whole", async () => {
  const file = await copy();
  change(file, "DROP TABLE moments; DROP TABLE generations; DROP TABLE erasures");
  expect(said(file)).toEqual([WHOLE, true]);
});

test("[R1470] a file after an erasing, and one whose log was cut, are whole", async () => {
  const erased = await filled((store) =>
    store.erase("board:a", { user: "eve-person", as: "erased:1", fields: ["label"] }),
  );
  expect(said(erased).at(-1)).toBe(true);
  const swept = await filled((store) => store.dropBefore("board:a", 45));
  expect(said(swept).at(-1)).toBe(true);
});

const LOG = "UPDATE log SET body = replace(body, 'word-42-', 'word-43-') WHERE room = 1";
const PART = "UPDATE parts SET body = CAST(replace(body, 'word-42-', 'word-43-') AS BLOB)";

test.each([
  [
    "a letter of an entry",
    LOG,
    'The snapshot at 80 is not what the log makes of that at 30: "notes"',
  ],
  [
    "an entry's bracket",
    "UPDATE log SET body = replace(body, '[', '(') WHERE room = 1 AND first = 43",
    "The row of entry 43 cannot be read: ",
  ],
  [
    "a row",
    "DELETE FROM log WHERE room = 1 AND first = 43",
    "The log of board:a is damaged before",
  ],
  [
    "a time",
    "UPDATE log SET at = at - 50 WHERE room = 1 AND first = 85",
    "The time of entry 85 is before that of 84",
  ],
  [
    "who wrote it",
    "UPDATE log SET author = replace(author, 'ada', 'bob') WHERE room = 1 AND typeof(author) = 'text'",
    "The snapshot at 30 is not what the log makes of the beginning: its ledger differs",
  ],
  [
    "the head",
    "UPDATE rooms SET head = 91 WHERE id = 1",
    "The log has no entry 91, and its head is 91",
  ],
  [
    "a snapshot's letter",
    `${PART} WHERE id IN (SELECT id FROM parts WHERE instr(body, 'word-42-') ORDER BY id LIMIT 1)`,
    "is damaged: its checksum does not match",
  ],
])("[R1471] %s that was changed is one line", async (_, sql, message) => {
  const file = await copy();
  change(file, sql);
  const [line, counts, isWhole] = said(file);
  expect(line).toMatch(/^"board:[ab]": /);
  expect(line).toContain(message);
  expect(counts).toContain(DAMAGED);
  expect(isWhole).toBe(false);
});

test("[R1471] a file that is cut, none, and one that a server has are refused or told of", async () => {
  const file = await copy();
  const cut = join(folder(), "cut.db");
  copyFileSync(file, cut);
  truncateSync(cut, 40_960);
  let told: unknown;
  try {
    told = said(cut).at(-1);
  } catch (error) {
    told = (error as Error).message;
  }
  expect(told).not.toBe(true);
  writeFileSync(
    cut,
    "nothing of the kind, but longer than a header of SQLite's has to be".repeat(20),
  );
  expect(() => said(cut)).toThrow(`verify: The file ${cut} is not a database`);
  expect(() => said(`${file}-no`)).toThrow("verify: There is no file");
  const store = sqlite(file);
  await store.append("board:a", 90, [written(91)]);
  expect(() => said(file)).toThrow("Stop that one first, or verify a backup");
  await store.close();
  expect(said(file).at(-1)).toBe(true);
});

test.each([
  ["UPDATE posts SET json = '{' WHERE seq = 91", "Post 91, 0 of chat cannot be read"],
  ["UPDATE posts SET last = 93 WHERE seq = 91", "was last written by entry 93, and the log ends"],
  ["DELETE FROM posts WHERE seq = 92", "The feed chat should have 1 posts, and has 0"],
])("[R1751] posts are looked at too: after %s", async (sql, why) => {
  const file = await filled(async (store) => {
    const posts = [91, 92].map((seq) => ({
      feed: "chat",
      seq,
      i: 0,
      id: `A.${seq}.0`,
      author: "ada",
      at: 5,
      last: seq,
      json: JSON.stringify({ body: "words" }),
    }));
    await store.append("board:a", 90, [written(91), written(92)], undefined, undefined, posts);
    await store.append("board:b", 90, [written(91)], undefined, undefined, posts.slice(0, 1));
    await store.dropPosts("board:a", "chat", { posts: 1 });
    await store.dropPosts("board:b", "chat", { posts: 1 });
  });
  expect(said(file).at(-1)).toBe(true);
  const db = new DatabaseSync(file);
  db.exec(sql.replace("seq = 91", "seq = 91 AND feed = 2"));
  db.close();
  const lines = said(file);
  expect(lines.at(-1)).toBe(false);
  expect(lines.join("\n")).toContain(why);
});
