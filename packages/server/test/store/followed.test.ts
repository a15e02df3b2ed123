import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { sqlite } from "@alongside/server";
import { expect, test } from "vitest";
import { folder } from "./folder.ts";

test("[R1496] a file from before there were followers is opened, and takes what one saves", async () => {
  const file = join(folder(), "rooms.db");
  await sqlite(file).close();
  const db = new DatabaseSync(file);
  db.exec("DROP TABLE followers; DROP TABLE cursors; DROP TABLE kept; DROP TABLE marks");
  db.close();
  const store = sqlite(file);
  await store.saveFollower("mirror", { line: { mark: 0, since: 1, secret: "s" } });
  expect(await store.follower("mirror")).toEqual({ mark: 0, since: 1, secret: "s" });
  await store.close();
});
