import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Seq } from "@alongside/core/engine";
import { connect, prepareFile } from "../../src/store/sqlite/file.ts";
import { LogReader } from "../../src/store/sqlite/log-reader.ts";
import { decodeRow } from "../../src/store/row.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { entries, upTo } from "./entries.ts";
import { folder } from "./folder.ts";

const ROOM = "board:a";

/** A store's files while it is open, and how long the write-ahead log was after each entry had become durable. */
async function grow(): Promise<{
  readonly file: string;
  readonly ends: readonly number[];
  readonly close: () => Promise<void>;
}> {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  const ends: number[] = [];
  for (let seq = 1; seq <= 40; seq++) {
    await store.append(ROOM, seq - 1, entries(seq, 1, (seq % 4) * 3000));
    ends.push(statSync(`${file}-wal`).size);
  }
  return { file, ends, close: () => store.close() };
}

/** What a new process finds in the file. */
function find(file: string): readonly Seq[] {
  const db = connect(prepareFile(file).file, "reader");
  const log = new LogReader(db);
  const found: Seq[] = [];
  for (let page = log.page(ROOM, 0); page; page = log.page(ROOM, found.at(-1) ?? 0)) {
    for (const row of page.rows) found.push(...decodeRow(row).map(({ seq }) => seq));
  }
  expect(log.room(ROOM)?.head ?? 0).toBe(found.length);
  db.close();
  return found;
}

const damages = {
  "cut off": (wal: Buffer, at: number) => wal.subarray(0, at),
  "full of zeros": (wal: Buffer, at: number) =>
    Buffer.concat([wal.subarray(0, at), Buffer.alloc(wal.length - at)]),
  "overwritten for a few bytes": (wal: Buffer, at: number) => {
    const damaged = Buffer.from(wal);
    for (let i = at; i < Math.min(at + 40, wal.length); i++)
      damaged[i] = (damaged[i] as number) ^ 0x5a;
    return damaged;
  },
};

test.each(Object.entries(damages))(
  "[R77] a log %s anywhere holds a prefix: all before it, no gap",
  async (_, damage) => {
    const { file, ends, close } = await grow();
    const wal = readFileSync(`${file}-wal`);
    const copies = folder();
    for (let i = 0; i < 60; i++) {
      const at = Math.floor((wal.length * i) / 60) + ((i * 7919) % 997);
      const copy = join(copies, `${i}.db`);
      copyFileSync(file, copy);
      writeFileSync(`${copy}-wal`, damage(wal, at));
      const found = find(copy);
      expect(found).toEqual(upTo(found.length));
      expect(found.length).toBeGreaterThanOrEqual(ends.filter((end) => end <= at).length);
    }
    await close();
  },
);

test("[R651] a store goes on after the prefix that a torn log left", async () => {
  const { file, ends, close } = await grow();
  const copy = join(folder(), "rooms.db");
  copyFileSync(file, copy);
  writeFileSync(`${copy}-wal`, readFileSync(`${file}-wal`).subarray(0, (ends[24] as number) + 100));
  const store = sqlite(copy);
  expect(await store.head(ROOM)).toBe(25);
  await store.append(ROOM, 25, entries(26, 3));
  await store.close();
  expect(find(copy)).toEqual(upTo(28));
  await close();
});
