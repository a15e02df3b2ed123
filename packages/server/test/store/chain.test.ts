import type { Entry } from "@alongside/core/engine";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { verifyRooms } from "../../src/cli/verify-rooms.ts";
import { backUp } from "../../src/store/sqlite/backup.ts";
import { restore } from "../../src/store/sqlite/restore.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { folder } from "./folder.ts";

const ERASURE = { user: "eve-person", as: "erased:1", fields: ["label"] };

const written = (seq: number, room = "board:a"): Entry => ({
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
        fields: { label: `word-${seq}-${room}-`.repeat(12) },
      },
    ],
  },
});

type Sqlite = ReturnType<typeof sqlite>;

async function append(store: Sqlite, from: number, to: number): Promise<void> {
  for (const room of ["board:a", "board:b"])
    for (let seq = from; seq <= to; seq += 3) {
      const entries = [written(seq, room), written(seq + 1, room), written(seq + 2, room)];
      // oxlint-disable-next-line no-await-in-loop -- a row for each
      await store.append(room, seq - 1, entries);
    }
}

/** A file of two rooms with 60 sealed entries each, a snapshot at 30, and what `more` does. No server has it. */
async function filled(more?: (store: Sqlite) => Promise<unknown>): Promise<string> {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file, { chain: true });
  await append(store, 1, 60);
  await store.saveSnapshot("board:a", 30);
  await more?.(store);
  await store.close();
  return file;
}

const made = new Map<string, Buffer>();

/** A copy of one that was made once. */
async function copy(name: "plain" | "erased" = "plain"): Promise<string> {
  let bytes = made.get(name);
  if (bytes === undefined) {
    const more = (store: Sqlite) => store.erase("board:a", ERASURE);
    made.set(name, (bytes = readFileSync(await filled(name === "plain" ? undefined : more))));
  }
  const file = join(folder(), "rooms.db");
  writeFileSync(file, bytes);
  return file;
}

type Options = Partial<Parameters<typeof verifyRooms>[0]>;

/** What verifying prints, line by line, and at the end whether all is well. */
function said(file: string, options: Options = {}): readonly unknown[] {
  const lines: unknown[] = [];
  const command = { name: "verify", file, json: false, ...options } as const;
  const isWhole = verifyRooms(command, (line) => lines.push(line));
  return [...lines, isWhole];
}

function change(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

const WHOLE = "Whole: 2 rooms, 0 of them damaged, 120 entries, 1 snapshots; 120 entries sealed, ";

test("[R1476] a file with a chain is whole, and so it is once somebody was erased or its log was cut", async () => {
  expect(said(await copy())).toEqual([`${WHOLE}0 of them erased, 0 without a seal`, true]);
  expect(said(await copy("erased"))).toEqual([`${WHOLE}20 of them erased, 0 without a seal`, true]);
  const cut = await filled(async (store) => {
    await store.dropBefore("board:a", 25);
    await store.erase("board:a", ERASURE);
    await store.erase("board:a", { ...ERASURE, user: "ada", as: "erased:2" });
    await store.append("board:a", 60, [written(61)]);
  });
  const [line, isWhole] = said(cut);
  expect([line, isWhole]).toEqual([expect.stringContaining("96 entries sealed"), true]);
});

const SWAP = (table: string, columns: string): string =>
  `CREATE TEMP TABLE two AS SELECT ${columns} FROM ${table} WHERE id IN (21, 22);
   UPDATE ${table} SET (${columns.replace("id, ", "")}) =
     (SELECT ${columns.replace("id, ", "")} FROM two WHERE two.id = 43 - ${table}.id) WHERE id IN (21, 22)`;

// The rows of board:a come first: entries 43, 44 and 45 are in row 15. Those of board:b begin with row 21.
test.each([
  ["a letter", "UPDATE log SET body = replace(body, 'word-44-', 'word-45-') WHERE id = 15", 44],
  [
    "one after the last snapshot",
    "UPDATE log SET body = replace(body, 'word-60-', 'w-60-') WHERE id = 20",
    60,
  ],
  ["who it was", "UPDATE log SET author = replace(author, 'ada', 'bob') WHERE id = 1", 1],
  [
    "which client it was",
    "UPDATE log SET author = replace(author, 'client-2', 'client-7') WHERE id = 1",
    2,
  ],
  ["which change it was", "UPDATE log SET body = replace(body, ',44,', ',46,') WHERE id = 15", 44],
  ["a time", "UPDATE log SET at = at + 1 WHERE id = 20", 58],
  ["the order of two rows", SWAP("log", "id, body"), 1, "board:b"],
  [
    "the order of two rows with their seals",
    `${SWAP("log", "id, body")}; DROP TABLE two; ${SWAP("seals", "id, bytes")}`,
    1,
    "board:b",
  ],
  [
    "a row that is gone, with the numbers put right",
    `DELETE FROM log WHERE id = 15; DELETE FROM seals WHERE id = 15;
     UPDATE log SET back = 2 WHERE id = 16;
     UPDATE log SET first = first - 3 WHERE id BETWEEN 16 AND 20; UPDATE rooms SET head = 57 WHERE id = 1`,
    43,
  ],
  [
    "a row that was put in, with the numbers put right",
    `UPDATE log SET first = first + 3 WHERE id BETWEEN 16 AND 20; UPDATE rooms SET head = 63 WHERE id = 1;
     INSERT INTO log SELECT 41, room, 1, 46, more, at, author, body FROM log WHERE id = 15;
     UPDATE log SET back = 26, id = 41, first = 46 WHERE id = 41; UPDATE log SET author = (SELECT author FROM log WHERE id = 1) WHERE id = 41;
     UPDATE log SET back = -25 WHERE id = 16`,
    46,
  ],
  [
    "rows at the end",
    `INSERT INTO log SELECT 41, room, 21, 61, more, at, (SELECT author FROM log WHERE id = 1), body FROM log WHERE id = 20;
     UPDATE rooms SET head = 63, row = 41 WHERE id = 1`,
    61,
  ],
  [
    "rows at the end, with seals of others",
    `INSERT INTO log SELECT 41, room, 21, 61, more, at, (SELECT author FROM log WHERE id = 1), body FROM log WHERE id = 20;
     INSERT INTO seals SELECT 41, room, bytes, NULL FROM seals WHERE id = 20;
     UPDATE rooms SET head = 63, row = 41 WHERE id = 1`,
    61,
  ],
  [
    "the names of two rooms",
    "UPDATE rooms SET name = 'x' WHERE id = 1; UPDATE rooms SET name = 'board:a' WHERE id = 2; UPDATE rooms SET name = 'board:b' WHERE id = 1",
    1,
  ],
  [
    "a salt",
    "UPDATE seals SET bytes = CAST(zeroblob(16) || substr(bytes, 17) AS BLOB) WHERE id = 15",
    43,
  ],
  [
    "a seal",
    "UPDATE seals SET bytes = CAST(substr(bytes, 1, 16) || zeroblob(32) || substr(bytes, 49) AS BLOB) WHERE id = 15",
    43,
  ],
  ["seals that are gone", "DELETE FROM seals WHERE id = 15", 43],
  [
    "all seals of a room, with its chain",
    "DELETE FROM seals WHERE room = 1; DELETE FROM chains WHERE room = 1",
    1,
  ],
  [
    "a change that is called erased",
    `UPDATE log SET body = replace(body, 'word-44-', 'word-45-') WHERE id = 15;
     UPDATE seals SET erased = '[[1,"' || 'x' || '"]]' WHERE id = 15`,
    44,
  ],
])(
  "[R1477] %s that somebody changed is found, and told with the entry",
  async (_, sql, seq, room = "board:a") => {
    const file = await copy();
    change(file, sql);
    const lines = said(file);
    expect(lines.at(-1)).toBe(false);
    expect(lines.join("\n")).toMatch(new RegExp(`^"${room}": .*[Ee]ntry ${seq} `, "m"));
  },
);

test.each([
  [
    "the end of a log",
    "DELETE FROM log WHERE id = 20; UPDATE rooms SET head = 57, row = 19 WHERE id = 1",
    "There are seals of entries that are gone",
  ],
  [
    "the end of a log with its seals",
    "DELETE FROM log WHERE id = 20; DELETE FROM seals WHERE id = 20; UPDATE rooms SET head = 57, row = 19 WHERE id = 1",
    "The chain ends at entry 57, and should end at 60",
  ],
  [
    "the beginning of a log",
    "UPDATE rooms SET base = 30 WHERE id = 1",
    "The log begins after entry 30, and its chain after 0",
  ],
  ["a room", "DELETE FROM rooms WHERE id = 2", "1 rooms with a chain are gone"],
  [
    "a room with its log and its seals",
    "DELETE FROM rooms WHERE id = 2; DELETE FROM log WHERE room = 2; DELETE FROM seals WHERE room = 2",
    "1 rooms with a chain are gone",
  ],
])("[R1477] %s that is gone is found", async (_, sql, message) => {
  const file = await copy();
  change(file, sql);
  const lines = said(file);
  expect(lines.join("\n")).toContain(message);
  expect(lines.at(-1)).toBe(false);
});

test.each([
  [
    "what is left of an erased entry",
    "UPDATE log SET body = replace(body, '█', 'x') WHERE id = 15",
    "Entry 45 is not what was sealed",
  ],
  ["that it was erased", "DELETE FROM chain_notes", "The chain ends at entry 60"],
  [
    "one note of several",
    "DELETE FROM chain_notes WHERE n = 3",
    "A note after entry 60 (erased) is not the one",
  ],
  [
    "what a note says",
    "UPDATE chain_notes SET body = replace(body, '45', '44') WHERE n = 15",
    "A note after entry 60 (erased) is not the one",
  ],
  [
    "what was sealed before",
    "UPDATE seals SET erased = NULL WHERE id = 15",
    "Entry 45 is not the one that was sealed",
  ],
])("[R1478] %s that somebody changed after an erasing is found", async (_, sql, message) => {
  const file = await copy("erased");
  change(file, sql);
  const lines = said(file);
  expect(lines.join("\n")).toContain(`"board:a": ${message}`);
  expect(lines.at(-1)).toBe(false);
});

test("[R1479] who makes the whole chain anew is found by a seal that was noted elsewhere", async () => {
  const file = await copy();
  const heads = join(folder(), "heads.jsonl");
  expect(said(file, { heads }).at(-1)).toBe(true);
  const lines = readFileSync(heads, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { room: "board:a", seq: 60, seal: expect.stringMatching(/^[\w-]{43}$/) as string },
    { room: "board:b", seq: 60, seal: expect.stringMatching(/^[\w-]{43}$/) as string },
  ]);
  expect(said(file, { against: heads }).at(-1)).toBe(true);
  expect(() => said(file, { heads })).toThrow("name another one for --heads");
  expect(() => said(file, { against: file })).toThrow(/line 1 should be \{"room":/);
  expect(() => said(file, { against: `${file}-no` })).toThrow("cannot be read (ENOENT)");
  // The same rooms, written again by somebody who has the file, and a chain of its own.
  const other = await filled();
  expect(said(other).at(-1)).toBe(true);
  const other2 = said(other, { against: heads });
  expect(other2[0]).toBe('"board:a": Entry 60 has another seal than the one that was noted');
  // The log goes on, and what was noted is still found in it.
  const store = sqlite(file, { chain: true });
  await append(store, 61, 63);
  await store.erase("board:a", ERASURE);
  await store.saveSnapshot("board:a", 63);
  await store.deleteRoom("board:b");
  await store.close();
  const found = said(file, { against: heads });
  expect(found[0]).toBe('"board:b": The room is gone, and the seal of entry 60 of it was noted');
  expect(found.length).toBe(3);
  const again = sqlite(file, { chain: true });
  await again.dropBefore("board:a", 62);
  await again.close();
  expect(said(file, { against: heads })[1]).toContain(
    "Entry 60, whose seal was noted, is not kept any more",
  );
  // Somebody cuts off the end and puts all right, but for what was noted.
  const cut = await copy();
  change(
    cut,
    `DELETE FROM log WHERE id = 20; UPDATE rooms SET head = 57, row = 19 WHERE id = 1; DELETE FROM seals WHERE id = 20;
     UPDATE chains SET seq = 57, last = (SELECT substr(bytes, 113, 32) FROM seals WHERE id = 19) WHERE room = 1`,
  );
  expect(said(cut).at(-1)).toBe(true);
  expect(said(cut, { against: heads })[0]).toBe(
    '"board:a": The chain ends at entry 57, and the seal of 60 was noted',
  );
});

test("[R1480] a chain is begun in a file that has entries, turned off, and goes on over what was written meanwhile", async () => {
  const file = join(folder(), "rooms.db");
  let seq = 1;
  const counts: string[] = [];
  for (const chain of [false, true, true, false, true, false]) {
    const store = sqlite(file, { chain });
    // oxlint-disable-next-line no-await-in-loop -- one store after the other
    await append(store, seq, seq + 8);
    // oxlint-disable-next-line no-await-in-loop -- one store after the other
    if (seq === 28) await store.erase("board:b", ERASURE);
    // oxlint-disable-next-line no-await-in-loop -- one store after the other
    await store.close();
    seq += 9;
    const [line, isWhole] = said(file);
    expect(isWhole).toBe(true);
    counts.push(String(line).split("snapshots")[1] ?? "");
  }
  expect(counts).toEqual([
    "",
    "; 18 entries sealed, 0 of them erased, 18 without a seal",
    "; 36 entries sealed, 0 of them erased, 18 without a seal",
    "; 36 entries sealed, 6 of them erased, 36 without a seal",
    "; 54 entries sealed, 6 of them erased, 36 without a seal",
    "; 54 entries sealed, 6 of them erased, 54 without a seal",
  ]);
  const whole = readFileSync(file);
  // Nobody passes what was sealed off as written while the chain was off.
  change(file, "DELETE FROM seals WHERE id BETWEEN 25 AND 30");
  expect(said(file)[0]).toMatch(
    /"board:[ab]": .*[Ee]ntry \d+ has no seal, and was written while the chain was on/,
  );
  writeFileSync(file, whole);
  change(file, "UPDATE chain_notes SET body = replace(body, '28', '27') WHERE kind = 'gap'");
  expect(said(file)[0]).toMatch(/"board:[ab]": A note after entry 36 \(gap\)/);
  writeFileSync(file, whole);
  // Where the log is cut in such a stretch too.
  const store = sqlite(file);
  await store.saveSnapshot("board:a", 54);
  await store.dropBefore("board:a", 32);
  await store.close();
  expect(said(file).at(-1)).toBe(true);
});

test("[R1481] a backup has the chain, and one that is put in place goes on with it and says so", async () => {
  const file = await copy("erased");
  const backup = join(folder(), "backup.db");
  backUp(file, backup);
  const heads = join(folder(), "heads.jsonl");
  expect(said(backup, { heads }).at(-1)).toBe(true);
  const other = sqlite(file, { chain: true });
  await append(other, 61, 63);
  await other.close();
  const late = join(folder(), "late.jsonl");
  expect(said(file, { heads: late }).at(-1)).toBe(true);
  restore(backup, file, 1);
  expect(said(file, { against: heads }).at(-1)).toBe(true);
  expect(said(file, { against: late })[0]).toBe(
    '"board:a": The chain ends at entry 60, and the seal of 63 was noted',
  );
  const db = new DatabaseSync(file);
  const notes = db.prepare("SELECT room, seq, body FROM chain_notes WHERE kind = 'restored'").all();
  const epochs = db.prepare("SELECT epoch FROM epochs WHERE first = 61 ORDER BY room").all();
  db.close();
  expect(notes.map(({ body }) => JSON.parse(String(body)) as unknown)).toEqual(epochs);
  const store = sqlite(file, { chain: true });
  await append(store, 61, 63);
  await store.close();
  expect(said(file).at(-1)).toBe(true);
});
