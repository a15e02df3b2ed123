import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { ImportStep } from "../../src/store/store.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { entries } from "./entries.ts";
import { folder } from "./folder.ts";

test("[R1542] what a crash left of an import is gone when the file is opened", async () => {
  const [file, crashed] = [join(folder(), "rooms.db"), join(folder(), "rooms.db")];
  const store = sqlite(file);
  await store.append("board:b", 0, entries(1, 2));
  async function* steps(): AsyncIterable<ImportStep> {
    yield entries(1, 3);
    expect(await store.listRooms()).toEqual(["board:b"]);
    expect((await store.changedSince(0)).map(({ room }) => room)).toEqual(["board:b"]);
    for (const rest of ["", "-wal"]) copyFileSync(file + rest, crashed + rest);
  }
  await store.importRoom("board:a", "imported----", steps());
  await store.close();

  const opened = sqlite(crashed);
  expect(await opened.listRooms()).toEqual(["board:b"]);
  expect(await opened.origin("board:a")).toEqual({ epochs: [] });
  await opened.append("board:a", 0, entries(1, 1));
  await opened.close();
  const db = new DatabaseSync(crashed);
  expect(db.prepare("SELECT name FROM rooms ORDER BY name").all()).toEqual([
    { name: "board:a" },
    { name: "board:b" },
  ]);
  expect(db.prepare("SELECT count(*) AS n FROM log").get()).toEqual({ n: 2 });
  db.close();
});
