import {
  chmodSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { backUp } from "../../src/store/sqlite/backup.ts";
import { restore } from "../../src/store/sqlite/restore.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { entries, seqs, upTo } from "./entries.ts";
import { folder } from "./folder.ts";

/** Why there is no backup of `from` at `to`, in one line. */
function refusal(from: string, to: string): string {
  try {
    backUp(from, to);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${from} was backed up`);
}

test("[R1536] a backup of a database that is being written has one moment of it, and writers go on", async () => {
  const [file, backup] = [join(folder(), "rooms.db"), join(folder(), "new", "monday.db")];
  const store = sqlite(file);
  await store.append("board:a", 0, entries(1, 3));
  await store.saveSnapshot("board:a", 2);
  const later = store.append("board:a", 3, entries(4, 200));
  const done = backUp(file, backup);
  await later;
  expect(done).toEqual({ backup, rooms: 1, bytes: statSync(backup).size });
  expect(readdirSync(dirname(backup))).toEqual(["monday.db"]);
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  await store.append("board:a", 203, entries(204, 1));
  const { epochs } = await store.origin("board:a");
  await store.close();

  // A server may open it as it is, too; `wal` is what it is opened with.
  const copy = join(folder(), "rooms.db");
  copyFileSync(backup, copy);
  const opened = sqlite(copy);
  const found = await seqs(opened, "board:a");
  expect([3, 203]).toContain(found.length);
  expect(found).toEqual(upTo(found.length));
  expect((await opened.loadSnapshot("board:a"))?.seq).toBe(2);
  await opened.append("board:a", found.length, entries(found.length + 1, 1));
  await opened.close();
  const db = new DatabaseSync(copy);
  expect(db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  expect(db.prepare("PRAGMA auto_vacuum").get()).toEqual({ auto_vacuum: 2 });
  db.close();

  restore(backup, file, 0);
  const restored = sqlite(file);
  expect(await seqs(restored, "board:a")).toEqual(found);
  const [first, second] = (await restored.origin("board:a")).epochs;
  expect(first).toEqual(epochs[0]);
  expect(second?.from).toBe(found.length + 1);
  await restored.close();
});

test("[R1536] what a crash left in the write-ahead log is in the backup", async () => {
  const [file, crashed] = [join(folder(), "rooms.db"), join(folder(), "rooms.db")];
  const store = sqlite(file);
  await store.append("board:a", 0, entries(1, 3));
  for (const rest of ["", "-wal"]) copyFileSync(file + rest, crashed + rest);
  await store.close();
  const backup = join(folder(), "b.db");
  expect(backUp(crashed, backup).rooms).toBe(1);
  const opened = sqlite(backup);
  expect(await seqs(opened, "board:a")).toEqual(upTo(3));
  await opened.close();
});

test("[R1537] what cannot be backed up is one clear line, and leaves nothing", async () => {
  const at = folder();
  const file = join(at, "rooms.db");
  const to = join(at, "backup.db");
  expect(refusal(file, to)).toBe(`There is no database ${file}`);
  expect(refusal(at, to)).toBe(`${at} is a folder, and no database`);
  writeFileSync(file, "");
  expect(refusal(file, to)).toBe(`The database ${file} is empty`);
  writeFileSync(file, "not a database, but long enough to be looked at as one".repeat(100));
  expect(refusal(file, to)).toBe(`The file ${file} is not a database`);
  writeFileSync(to, "kept");
  expect(refusal(file, to)).toBe(`There is a file ${to} already; name another one`);
  expect(readFileSync(to, "utf8")).toBe("kept");
  expect(readdirSync(at).filter((name) => name.startsWith("backup"))).toEqual(["backup.db"]);
});

test("[R1537] a database that is damaged is not backed up", async () => {
  const at = folder();
  const file = join(at, "rooms.db");
  const store = sqlite(file);
  await store.append("board:a", 0, entries(1, 400));
  await store.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, 8192, bytes.length - 4096);
  writeFileSync(file, bytes);
  expect(refusal(file, join(at, "backup.db"))).toMatch(/malformed|damaged/);
  // What a backup that was broken off left is no hindrance.
  writeFileSync(join(at, "other.db-writing"), "half");
  chmodSync(join(at, "other.db-writing"), 0o400);
  expect(refusal(file, join(at, "other.db"))).toMatch(/malformed|damaged/);
  expect(readdirSync(at).filter((name) => /backup|other/.test(name))).toEqual([]);
});
