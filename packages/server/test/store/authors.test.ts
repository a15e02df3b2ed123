import type { Entry, OpsByKey } from "@alongside/core/engine";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { AuthorRuns } from "../../src/store/authors/author-runs.ts";
import { Authors, AUTHORS_PART } from "../../src/store/authors/authors.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { titled } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";
import { ROOMS } from "./fixtures/content.ts";
import { folder } from "./folder.ts";

const ROOM = "board:one";

type Ops = OpsByKey[string];

/** A log of one op after the other, each of somebody's; of nobody's where it is a migration. */
class Log {
  readonly entries: Entry[] = [];
  readonly #ns = new Map<string, number>();

  by(actor: string, ...ops: Ops): this {
    const seq = this.entries.length + 1;
    const n = (this.#ns.get(actor) ?? 0) + 1;
    this.#ns.set(actor, n);
    const head = { seq, at: seq, actor, client: actor.padEnd(12, "-"), n };
    this.entries.push({ ...head, kind: "change", ops: { notes: ops } });
    return this;
  }

  migrated(...ops: Ops): this {
    const seq = this.entries.length + 1;
    this.entries.push({ seq, at: seq, kind: "migration", version: 2, ops: { notes: ops } });
    return this;
  }
}

const made = (id: string, fields: { [field: string]: string }) =>
  ({ op: "insert", id, in: { of: "root", field: "notes" }, at: "end", fields }) as const;
const set = (id: string, field: string, value: string) =>
  ({ op: "set", id, field, value }) as const;
const typed = (id: string, ...delta: (number | string)[]) =>
  ({ op: "text", id, field: "body", delta }) as const;

async function authorsIn(store: Store, seq: number, room = ROOM): Promise<Authors> {
  return new Authors(await store.loadPart(room, seq, AUTHORS_PART));
}

/** All that is known after the log, saved once at each of `saves` and at its end. */
async function after({ entries }: Log, ...saves: number[]): Promise<Authors> {
  const store = memory();
  await store.append(ROOM, 0, entries);
  for (const seq of [...saves, entries.length])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await store.saveSnapshot(ROOM, seq);
  return authorsIn(store, entries.length);
}

const [N, M] = ["ann---------.1.0", "bob---------.1.0"];

const STORY = new Log()
  .by("ann", made(N, { title: "a", body: "hello" }))
  .by("bob", typed(N, 5, " world"), set(N, "color", "red"))
  .by("ann", typed(N, 2, "LL", -2), { op: "add", id: N, field: "votes", by: 1 })
  .by("bob", made(M, { title: "b" }), set(N, "title", "c"))
  .by("cat", set("nobody------.1.0", "title", "c"), typed("nobody------.1.0", "x"));

describe("[R443] who wrote what", () => {
  test.each([[[]], [[1]], [[2, 3]], [[1, 2, 3, 4]]])(
    "is known field by field and letter by letter (snapshots at %s before)",
    async (saves) => {
      const authors = await after(STORY, ...saves);
      expect(["title", "color", "votes", "body"].map((field) => authors.of(N, field))).toEqual([
        "bob",
        "bob",
        "ann",
        "ann",
      ]);
      expect(authors.runs(N, "body")).toEqual([
        [5, "ann"],
        [6, "bob"],
      ]);
      expect([authors.of(M, "title"), authors.runs(M, "title")]).toEqual(["bob", undefined]);
      expect(authors.of("nobody------.1.0", "title")).toBeUndefined();
    },
  );

  test("goes with a text that is written whole, and with a record that is gone for good", async () => {
    const log = new Log()
      .by("ann", made(N, { body: "ab" }), made(M, { body: "" }))
      .by("bob", typed(N, 1, "x"), typed(M, "y"))
      .by("cat", set(N, "body", "anew"), { op: "delete", id: M });
    const { length } = log.entries;
    const store = memory();
    await store.append(ROOM, 0, log.entries);
    await store.append(ROOM, length, [{ seq: length + 1, at: 9, kind: "prune", ids: [M] }]);
    await store.saveSnapshot(ROOM, length);
    expect((await authorsIn(store, length)).runs(M, "body")).toEqual([[1, "bob"]]);
    await store.saveSnapshot(ROOM, length + 1);
    const authors = await authorsIn(store, length + 1);
    expect([authors.of(N, "body"), authors.runs(N, "body")]).toEqual(["cat", undefined]);
    expect([authors.of(M, "body"), authors.runs(M, "body")]).toEqual([undefined, undefined]);
  });

  test("outlives a restart and a log that was shortened", async () => {
    const file = join(folder(), "rooms.db");
    const store = sqlite(file);
    await store.append(ROOM, 0, STORY.entries.slice(0, 2));
    await store.saveSnapshot(ROOM, 2);
    await store.dropBefore(ROOM, 2);
    await store.close();
    const again = sqlite(file);
    await again.append(ROOM, 2, STORY.entries.slice(2));
    await again.saveSnapshot(ROOM, 5);
    const authors = await authorsIn(again, 5);
    expect([authors.of(N, "color"), authors.runs(N, "body")]).toEqual([
      "bob",
      [
        [5, "ann"],
        [6, "bob"],
      ],
    ]);
    await again.close();
  });
});

describe("[R444] nobody's", () => {
  test("is what a migration wrote", async () => {
    const log = new Log()
      .by("ann", made(N, { body: "ab", title: "a" }))
      .migrated(set(N, "title", "b"), typed(N, 1, "x"));
    const authors = await after(log);
    expect([authors.of(N, "title"), authors.of(N, "body")]).toEqual([undefined, undefined]);
    expect(authors.runs(N, "body")).toEqual([[1, "ann"], [1], [1, "ann"]]);
  });

  test.each([1, 2])("is what a file of format %i knows of no author", async (format) => {
    const file = join(folder(), "rooms.db");
    copyFileSync(fileURLToPath(new URL(`fixtures/format-${format}.db`, import.meta.url)), file);
    const store = sqlite(file);
    const room = ROOMS.find(({ saved }) => saved > 0)?.room as string;
    const snapshot = await store.loadSnapshot(room);
    expect([snapshot?.parts, snapshot?.seq]).toEqual([undefined, expect.any(Number)]);
    const { seq } = snapshot as { seq: number };
    expect(await store.loadPart(room, seq, AUTHORS_PART)).toBeUndefined();
    const head = await store.head(room);
    const one = { ...STORY.entries[0], seq: head + 1, at: 9e12, n: 1 } as Entry;
    await store.append(room, head, [one]);
    await store.saveSnapshot(room, head + 1);
    const authors = await authorsIn(store, head + 1, room);
    expect(authors.of(N, "title")).toBe("ann");
    await store.close();
  });
});

test("[R442] a part that is damaged is an error, and its snapshot is not built upon", async () => {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  const doc = new Map([["doc", new Uint8Array(1000).fill(7)]]);
  await store.append(ROOM, 0, STORY.entries);
  await store.saveSnapshot(ROOM, 2, doc);
  await store.saveSnapshot(ROOM, 4, new Map([["doc", new Uint8Array(1000).fill(9)]]));
  await store.close();
  const db = new DatabaseSync(file);
  const rows = db.prepare("SELECT id, body FROM parts").all();
  const { id } = rows.find(({ body }) => (body as Uint8Array)[0] === 9) as { id: number };
  db.prepare("UPDATE parts SET body = ? WHERE id = ?").run(new Uint8Array(1000).fill(8), id);
  db.close();
  const again = sqlite(file);
  await expect(again.loadPart(ROOM, 4, "doc")).rejects.toThrow(
    'The part "doc" of a snapshot is damaged',
  );
  expect((await again.loadSnapshot(ROOM))?.seq).toBe(4);
  await again.saveSnapshot(ROOM, 5);
  expect(await again.loadPart(ROOM, 5, "doc")).toEqual(doc.get("doc"));
  await again.close();
});

test("[R560] nothing of who wrote what is sent with a snapshot", async () => {
  const world = new World();
  const ann = await world.join("ann", "somebody");
  ann.change(titled("written by somebody"));
  await settle();
  await world.store.saveSnapshot(ROOM, 1);
  expect((await authorsIn(world.store, 1)).of("root", "title")).toBe("somebody");
  world.crash();
  const bob = await world.greet("bob", "bob");
  const { state, list } = await bob.join();
  expect(list).toEqual([]);
  expect(JSON.stringify(state)).toBe(JSON.stringify({ title: { value: "written by somebody" } }));
});

describe("[R443] runs", () => {
  test("are what a writer for each letter comes to", () => {
    let seed = 7;
    const below = (n: number): number => (seed = (seed * 48271) % 2147483647) % n;
    for (let round = 0; round < 30; round++) {
      let runs = new AuthorRuns();
      let plain: number[] = [];
      for (let i = 0; i < 400; i++) {
        const writer = below(4);
        const at = below(plain.length + 1);
        const gone = below(Math.min(plain.length - at, below(20) === 0 ? 500 : 3) + 1);
        const more = below(below(30) === 0 ? 900 : 4);
        const delta = [at, "x".repeat(more), -gone].filter((part) => part !== 0 && part !== "");
        runs.apply(delta, writer);
        plain = [
          ...plain.slice(0, at),
          ...Array<number>(more).fill(writer),
          ...plain.slice(at + gone),
        ];
        if (below(50) === 0) runs = new AuthorRuns(runs.pairs());
      }
      const pairs = runs.pairs();
      const letters: number[] = [];
      for (let i = 0; i < pairs.length; i += 2) {
        expect(pairs[i]).not.toBe(pairs[i - 2]);
        letters.push(...Array<number>(pairs[i + 1] as number).fill(pairs[i] as number));
      }
      expect(letters).toEqual(plain);
    }
  });

  test("[R445] of people who write by turns cost near linear", () => {
    // In each place of a text two people put in a letter by turns: no two neighbours are of one.
    const cost = (count: number): number => {
      const runs = new AuthorRuns([0, count]);
      const begun = process.cpuUsage();
      for (let i = 0; i < count; i++) runs.apply([(i * 7919) % count, "x"], (i % 2) + 1);
      const { user, system } = process.cpuUsage(begun);
      return user + system;
    };
    cost(10_000);
    const [few, many] = [cost(5_000), cost(80_000)];
    // Near linear it is 16 and a little; each edit over all runs would make it 256.
    expect(many / few).toBeLessThan(100);
  });
});
