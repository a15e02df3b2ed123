import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { prepareFile } from "../../src/store/sqlite/file.ts";
import { openWriter } from "../../src/store/sqlite/writer.ts";
import { sqlite } from "../../src/store/sqlite.ts";
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

test("[R653] a file from a newer version is refused in one line", async () => {
  const file = join(folder(), "rooms.db");
  await sqlite(file).close();
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 7");
  db.close();
  expect(refusal(file)).toBe(
    `The database ${file} was written by a newer version of Alongside (format 7, this one reads 2)`,
  );
});

test("[R653] what is not a database, or somebody else's, is refused in one line", () => {
  const text = join(folder(), "notes.txt");
  writeFileSync(text, "This is not a database. ".repeat(100));
  expect(refusal(text)).toBe(`The file ${text} is not a database`);

  const other = join(folder(), "other.db");
  const db = new DatabaseSync(other);
  db.exec("CREATE TABLE things (id)");
  db.close();
  expect(refusal(other)).toBe(`The database ${other} was not made by Alongside`);
});

test("[R653] a folder in place of the file, or a file in place of the folder, is refused in one line", () => {
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

test("[R66] of two that write to one file the second one's append is refused, and told the head", () => {
  const { file } = prepareFile(join(folder(), "rooms.db"));
  const [old, young] = [file, file].map((same) => openWriter({ file: same, maxBytes: undefined }));
  const batch = (room: string, after: number, count: number) => ({
    rooms: [room],
    afters: [after],
    lasts: [after + count],
    ats: [1],
    authors: ["[]"],
    bodies: ["[]"],
    epochs: [""],
  });
  expect(old?.append(batch("board:a", 0, 3))).toEqual([]);
  expect(young?.append(batch("board:a", 3, 2))).toEqual([]);
  expect(old?.append(batch("board:a", 3, 1))).toEqual([[0, 5]]);
  expect(old?.append(batch("board:b", 0, 1))).toEqual([]);
  expect(young?.append(batch("board:c", 0, 1))).toEqual([]);
  for (const writer of [old, young]) writer?.close();
});
