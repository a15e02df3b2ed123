import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { ChangeEntry } from "@alongside/core/engine";
import { sqlite, type Store } from "@alongside/server";
import { expect, test } from "vitest";
import { RowEncoder } from "../../src/store/row.ts";
import { BatchAppender } from "../../src/store/sqlite/batch-appender.ts";
import { connect, prepareFile } from "../../src/store/sqlite/file.ts";
import { Garbage } from "../../src/store/sqlite/garbage.ts";
import { folder } from "./folder.ts";

const ROOM = "board:a";

function entry(seq: number, user: string): ChangeEntry {
  const ops = { title: [{ op: "set" as const, id: "root", field: "title", value: `${seq}` }] };
  const head = { seq, at: 1_700_000_000_000 + seq, actor: user, client: `client-of-${user}` };
  return { ...head, n: seq, kind: "change", ops };
}

/** A file with a row for each of so many entries, 64 to a segment: as one that was written before there was an index. */
function fileWith(count: number, userOf: (seq: number) => string): string {
  const { file } = prepareFile(join(folder(), "rooms.db"));
  const db = connect(file, "writer");
  const rows = Array.from({ length: count }, (_, i) => {
    const encoder = new RowEncoder(entry(i + 1, userOf(i + 1)));
    encoder.add([entry(i + 1, userOf(i + 1))]);
    return encoder.done();
  });
  new BatchAppender(db).append({
    rooms: rows.map(() => ROOM),
    afters: rows.map((_, i) => i),
    lasts: rows.map((_, i) => i + 1),
    ats: rows.map(({ at }) => at),
    authors: rows.map(({ authors }) => authors),
    bodies: rows.map(({ body }) => body),
    epochs: rows.map(() => ""),
  });
  db.exec("DROP TABLE user_segments; DROP TABLE indexed");
  db.close();
  return file;
}

/** What the index has: how far it goes, and in which segments a user wrote, by where these end. */
function indexOf(file: string, user: string): readonly unknown[] {
  const db = new DatabaseSync(file);
  const [line] = db.prepare("SELECT last FROM indexed").all();
  const lines = db.prepare("SELECT last FROM user_segments WHERE user = ?").all(user);
  db.close();
  return [line?.["last"], lines.map(({ last }) => last)];
}

async function seqsOf(store: Store, by: string, after = 0): Promise<readonly number[]> {
  const until = await store.head(ROOM);
  const wanted = { after, until, limit: 1000, by, keys: true, as: "changes" } as const;
  const { texts, next } = await store.pastEntries(ROOM, wanted);
  expect(next).toBeUndefined();
  return texts.map((text) => (JSON.parse(text) as [number])[0]);
}

const userOf = (seq: number): string => (seq % 1000 === 500 ? "seldom" : "ann");

test("[R1627] a log that nobody has indexed is indexed by whoever looks for a user's entries, and is found through the same", async () => {
  const file = fileWith(2600, userOf);
  const store = sqlite(file);
  expect(await seqsOf(store, "seldom")).toEqual([500, 1500, 2500]);
  await store.close();
  expect(indexOf(file, "seldom")).toEqual([2560, [512, 1536, 2560]]);
  const again = sqlite(file);
  expect(await seqsOf(again, "seldom")).toEqual([500, 1500, 2500]);
  expect(await seqsOf(again, "seldom", 500)).toEqual([1500, 2500]);
  await again.append(ROOM, 2600, [entry(2601, "seldom")]);
  expect(await seqsOf(again, "seldom", 1500)).toEqual([2500, 2601]);
  await again.close();
});

test("[R1627] a snapshot indexes what came before it; what is let go of leaves the index", async () => {
  const file = fileWith(1300, userOf);
  const store = sqlite(file);
  await store.saveSnapshot(ROOM, 1300);
  await store.dropBefore(ROOM, 600);
  expect(await seqsOf(store, "seldom", 600)).toEqual([]);
  await store.append(ROOM, 1300, [entry(1301, "seldom")]);
  expect(await seqsOf(store, "seldom", 600)).toEqual([1301]);
  await store.close();
  const db = connect(file, "writer");
  const garbage = new Garbage(db, () => 0);
  while (garbage.step());
  db.close();
  expect(indexOf(file, "seldom")).toEqual([1280, []]);
  const [, lines] = indexOf(file, "ann");
  expect(lines).toEqual(Array.from({ length: 11 }, (_, i) => 640 + 64 * i));
});

test("[R1628] who is erased is in no index: what had them is forgotten, and is made anew without them", async () => {
  const file = fileWith(700, userOf);
  const store = sqlite(file);
  await store.saveSnapshot(ROOM, 700);
  expect(await seqsOf(store, "seldom")).toEqual([500]);
  await store.erase(ROOM, { user: "seldom", as: "erased:1", fields: ["title"] });
  expect(indexOf(file, "seldom")).toEqual([undefined, []]);
  expect(await seqsOf(store, "seldom")).toEqual([]);
  expect(await seqsOf(store, "erased:1")).toEqual([500]);
  await store.append(ROOM, 700, [entry(701, "ann")]);
  await store.saveSnapshot(ROOM, 701);
  await store.close();
  expect(indexOf(file, "seldom")).toEqual([640, []]);
  expect(indexOf(file, "erased:1")).toEqual([640, [512]]);
});
