import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { implement, sqlite } from "../../src/index.ts";
import { api, type Ask, Board } from "./api.ts";

const ROOM = "/rooms/board:one";
const STATE = `${ROOM}/state`;
const TYPE = "application/json";

/** Four changes: the title, Ann's votes, a label of a shape, the title again. */
async function fill(ask: Ask): Promise<void> {
  await ask("PATCH", STATE, { body: { title: "First" } });
  await ask("PATCH", `${STATE}?as=ann`, { body: { votes: 2 } });
  await ask("PATCH", STATE, { body: { settings: { grid: { on: true } } } });
  await ask("PATCH", STATE, { body: { title: "Fourth" } });
}

type Headers = Readonly<Record<string, string>>;

const restore = (ask: Ask, body: object, headers: Headers = {}, query = "") =>
  ask("POST", `${ROOM}/restore${query}`, { body, type: TYPE, headers });

const name = (ask: Ask, body: object, headers: Headers = {}, query = "") =>
  ask("POST", `${ROOM}/versions${query}`, { body, type: TYPE, headers });

test("[R1629] a restore is made only if nothing was written since, and once with a key", async () => {
  const { ask } = await api();
  await fill(ask);
  const stale = await restore(ask, { seq: 1 }, { "If-Match": '"3"' });
  expect(stale.body).toMatchObject({ status: 412, code: "write.stale", seq: 4 });
  expect(stale.headers.get("etag")).toBe('"4"');
  const key = { "Idempotency-Key": "back", "If-Match": '"4"' };
  const made = await restore(ask, { seq: 1 }, key);
  expect([made.status, made.body]).toEqual([200, { seq: 5 }]);
  await ask("PATCH", STATE, { body: { title: "Sixth" } });
  // Its end is told again, and nothing is written.
  expect((await restore(ask, { seq: 1 }, key)).body).toEqual({ seq: 5 });
  expect((await ask("GET", STATE)).body).toMatchObject({ title: "Sixth", votes: 0 });
  expect((await restore(ask, { seq: 2 }, key)).body.code).toBe("once.differs");
  // What could not be made leaves no trace of its key.
  const later = { "Idempotency-Key": "later" };
  for (let i = 0; i < 2; i++)
    expect((await restore(ask, { seq: 7 }, later)).body.code).toBe("history.future");
  await ask("PATCH", STATE, { body: { title: "Seventh" } });
  expect((await restore(ask, { seq: 7 }, later)).body).toEqual({ seq: 8 });
  const none = { "If-None-Match": "*" };
  expect((await restore(ask, { seq: 1 }, none)).body).toMatchObject({ status: 412 });
});

test("[R1630] a part alone is brought back, and what is no part is said so", async () => {
  const { ask } = await api();
  await fill(ask);
  await restore(ask, { seq: 1, part: "settings" });
  const { body } = await ask("GET", STATE);
  expect(body).toMatchObject({ title: "Fourth", votes: 2 });
  expect(body.settings).toEqual({});
  await restore(ask, { seq: 1, part: { id: "root", field: "title" } });
  expect((await ask("GET", STATE)).body).toMatchObject({ title: "First", votes: 2 });
  for (const part of [7, null, [], { field: "title" }, { id: "root", range: [1] }])
    expect((await restore(ask, { seq: 1, part })).body).toMatchObject({
      status: 400,
      path: "part",
    });
});

test.each(["", "x".repeat(257), 7])("[R1630] nobody is named by what is no id", async (by) => {
  const { ask } = await api();
  await fill(ask);
  expect((await restore(ask, { seq: 1, by })).body).toMatchObject({ status: 400, path: "by" });
});

test("[R1631] with `as` a restore and a name are that user's, held to what they may do and see", async () => {
  const keys = ["title"];
  const board = implement(Board, {
    authorize: ({ id }) =>
      id === "eve" ? "read" : id === "tom" ? { read: keys, write: keys } : "write",
    history: ({ id }) => id !== "ann",
  });
  const { ask } = await api({ rooms: [board] });
  await fill(ask);
  expect((await restore(ask, { seq: 1 }, {}, "?as=eve")).body).toMatchObject({ status: 403 });
  expect((await restore(ask, { seq: 1 }, {}, "?as=ann")).body.code).toBe("history.forbidden");
  // The server's own name is no way past the rule.
  expect((await name(ask, { name: "A" }, {}, "?as=ann")).body.code).toBe("history.forbidden");
  expect((await name(ask, { name: "A" }, {}, "?as=eve")).body).toMatchObject({ status: 403 });
  // What Tom may not write stays as it is.
  expect((await restore(ask, { seq: 1 }, {}, "?as=tom")).body).toEqual({ seq: 5 });
  expect((await ask("GET", STATE)).body).toMatchObject({ title: "First", votes: 2 });
  const { body } = await ask("GET", `${ROOM}/changes?by=tom`);
  expect(body["changes"]).toMatchObject([{ seq: 5, by: "tom" }]);
  expect((await name(ask, { name: "Tom's" }, {}, "?as=tom")).body).toMatchObject({ by: "tom" });
});

test("[R1632] a name is given under conditions, and once with a key, also after a start and a snapshot", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-names-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "rooms.db");
  const first = await api({ store: sqlite(file) });
  await fill(first.ask);
  expect((await name(first.ask, { name: "A" }, { "If-Match": '"3"' })).status).toBe(412);
  const key = { "Idempotency-Key": "n" };
  const given = await name(first.ask, { name: "A" }, key);
  expect(given.body).toMatchObject({ name: "A", seq: 4 });
  // A key is good for one request, be it a name or a change.
  expect((await name(first.ask, { name: "B" }, key)).body.code).toBe("once.differs");
  expect((await restore(first.ask, { seq: 1 }, key)).body.code).toBe("once.differs");
  await restore(first.ask, { seq: 4 }, { "Idempotency-Key": "r" });
  expect((await name(first.ask, { name: "A" }, { "Idempotency-Key": "r" })).body.code).toBe(
    "once.differs",
  );
  // One that has the name already, and a key for it: the list has it once.
  await name(first.ask, { name: "A", seq: 4 }, { "Idempotency-Key": "m" });
  await first.server.close();
  const store = sqlite(file);
  await store.saveSnapshot("board:one", await store.head("board:one"));
  const { ask } = await api({ store });
  await ask("PATCH", STATE, { body: { title: "Later" } });
  expect((await name(ask, { name: "A" }, key)).body).toEqual(given.body);
  expect((await ask("GET", `${ROOM}/versions`)).body["versions"]).toEqual([given.body]);
});
