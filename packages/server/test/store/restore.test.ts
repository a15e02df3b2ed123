import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { restore } from "../../src/store/sqlite/restore.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { entries, seqs, upTo } from "./entries.ts";
import { ROOMS } from "./fixtures/content.ts";
import { folder } from "./folder.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const REPLACED = "rooms.db-replaced-2026-01-02T03-04-05-000Z";

/** A database with this many entries in `board:a`. */
async function filled(file: string, count: number): Promise<void> {
  const store = sqlite(file);
  await store.append("board:a", 0, entries(1, count));
  await store.close();
}

/** A backup with three entries, and a database that has gone on to five. */
async function wentOn() {
  const file = join(folder(), "rooms.db");
  const backup = join(folder(), "monday.db");
  await filled(file, 3);
  copyFileSync(file, backup);
  const store = sqlite(file);
  await store.append("board:a", 3, entries(4, 2));
  const { epochs } = await store.origin("board:a");
  await store.close();
  return { file, backup, epoch: epochs[0]?.epoch };
}

/** Why `from` cannot be put in the place of `to`, in one line. */
function refusal(from: string, to: string): string {
  try {
    restore(from, to, NOW);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${from} was restored`);
}

describe("[R599] a backup that is restored", () => {
  test("goes on under a new epoch, and what was there is kept", async () => {
    const { file, backup, epoch } = await wentOn();
    expect(restore(backup, file, NOW)).toEqual({
      file,
      backup,
      rooms: 1,
      replaced: join(dirname(file), REPLACED),
    });
    const store = sqlite(file);
    expect(await seqs(store, "board:a")).toEqual(upTo(3));
    const { epochs } = await store.origin("board:a");
    expect(epochs).toEqual([
      { epoch, from: 1 },
      { epoch: expect.stringMatching(/^[\w-]{12}$/) as string, from: 4 },
    ]);
    await store.append("board:a", 3, entries(4, 1));
    expect((await store.origin("board:a")).epochs).toEqual(epochs);
    await store.close();
    const old = sqlite(join(dirname(file), REPLACED));
    expect(await seqs(old, "board:a")).toEqual(upTo(5));
    await old.close();
    expect(readdirSync(dirname(file)).filter((name) => name.includes("restoring"))).toEqual([]);
  });

  test("has another epoch each time", async () => {
    const { file, backup } = await wentOn();
    const names = new Set<string | undefined>();
    for (const now of [NOW, NOW + 1]) {
      restore(backup, file, now);
      const store = sqlite(file);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      names.add((await store.origin("board:a")).epochs.at(-1)?.epoch);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await store.close();
    }
    expect(names.size).toBe(2);
  });

  test("may be read-only, have a write-ahead log, and go where nothing was", async () => {
    const file = join(folder(), "deep", "rooms.db");
    const backup = join(folder(), "monday.db");
    const live = join(folder(), "rooms.db");
    const store = sqlite(live);
    await store.append("board:a", 0, entries(1, 7));
    for (const rest of ["", "-wal"]) copyFileSync(live + rest, backup + rest);
    await store.close();
    for (const rest of ["", "-wal"]) chmodSync(backup + rest, 0o400);
    expect(restore(backup, file, NOW)).toMatchObject({ rooms: 1, replaced: undefined });
    const again = sqlite(file);
    expect(await seqs(again, "board:a")).toEqual(upTo(7));
    await again.close();
  });

  test("may be of an older format", async () => {
    const file = join(folder(), "rooms.db");
    const backup = join(folder(), "old.db");
    const fixture = fileURLToPath(new URL("fixtures/format-1.db", import.meta.url));
    copyFileSync(fixture, backup);
    const { rooms } = restore(backup, file, NOW);
    const store = sqlite(file);
    expect(await store.listRooms()).toHaveLength(rooms);
    expect(rooms).toBeGreaterThan(0);
    const room = ROOMS[0]?.room ?? "";
    const { epochs } = await store.origin(room);
    expect(epochs.at(-1)?.from).toBe((await store.head(room)) + 1);
    await store.close();
    expect(readFileSync(backup).equals(readFileSync(fixture))).toBe(true);
  });

  test("takes the place of what is no database, which is kept too", async () => {
    const { file, backup } = await wentOn();
    writeFileSync(file, "broken");
    const { replaced = "" } = restore(backup, file, NOW);
    expect(readFileSync(replaced, "utf8")).toBe("broken");
  });
});

describe("[R599] what cannot be restored is told in one line, and all stays as it was:", () => {
  test("a file that a server has", async () => {
    const { file, backup } = await wentOn();
    const store = sqlite(file);
    await store.open?.();
    expect(refusal(backup, file)).toMatch(
      /rooms\.db is in use: the server with process \d+ on \S+, since \S+, has it\. Stop that one first$/,
    );
    await store.append("board:a", 5, entries(6, 1));
    await store.close();
    // The other way round a copy of it might be torn.
    const other = sqlite(backup);
    await other.open?.();
    expect(refusal(backup, file)).toMatch(/monday\.db is in use: .* or restore from a copy$/);
    await other.close();
    expect(readdirSync(dirname(file)).toSorted()).toEqual(["rooms.db", "rooms.db-lock"]);
  });

  test("the database itself", async () => {
    const { file } = await wentOn();
    expect(refusal(file, file)).toBe(`${file} is the database itself; name a copy of it`);
  });

  test.each<readonly [what: string, make: (backup: string, file: string) => void, says: RegExp]>([
    ["one that is missing", () => undefined, /^There is no file \S+monday\.db$/],
    ["a folder", (backup) => mkdirSync(backup), /monday\.db is a folder; name the database file/],
    ["no database", (backup) => writeFileSync(backup, "x".repeat(5000)), /is not a database$/],
    ["an empty file", (backup) => writeFileSync(backup, ""), /monday\.db is empty$/],
    [
      "somebody else's",
      (backup) => alter(backup, "CREATE TABLE things (id)"),
      /monday\.db was not made by Alongside$/,
    ],
    [
      "a newer one",
      (backup, file) => {
        copyFileSync(file, backup);
        alter(backup, "PRAGMA user_version = 7");
      },
      /was written by a newer version of Alongside \(format 7, this one reads 2\)$/,
    ],
    [
      "one that is half converted",
      (backup, file) => {
        copyFileSync(file, backup);
        alter(backup, "PRAGMA user_version = -2");
      },
      /is half converted: open the file that it was made from/,
    ],
    [
      "one that is damaged",
      (backup, file) => {
        const bytes = readFileSync(file);
        bytes.fill(0xff, 4096 * 2);
        writeFileSync(backup, bytes);
      },
      /monday\.db(?: is damaged: |: )/,
    ],
  ])("%s", async (_what, make, says) => {
    const file = join(folder(), "rooms.db");
    const backup = join(folder(), "monday.db");
    await filled(file, 200);
    make(backup, file);
    expect(refusal(backup, file)).toMatch(says);
    const store = sqlite(file);
    expect(await seqs(store, "board:a")).toEqual(upTo(200));
    await store.close();
    const left = readdirSync(dirname(file)).filter((name) => name !== `${basename(file)}-lock`);
    expect(left).toEqual(["rooms.db"]);
  });
});

test("[R539] a server does not begin with an empty file where a restore was broken off", async () => {
  const { file, backup } = await wentOn();
  renameSync(file, `${file}-restoring`);
  expect(() => sqlite(file)).toThrow(
    `The database ${file} is missing, and ${file}-restoring was to take its place: restore the backup again`,
  );
  expect(existsSync(file)).toBe(false);
  restore(backup, file, NOW);
  const store = sqlite(file);
  expect(await seqs(store, "board:a")).toEqual(upTo(3));
  await store.close();
});

function alter(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}
