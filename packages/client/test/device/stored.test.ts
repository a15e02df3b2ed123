import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { databaseName, FORMAT } from "../../src/indexeddb/database.ts";
import { Seal, type SealedRow } from "../../src/indexeddb/seal.ts";
import { type DatabaseDump, dump, restore } from "../support/database-dump.ts";
import { ANN, lines, put } from "../support/device-contract.ts";
import { emptyDisk, FaultyTab, settled } from "../support/faulty-browser.ts";

const ROOM = "board:a";
const DAY = 86_400_000;
const NAME = databaseName(ANN);

function fixture(format: number): string {
  return fileURLToPath(new URL(`../fixtures/device-format-${format}.json`, import.meta.url));
}

/** What the fixtures hold. */
const FIXED = [
  put("room", "", { seq: 3, states: { title: "Plan é" } }),
  put("queue", "c1", { client: "c1", order: 1 }),
  put("chunk", "c1/00000001", [[1, "set"]]),
  put("refused", "r1", { code: "auth.key" }),
  put("undo", "c1", []),
  put("room", "", 1, "board:b"),
];

test("[R953] what is stored has the format that the newest fixture shows", async () => {
  const tab = new FaultyTab();
  const store = tab.store(ANN);
  await store.load(ROOM);
  await store.write(FIXED, "strict");
  store.close();
  const now = await dump(tab.disk.factory, NAME);
  const path = fixture(FORMAT);
  // A new format's first fixture is written here, once.
  if (!existsSync(path)) writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
  const old = JSON.parse(readFileSync(path, "utf8")) as DatabaseDump;
  const canaryless = (of: DatabaseDump): unknown =>
    JSON.parse(JSON.stringify(of, (key, value: unknown) => (key === "canary" ? "…" : value)));
  expect(canaryless(now)).toEqual(canaryless(old));
});

test.each(Array.from({ length: FORMAT }, (_, i) => i + 1))(
  "[R953] a database of format %i opens with all that is in it",
  async (format) => {
    const tab = new FaultyTab();
    await restore(
      tab.disk.factory,
      NAME,
      JSON.parse(readFileSync(fixture(format), "utf8")) as DatabaseDump,
    );
    const store = tab.store(ANN);
    expect(await lines(store)).toEqual([
      'chunk/c1/00000001 [[1,"set"]]',
      'queue/c1 {"client":"c1","order":1}',
      'refused/r1 {"code":"auth.key"}',
      'room/ {"seq":3,"states":{"title":"Plan é"}}',
      "undo/c1 []",
    ]);
    expect(await store.rooms("room")).toEqual([ROOM, "board:b"]);
    expect(store.state.get()).toEqual({ name: "open" });
    expect(tab.reports).toEqual([]);
  },
);

const damages: { readonly [what: string]: (row: SealedRow) => unknown } = {
  cut: (row) => ({ ...row, json: row.json.slice(0, -1) }),
  emptied: (row) => ({ ...row, json: "" }),
  flipped: (row) => ({ ...row, json: row.json.replace("2", "3") }),
  "without a sum": ({ kind, room, key, json }) => ({ kind, room, key, json }),
  "no longer text": (row) => ({ ...row, json: 7 }),
  "of another user": (row) =>
    new Seal(databaseName({ ...ANN, user: "ben" })).close({ ...row, value: 2 }),
  "of another server": (row) =>
    new Seal(databaseName({ ...ANN, server: "wss://b.example" })).close({ ...row, value: 2 }),
  "copied from another key": (row) => ({ ...row, ...sealed("chunk", "c/1"), key: row.key }),
  "copied from another room": (row) => ({ ...row, room: "board:a" }),
};

function sealed(kind: "chunk", key: string): SealedRow {
  return new Seal(NAME).close({ kind, room: ROOM, key, value: 2 });
}

test.each(Object.keys(damages))(
  "[R949] a row that is %s is left out, put aside and told of once; the others are read",
  async (what) => {
    const tab = new FaultyTab();
    const first = tab.store(ANN);
    await first.write(
      [1, 2, 3].map((n) => put("chunk", `c/${n}`, n)),
      "strict",
    );
    first.close();
    const db = await tab.raw(ANN);
    const rows = db.transaction("rows", "readwrite").objectStore("rows");
    let row = (await settled(rows.get(["chunk", ROOM, "c/2"]))) as SealedRow;
    if (what.endsWith("room")) row = new Seal(NAME).close({ ...row, room: "board:b", value: 2 });
    const damaged = damages[what]?.(row);
    await settled(rows.put(damaged));
    const store = tab.store(ANN);
    expect(await lines(store)).toEqual(["chunk/c/1 1", "chunk/c/3 3"]);
    expect(tab.reports).toEqual([{ code: "device.unreadable", room: ROOM }]);
    await vi.waitFor(async () => {
      const aside = await settled(db.transaction("aside").objectStore("aside").getAll());
      expect(aside).toEqual([{ row: damaged, at: tab.clock.now() }]);
    });
    db.close();
    const again = tab.store(ANN);
    expect(await lines(again)).toEqual(["chunk/c/1 1", "chunk/c/3 3"]);
    expect(tab.reports).toHaveLength(1);
    await again.write([put("chunk", "c/2", 22)], "strict");
    expect(await lines(tab.store(ANN))).toContain("chunk/c/2 22");
  },
);

test("[R952] a room that was not opened for 90 days goes, unless it holds unsent work", async () => {
  const disk = emptyDisk();
  const rooms = ["board:cache", "board:queue", "board:refused", "board:new"];
  const early = new FaultyTab(disk);
  const first = early.store(ANN);
  for (const room of rooms.slice(0, 3)) {
    await first.load(room);
    await first.write([put("room", "", 1, room), put("undo", "c", 1, room)], "strict");
  }
  await first.write(
    [put("queue", "c", 1, "board:queue"), put("refused", "r", 1, "board:refused")],
    "strict",
  );
  // One whose page never noted when.
  await first.write([put("room", "", 1, "board:unnoted")], "strict");
  first.close();

  const left = async (days: number, open?: string): Promise<readonly string[]> => {
    const tab = new FaultyTab(disk);
    tab.clock.pass(days * DAY);
    const store = tab.store(ANN);
    await store.rooms("room");
    if (open) {
      await store.load(open);
      await store.write([put("room", "", 1, open)], "strict");
    }
    tab.clock.pass(10_000);
    // Behind the sweep in the same database.
    await store.write([put("undo", "-", 1, "board:-")], "strict");
    const names = await store.rooms("room");
    store.close();
    return names;
  };
  expect(await left(89, "board:new")).toEqual([
    "board:cache",
    "board:new",
    "board:queue",
    "board:refused",
    "board:unnoted",
  ]);
  expect(await left(91)).toEqual(["board:new", "board:queue", "board:refused", "board:unnoted"]);
  // A clock that was set back a year, then right again: nothing goes, and nothing stays for ever.
  expect(await left(-365)).toHaveLength(4);
  expect(await left(-365 + 91)).toEqual(["board:queue", "board:refused"]);
  const tab = new FaultyTab(disk);
  expect(await lines(tab.store(ANN), "board:queue")).toEqual(["queue/c 1", "room/ 1", "undo/c 1"]);
});

test("[R952] what was put aside goes after 90 days", async () => {
  const disk = emptyDisk();
  const tab = new FaultyTab(disk);
  const store = tab.store(ANN);
  await store.write([put("chunk", "c", 2)], "strict");
  const db = await tab.raw(ANN);
  await settled(
    db
      .transaction("rows", "readwrite")
      .objectStore("rows")
      .put({ ...sealed("chunk", "c"), sum: 0 }),
  );
  await store.load(ROOM);
  const aside = (): Promise<number> =>
    settled(db.transaction("aside").objectStore("aside").count());
  await vi.waitFor(async () => expect(await aside()).toBe(1));
  store.close();
  const later = new FaultyTab(disk);
  later.clock.pass(91 * DAY);
  await later.store(ANN).load(ROOM);
  later.clock.pass(10_000);
  await vi.waitFor(async () => expect(await aside()).toBe(0));
  db.close();
});
