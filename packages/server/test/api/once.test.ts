import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LedgerLine, LedgerLines, ONCE_MS } from "@alongside/core/engine";
import { expect, onTestFinished, test } from "vitest";
import { Ledger } from "../../src/room/ledger.ts";
import { isSameOnce, onceNumber } from "../../src/room/once-number.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { api } from "./api.ts";

const VOTE = "/rooms/board:one/mutations/vote";
const JSON_TYPE = "application/json";

const vote = (by: number, key: string): object => ({
  body: { by },
  type: JSON_TYPE,
  headers: { "Idempotency-Key": key },
});

test("[R1572] a write with a key is made once, also by those who ask at the same time", async () => {
  const { ask } = await api();
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => ask("POST", VOTE, vote(2, "a"))),
  );
  for (const { status, body } of answers) expect([status, body]).toEqual([200, { seq: 1 }]);
  expect((await ask("POST", VOTE, vote(2, "b"))).body).toEqual({ seq: 2 });
  expect((await ask("POST", VOTE, vote(2, "a"))).body).toEqual({ seq: 1 });
  expect((await ask("GET", "/rooms/board:one/state")).body.votes).toBe(4);
  // It is told how it ended, also where its condition would not hold any more, and where it was refused.
  const headers = { "Idempotency-Key": "a", "If-Match": '"0"' };
  expect((await ask("POST", VOTE, { ...vote(2, "a"), headers })).body).toEqual({ seq: 1 });
  for (let i = 0; i < 2; i++)
    expect((await ask("POST", VOTE, vote(101, "c"))).body).toMatchObject({
      status: 422,
      code: "vote.many",
    });
  expect((await ask("GET", "/rooms/board:one")).body.seq).toBe(3);
});

test("[R1573] a key that is used for something else is refused", async () => {
  const { ask } = await api();
  await ask("POST", VOTE, vote(2, "a"));
  expect((await ask("POST", VOTE, vote(3, "a"))).body).toMatchObject({
    status: 422,
    code: "once.differs",
  });
  expect((await ask("POST", `${VOTE}?as=ann`, vote(2, "a"))).body.code).toBe("once.differs");
  expect((await ask("POST", VOTE, vote(2, ""))).body).toMatchObject({
    status: 400,
    path: "Idempotency-Key",
  });
  // Keys are a room's own.
  const other = VOTE.replace("one", "two");
  expect((await ask("POST", other, vote(3, "a"))).body).toEqual({ seq: 1 });
});

test("[R1574] a key outlives the server, and its entry's being no more than a snapshot", async () => {
  const folder = mkdtempSync(join(tmpdir(), "alongside-once-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "rooms.db");
  const first = await api({ store: sqlite(file) });
  await first.ask("POST", VOTE, vote(1, "before"));
  expect((await first.ask("POST", VOTE, vote(2, "a"))).body).toEqual({ seq: 2 });
  await first.ask("POST", VOTE, vote(1, "after"));
  await first.server.close();
  const store = sqlite(file);
  const { seq } = await store.saveSnapshot("board:one", 3);
  expect(seq).toBe(3);
  const second = await api({ store });
  expect((await second.ask("POST", VOTE, vote(2, "a"))).body).toEqual({ seq: 2 });
  expect((await second.ask("GET", "/rooms/board:one/state")).body.votes).toBe(4);
});

test("[R1575] of 10,000 keys in a room none is forgotten before its 24 hours, and one more waits", () => {
  const ledger = new Ledger();
  const client = (i: number): string => `once_${String(i).padStart(19, "0")}`;
  const n = onceNumber(7, 1000);
  for (let i = 0; i < 10_000; i++) {
    const line: LedgerLine = [client(i), "server", n, 1000 + i];
    ledger.load(line);
  }
  expect(ledger.once(client(0), "server", n, 2000)).toBe(n);
  expect(() => ledger.once(client(10_000), "server", n, 2000)).toThrow("in 86399 s");
  expect(ledger.once(client(10_000), "server", n, 1000 + ONCE_MS)).toBeUndefined();
  // It is forgotten, and may be made again, under another number: its records are others.
  const later = onceNumber(7, 1000 + ONCE_MS);
  expect(ledger.once(client(0), "server", later, 1000 + ONCE_MS)).toBeUndefined();
  expect([later === n, isSameOnce(later, n)]).toEqual([false, true]);
});

test("[R1576] snapshots keep such a key for 24 hours, and no page joins in its name", () => {
  const once = "once_0123456789abcdefghi";
  const lines = new LedgerLines([
    [once, "server", 5, 1000],
    ["a-client-of-a-page", "ann", 5, 1000],
  ]);
  lines.forget(1000 + ONCE_MS);
  expect([...lines]).toHaveLength(2);
  lines.forget(1001 + ONCE_MS);
  expect(Array.from(lines, ([client]) => client)).toEqual(["a-client-of-a-page"]);
  expect(() => new Ledger().checkOwner(once, "ann")).toThrow("belongs to another user");
});
