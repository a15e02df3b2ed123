import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { obsolete } from "../../src/store/snapshots.ts";
import { decodeParts, encodeParts } from "../../src/store/sqlite/snapshot-parts.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { entries } from "./entries.ts";
import { folder } from "./folder.ts";

const ROOM = "board:a";

/** A closed file with snapshots at 10 and 20, of 20 entries. */
async function twoSnapshots({ drop = 0 } = {}): Promise<string> {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  await store.append(ROOM, 0, entries(1, 10, 60_000));
  await store.saveSnapshot(ROOM, 10);
  await store.append(ROOM, 10, entries(11, 10));
  await store.saveSnapshot(ROOM, 20);
  await store.dropBefore(ROOM, drop);
  await store.close();
  return file;
}

function edit(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

test("[R71] a snapshot of which only some parts were written is never seen, and its parts are removed", async () => {
  const file = await twoSnapshots();
  edit(
    file,
    "UPDATE snapshots SET complete = 0 WHERE seq = 20; DELETE FROM parts WHERE id = (SELECT max(id) FROM parts)",
  );
  const store = sqlite(file);
  expect((await store.loadSnapshot(ROOM))?.seq).toBe(10);
  expect((await store.saveSnapshot(ROOM, 20)).seq).toBe(20);
  expect((await store.loadSnapshot(ROOM))?.seq).toBe(20);
  await store.close();
});

test("[R646] a damaged snapshot is passed over for an earlier one", async () => {
  const file = await twoSnapshots();
  edit(
    file,
    "UPDATE parts SET body = zeroblob(length(body)) WHERE id = (SELECT max(id) FROM snapshots) << 20",
  );
  const store = sqlite(file);
  expect((await store.loadSnapshot(ROOM))?.seq).toBe(10);
  await store.close();
});

test("[R646] where the log does not reach back far enough, a damaged snapshot is an error, not an empty room", async () => {
  const file = await twoSnapshots({ drop: 20 });
  edit(
    file,
    "UPDATE parts SET body = zeroblob(length(body)) WHERE id = (SELECT max(id) FROM snapshots) << 20",
  );
  const store = sqlite(file);
  await expect(store.loadSnapshot(ROOM)).rejects.toThrow(
    "The snapshot at 20 is damaged: its checksum does not match",
  );
  await expect(store.dropBefore(ROOM, 20)).rejects.toThrow("damaged");
  await store.close();
});

test("[R71] a snapshot's texts come back from its parts, in any alphabet and length", () => {
  const snapshot = {
    seq: 7,
    at: 70,
    version: 3,
    state: new Map([
      ["shapes", JSON.stringify("𝒳ä".repeat(200_000))],
      ["__proto__", "{}"],
      ["empty", '""'],
    ]),
    trash: JSON.stringify("日".repeat(90_000)),
    ledger: "[]",
  };
  const file = encodeParts({ snapshot, parts: new Map() });
  expect(Math.max(...file.parts.map((part) => part.length))).toBeLessThanOrEqual(256 * 1024);
  expect(decodeParts(7, file)).toEqual(snapshot);
  expect(() => decodeParts(7, { ...file, parts: file.parts.slice(0, -1) })).toThrow("damaged");
});

test("[R690] a snapshot from before there were migrations is of version 1", () => {
  const snapshot = { seq: 7, at: 70, version: 3, state: new Map(), trash: "[]", ledger: "[]" };
  const file = encodeParts({ snapshot, parts: new Map() });
  const { at: _, version: __, ...layout } = JSON.parse(file.layout) as { [part: string]: unknown };
  expect(decodeParts(7, { ...file, layout: JSON.stringify(layout) })).toEqual({
    ...snapshot,
    at: 0,
    version: 1,
  });
});

const gone = (seqs: readonly number[], base = 0, kept: readonly number[] = []): readonly number[] =>
  obsolete(seqs, base, new Set(kept), 100);

test("[R73] the latest snapshot stays, the first on what is left of the log, one for each interval, and those to be kept", () => {
  expect(gone([])).toEqual([]);
  expect(gone([50])).toEqual([]);
  expect(gone([10, 20, 30])).toEqual([20]);
  expect(gone([30, 10, 20])).toEqual([20]);
  expect(gone([10, 60, 109, 110, 120, 300])).toEqual([60, 109, 120]);
  expect(gone([10, 20, 30, 40], 25)).toEqual([10, 20]);
  expect(gone([10, 20, 30, 40, 50], 30)).toEqual([10, 20, 40]);
  expect(gone([10, 20, 30, 40, 50], 30, [10, 40, 45])).toEqual([20]);
  expect(gone([10, 20], 30)).toEqual([10]);
});

test("[R74] what was forgotten is removed from the file, also when the process ended meanwhile", async () => {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  for (let seq = 0; seq < 300; seq++) {
    await Promise.all(
      ["board:a", "board:b"].map((room) => store.append(room, seq, entries(seq + 1, 1, 5_000))),
    );
  }
  await store.saveSnapshot("board:a", 300);
  await store.deleteRoom("board:a");
  await store.saveSnapshot("board:b", 300);
  await store.dropBefore("board:b", 300);
  await store.close();

  const rows = (): unknown => {
    const db = new DatabaseSync(file);
    const counts = db.prepare(
      `SELECT (SELECT count(*) FROM garbage) AS garbage, (SELECT count(DISTINCT room) FROM log) AS rooms,
       (SELECT count(*) < 64 FROM log) AS short, (SELECT count(DISTINCT id >> 20) FROM parts) AS snapshots`,
    );
    const found = { ...counts.get() };
    db.close();
    return found;
  };
  for (let tries = 0; tries < 100 && (rows() as { garbage: number }).garbage > 0; tries++) {
    const again = sqlite(file);
    await again.append(`board:${tries}`, 0, entries(1, 1));
    await again.deleteRoom(`board:${tries}`);
    await again.head("board:b");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await again.close();
  }
  expect(rows()).toEqual({ garbage: 0, rooms: 1, short: 1, snapshots: 1 });
});

test("[R650] the write-ahead log starts over instead of growing with what is written", async () => {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  let longest = 0;
  for (let seq = 0; seq < 100; seq++) {
    await store.append(ROOM, seq, entries(seq + 1, 1, 800_000));
    longest = Math.max(longest, statSync(`${file}-wal`).size);
  }
  expect(longest).toBeLessThan(60_000_000);
  await store.close();
});
