import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import {
  encodeSnapshot,
  type Entry,
  fold,
  type LedgerLine,
  textEngine,
} from "@alongside/core/engine";
import { expect, test } from "vitest";
import { sqlite } from "../../src/store/sqlite.ts";
import { entriesFrom, ROOMS } from "./fixtures/content.ts";
import { folder } from "./folder.ts";

const fixture = (format: 1 | 2): string =>
  fileURLToPath(new URL(`fixtures/format-${format}.db`, import.meta.url));

/** A copy of the file of that format. */
function copied(format: 1 | 2): string {
  const file = join(folder(), "rooms.db");
  copyFileSync(fixture(format), file);
  return file;
}

/** What is in the file, room by room. Afterwards each has one entry more. */
async function contentOf(file: string): Promise<readonly object[]> {
  const store = sqlite(file);
  await store.open?.();
  const found: object[] = [];
  for (const room of await store.listRooms()) {
    const base = ROOMS.find((one) => one.room === room)?.base ?? 0;
    const entries: Entry[] = [];
    for await (const entry of store.read(room, base)) entries.push(entry);
    const head = await store.head(room);
    const saved = (await store.loadSnapshot(room))?.seq ?? 0;
    const before =
      base === 0
        ? undefined
        : await store.read(room, 0)[Symbol.asyncIterator]().next().catch(String);
    const { epochs } = await store.origin(room);
    const { ledger, parts: _, ...snapshot } = await store.saveSnapshot(room, head);
    await store.append(room, head, entriesFrom(head + 1, head + 1));
    found.push({
      room,
      entries,
      before,
      saved,
      epochs,
      snapshot,
      ledger: base === 0 ? ledger : "",
    });
  }
  await store.close();
  return found;
}

/** What `fixtures/content.ts` says. */
const CONTENT = ROOMS.map(({ room, head, saved, base }) => {
  const { ledger, ...snapshot } = encodeSnapshot(fold(undefined, entriesFrom(1, head), textEngine));
  return {
    room,
    entries: entriesFrom(base + 1, head),
    before: base === 0 ? undefined : (expect.stringContaining("dropped") as string),
    saved,
    epochs: [{ epoch: expect.any(String) as string, from: 1 }],
    snapshot,
    // Of what was dropped before it was converted nobody knows any more how it ended.
    ledger: base === 0 ? ledger : "",
  };
});

test("[R532] a file of format 1 is converted, with all that is in it", async () => {
  const file = copied(1);
  const store = sqlite(file);
  await store.open?.();
  await store.close();
  expect(existsSync(`${file}-converting`)).toBe(false);
  expect(statSync(file).size).toBeLessThan(statSync(fixture(1)).size);
  expect(await contentOf(file)).toEqual(CONTENT);
});

test("[R532] refused changes that the log still knows of are in the converted snapshot's ledger", async () => {
  const file = copied(1);
  const store = sqlite(file);
  const lines = JSON.parse((await store.loadSnapshot("board:saved"))?.ledger ?? "") as LedgerLine[];
  const refused = lines.flatMap(([, , , , found = []]) => found.map(([n]) => n));
  const logged = entriesFrom(61, 100).filter(({ kind }) => kind === "outcome");
  expect(refused.toSorted((a, b) => a - b)).toEqual(logged.map(({ seq }) => seq));
  await store.close();
});

test("[R537] a file of format 2 is read as it was written", async () => {
  expect(await contentOf(copied(2))).toEqual(CONTENT);
});

const CHILD = fileURLToPath(new URL("./convert-child.ts", import.meta.url));

/** Converts in a process that is killed at its `at`-th write, or by what comes at the end. Returns whether it was. */
async function convertUntil(file: string, at: number | "rename" | "renamed"): Promise<boolean> {
  const child = spawn(process.execPath, ["--conditions=source", CHILD, file, String(at)], {
    stdio: "inherit",
  });
  await once(child, "exit");
  return child.signalCode === "SIGKILL";
}

test(
  "[R538] a conversion goes on after kill -9, wherever that was, and the old file stays until the end",
  { timeout: 60_000 },
  async () => {
    const file = copied(1);
    for (const at of [1, 4, 9, 20, 30, "rename"] as const) {
      expect(await convertUntil(file, at)).toBe(true);
      expect(readFileSync(file)).toEqual(readFileSync(fixture(1)));
      expect(existsSync(`${file}-converting`)).toBe(true);
    }
    expect(await convertUntil(file, "renamed")).toBe(true);
    expect(existsSync(`${file}-converting`)).toBe(false);
    expect(await contentOf(file)).toEqual(CONTENT);
  },
);

test("[R538] what was converted of another file is not gone on with", async () => {
  const file = copied(1);
  expect(await convertUntil(file, 20)).toBe(true);
  const db = new DatabaseSync(file);
  db.exec("DELETE FROM rooms WHERE name = 'board:log'");
  db.close();
  const store = sqlite(file);
  expect(await store.listRooms()).toEqual(["board:again", "board:saved"]);
  await store.close();
});

test("[R539] a file that is half converted, or was lost while it was, is refused in one line", async () => {
  const file = copied(1);
  expect(await convertUntil(file, 20)).toBe(true);
  expect(() => sqlite(`${file}-converting`)).toThrow(
    `The database ${file}-converting is half converted: open the file that it was made from, and the conversion goes on`,
  );
  const other = join(folder(), "rooms.db");
  copyFileSync(`${file}-converting`, `${other}-converting`);
  expect(() => sqlite(other)).toThrow(
    `The database ${other} is missing, and ${other}-converting is what`,
  );
});

test("[R539] a file that cannot be converted says so in one line, and stays as it was", async () => {
  const file = copied(1);
  const db = new DatabaseSync(file);
  db.exec("UPDATE log SET body = '[{' WHERE id = 30");
  db.close();
  const before = readFileSync(file);
  const store = sqlite(file);
  await expect(store.head("board:log")).rejects.toThrow(
    new RegExp(`^${file} cannot be converted from format 1, and is as it was\\. .*JSON.*$`),
  );
  await store.close();
  expect(readFileSync(file)).toEqual(before);
});

test("[R539] a file that another program has open is not converted under it", async () => {
  const file = copied(1);
  const other = new DatabaseSync(file);
  other.prepare("SELECT count(*) FROM rooms").get();
  const store = sqlite(file);
  await expect(store.head("board:log")).rejects.toThrow(
    `${file} cannot be converted from format 1, and is as it was. Another program has it open`,
  );
  await store.close();
  other.close();
  expect(await contentOf(file)).toEqual(CONTENT);
});
