import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { sqlite } from "../../src/store/sqlite.ts";
import { Conflict } from "../../src/store/store.ts";
import { entries, seqs, upTo } from "./entries.ts";
import { folder } from "./folder.ts";

/** What opening `file` says, in one line. */
function refusal(file: string): string {
  try {
    sqlite(file);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${file} was opened`);
}

test("[R79] the data folder is made when it is missing", async () => {
  const file = join(folder(), "deep", "down", "rooms.db");
  const store = sqlite(file);
  await store.append("board:a", 0, entries(1, 1));
  await store.close();
  expect(existsSync(file)).toBe(true);
});

test("[R79] what was appended is there when the file is opened again", async () => {
  const file = join(folder(), "rooms.db");
  for (let run = 0; run < 3; run++) {
    const store = sqlite(file);
    await store.append("board:a", run * 100, entries(run * 100 + 1, 100));
    await store.close();
  }
  const store = sqlite(file);
  expect(await seqs(store, "board:a")).toEqual(upTo(300));
  await store.close();
  expect(existsSync(`${file}-wal`)).toBe(false);
});

test("[R79] a file from a newer version is refused in one line", async () => {
  const file = join(folder(), "rooms.db");
  await sqlite(file).close();
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 7");
  db.close();
  expect(refusal(file)).toBe(
    `The database ${file} was written by a newer version of Alongside (format 7, this one reads 1)`,
  );
});

test("[R79] what is not a database, or somebody else's, is refused in one line", () => {
  const text = join(folder(), "notes.txt");
  writeFileSync(text, "This is not a database. ".repeat(100));
  expect(refusal(text)).toBe(`The file ${text} is not a database`);

  const other = join(folder(), "other.db");
  const db = new DatabaseSync(other);
  db.exec("CREATE TABLE things (id)");
  db.close();
  expect(refusal(other)).toBe(`The database ${other} was not made by Alongside`);
});

test("[R79] a folder in place of the file, or a file in place of the folder, is refused in one line", () => {
  const path = folder();
  mkdirSync(join(path, "rooms.db"));
  expect(refusal(join(path, "rooms.db"))).toBe(
    `Cannot open the database ${join(path, "rooms.db")}: it is a folder`,
  );
  writeFileSync(join(path, "data"), "");
  expect(refusal(join(path, "data", "rooms.db"))).toMatch(
    /^Cannot create the data folder \S+data \(E[A-Z]+\)$/,
  );
});

test("[R66] of two stores on one file the second owner's append conflicts", async () => {
  const file = join(folder(), "rooms.db");
  const [old, young] = [sqlite(file), sqlite(file)];
  await old.append("board:a", 0, entries(1, 3));
  await young.append("board:a", 3, entries(4, 2));
  await expect(old.append("board:a", 3, entries(4, 1))).rejects.toThrow(
    new Conflict("board:a", 3, 5),
  );
  await Promise.all([
    old.append("board:b", 0, entries(1, 1)),
    young.append("board:c", 0, entries(1, 1)),
  ]);
  expect(await seqs(old, "board:a")).toEqual(upTo(5));
  expect(await old.listRooms()).toEqual(["board:a", "board:b", "board:c"]);
  await Promise.all([old.close(), young.close()]);
});
