import { defineRoom, list, text, toJSON, value } from "@alongside/core";
import { expect, test } from "vitest";
import { historyOf } from "../src/history/index.ts";
import { asked } from "./support/asked.ts";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

/** A room in which Ann and Bob have written, and what Ann's page showed at each entry. */
async function written(): Promise<{
  readonly server: InMemoryServer;
  readonly ann: TestPage;
  readonly bob: TestPage;
  readonly shown: readonly unknown[];
  readonly times: readonly number[];
}> {
  const server = new InMemoryServer(Board);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(100);
  const empty = toJSON(ann.room.get());
  // The first change also writes down the version that the room begins with: two entries, of one time.
  const shown: unknown[] = [empty, empty];
  const times: number[] = [server.clock.now(), 0];
  let last = "";
  const acts: readonly (() => unknown)[] = [
    () => ann.room.update((doc) => (doc.title = "Plan")),
    () => bob.room.update((doc) => (last = doc.shapes.insert({ color: "red" }))),
    () => bob.room.update((doc) => (doc.shapes.get(last)!.x = 4)),
    () => ann.room.update((doc) => doc.votes.add(2)),
    () => ann.room.update((doc) => doc.settings.set("grid", { value: "on" })),
    () => ann.room.update((doc) => doc.shapes.get(last)!.notes.push({ body: "look" })),
    () => bob.room.update((doc) => doc.shapes.delete(last)),
    () => ann.room.mutate.cheer(3),
    () => bob.room.update((doc) => doc.shapes.restore(last)),
  ];
  for (const act of acts) {
    act();
    await server.pass(50);
    shown.push(toJSON(ann.room.get()));
    times.push(server.clock.now());
  }
  return { server, ann, bob, shown, times };
}

test("[R1392] a page reads the room as it was shown at any entry, and at any time", async () => {
  const { server, ann, bob, shown, times } = await written();
  for (const { room } of [ann, bob]) {
    const history = historyOf(room);
    for (const [seq, state] of shown.entries()) {
      const past = await asked(server, history.at(seq));
      expect(past.seq).toBe(seq);
      expect(toJSON(past.state)).toEqual(state);
      if (seq === 1) continue;
      const then = await asked(server, history.at(new Date(times[seq]!)));
      expect([then.seq, toJSON(then.state)]).toEqual([seq, state]);
      expect(then.at === undefined).toBe(seq === 0);
    }
  }
  // The past is nobody's to write, and the present has not moved.
  expect(toJSON(ann.room.get())).toEqual(shown.at(-1));
});

test("[R1392] a snapshot in between changes nothing of it, nor that a server starts again", async () => {
  const { server, ann, shown } = await written();
  await server.store.saveSnapshot("board:r", 4);
  await server.store.saveSnapshot("board:r", 7);
  server.restart();
  await server.pass(2000);
  for (const [seq, state] of shown.entries())
    expect(toJSON((await asked(server, historyOf(ann.room).at(seq))).state)).toEqual(state);
});

test("[R1407] the server's own code reads the same, and lists all changes", async () => {
  const { server, shown, times } = await written();
  const { history } = server.hub.room(Board, "r");
  for (const [seq, state] of shown.entries()) {
    const past = await asked(server, history.at(seq));
    expect([past.seq, toJSON(past.state)]).toEqual([seq, state]);
  }
  const then = await asked(server, history.at(new Date(times[4]!)));
  expect(toJSON(then.state)).toEqual(shown[4]);
  const seqs = async (options?: Parameters<typeof history.changes>[0]): Promise<number[]> => {
    const found: number[] = [];
    for await (const { seq } of history.changes(options)) found.push(seq);
    return found;
  };
  expect(await asked(server, seqs())).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(await asked(server, seqs({ by: "bob", from: 4, to: 8 }))).toEqual([4, 8]);
  await expect(asked(server, history.at(99))).rejects.toMatchObject({ code: "history.future" });
});

test("[R1406] a replay shows the room after each entry, between any two moments", async () => {
  const { server, ann, shown } = await written();
  const history = historyOf(ann.room);
  const replayed = async (from: number, to?: number): Promise<unknown[]> => {
    const seen: unknown[] = [];
    for await (const { seq, state, change } of history.replay(from, to))
      seen.push([seq, toJSON(state), change?.by?.id]);
    return seen;
  };
  const by = [0, 0, "ann", "bob", "bob", "ann", "ann", "ann", "bob", "ann", "bob"];
  const all = await asked(server, replayed(0));
  const steps = shown.map((state, seq) => [seq, state, seq === 0 ? undefined : by[seq]]);
  expect(all).toEqual(steps.toSpliced(1, 1));
  const some = await asked(server, replayed(4, 7));
  expect(some).toEqual([[4, shown[4], undefined], ...steps.slice(5, 8)]);
});

test("[R1393] what has not been, and what is not kept any more, is refused by name", async () => {
  const { server, ann } = await written();
  const history = historyOf(ann.room);
  const later = new Date(server.clock.now() + 60_000);
  for (const when of [11, later])
    await expect(asked(server, history.at(when))).rejects.toMatchObject({ code: "history.future" });
  await server.store.saveSnapshot("board:r", 5);
  await server.store.dropBefore("board:r", 5);
  for (const when of [4, new Date(1)])
    await expect(asked(server, history.at(when))).rejects.toMatchObject({
      code: "history.forgotten",
    });
  expect((await asked(server, history.at(5))).seq).toBe(5);
  await expect(asked(server, history.changes())).rejects.toMatchObject({
    code: "history.forgotten",
  });
  expect((await asked(server, history.changes({ from: 6 }))).items).toHaveLength(5);
});

test("[R1394] changes have their person, time and words, and come in pages", async () => {
  const { server, ann } = await written();
  const history = historyOf(ann.room);
  const { items, cursor } = await asked(server, history.changes());
  expect(items.map(({ seq, by, words, keys }) => [seq, by?.name, words, keys.join()])).toEqual([
    [2, "ann", "title set", "title"],
    [3, "bob", "1 added to shapes", "shapes"],
    [4, "bob", "1 changed in shapes", "shapes"],
    [5, "ann", "votes set", "votes"],
    [6, "ann", "1 added to settings", "settings"],
    [7, "ann", "1 added to shapes", "shapes"],
    [8, "bob", "1 deleted from shapes", "shapes"],
    [9, "ann", "votes set", "votes"],
    [10, "bob", "1 brought back in shapes", "shapes"],
  ]);
  expect(items[7]?.mutation).toEqual({ name: "cheer", args: 3 });
  expect(cursor).toBeUndefined();
  const seqs: number[] = [];
  let next: string | undefined;
  do {
    const page = await asked(server, history.changes({ limit: 4, cursor: next! }));
    expect(page.items.length).toBeLessThanOrEqual(4);
    seqs.push(...page.items.map(({ seq }) => seq));
    next = page.cursor;
  } while (next !== undefined);
  expect(seqs).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const wrong of [
    { cursor: "board:other 3" },
    { limit: 0 },
    { limit: 1001 },
    { by: "" },
    { part: "x".repeat(257) },
    { from: -1 },
    { to: new Date("never") },
  ])
    await expect(history.changes(wrong)).rejects.toThrow(TypeError);
});

test("[R1394] they are found by person, by part and between moments", async () => {
  const { server, ann, times } = await written();
  const history = historyOf(ann.room);
  const seqs = async (options: Parameters<typeof history.changes>[0]): Promise<number[]> =>
    (await asked(server, history.changes(options))).items.map(({ seq }) => seq);
  expect(await seqs({ by: "bob" })).toEqual([3, 4, 8, 10]);
  expect(await seqs({ part: "shapes" })).toEqual([3, 4, 7, 8, 10]);
  expect(await seqs({ part: ann.room.get()!.shapes[0]!.id })).toEqual([3, 4, 8, 10]);
  expect(await seqs({ part: "nowhere" })).toEqual([]);
  expect(await seqs({ from: 4, to: 7, by: "ann" })).toEqual([5, 6, 7]);
  expect(await seqs({ from: new Date(times[3]! + 1), to: new Date(times[6]!) })).toEqual([4, 5, 6]);
});

test("[R1395] who may write nothing sees nothing of the past, where the app has no rule for it", async () => {
  const { server } = await written();
  server.readers.add("eve");
  const eve = server.open("eve");
  await server.pass(100);
  const history = historyOf(eve.room);
  for (const ask of [() => history.at(3), () => history.changes()])
    await expect(asked<unknown>(server, ask())).rejects.toMatchObject({
      code: "history.forbidden",
    });
});

test("[R1396] keys that may not be read now are in no answer", async () => {
  const { server } = await written();
  server.grants.set("eve", { read: ["title", "votes"], write: ["title"] });
  const eve = server.open("eve");
  await server.pass(100);
  const history = historyOf(eve.room);
  const { state } = await asked(server, history.at(7));
  expect(toJSON(state)).toMatchObject({ title: "Plan", votes: 2, shapes: [], settings: {} });
  const { items } = await asked(server, history.changes());
  expect(items.map(({ seq }) => seq)).toEqual([2, 5, 9]);
  // Arguments may hold what was written to other keys.
  expect(items[2]).not.toHaveProperty("mutation");
  expect((await asked(server, history.changes({ part: "shapes" }))).items).toEqual([]);
});

test("[R1397] without a connection the past is not there, and with it again it is", async () => {
  const { server, ann, shown } = await written();
  const history = historyOf(ann.room);
  ann.away();
  await expect(asked(server, history.at(3))).rejects.toMatchObject({ code: "link.lost" });
  ann.back();
  await server.pass(2000);
  const cut = history.at(3);
  ann.cut();
  await expect(asked(server, cut)).rejects.toMatchObject({ code: "link.lost" });
  await server.pass(2000);
  expect(toJSON((await asked(server, history.at(3))).state)).toEqual(shown[3]);
});

test("[R1398] what was before a migration reads as its steps make it, and nothing is written", async () => {
  const first = defineRoom("notes", {
    version: 1,
    storage: { name: value(""), notes: list({ body: text(), mark: value("") }) },
  });
  const second = defineRoom("notes", {
    version: 2,
    storage: {
      title: value("none"),
      notes: list({ body: text(), mark: value(""), big: value(false) }),
    },
    migrate: {
      2(doc) {
        doc.set("title", `${JSON.stringify(doc.get("name"))}!`);
        doc.remove("name");
        for (const note of doc.records("notes")) note.set("big", note.get("mark") === "big");
      },
    },
  });
  const server = new InMemoryServer<typeof first | typeof second>(first);
  const ann = server.open("ann", first) as TestPage<typeof first>;
  await server.pass(100);
  ann.room.update((doc) => (doc.name = "a"));
  await server.pass(50);
  ann.room.update((doc) => doc.notes.push({ body: "ab", mark: "big" }));
  await server.pass(50);
  ann.room.update((doc) => (doc.name = "b"));
  await server.pass(50);
  server.restart(second);
  const bob = server.open("bob", second) as TestPage<typeof second>;
  await server.pass(2000);
  const head = await server.store.head("notes:r");
  const history = historyOf(bob.room);
  const read = async (seq: number): Promise<unknown> =>
    toJSON((await asked(server, history.at(seq))).state);
  expect(await read(1)).toEqual({ title: '"a"!', notes: [] });
  expect(await read(2)).toMatchObject({ title: '"a"!', notes: [{ body: "ab", big: true }] });
  expect(await read(3)).toMatchObject({ title: '"b"!' });
  expect(await read(head)).toMatchObject({ title: '"b"!' });
  expect(await server.store.head("notes:r")).toBe(head);
  const seen: unknown[] = [];
  const replaying = async (): Promise<void> => {
    for await (const { seq, state } of history.replay(1)) seen.push([seq, toJSON(state)]);
  };
  await asked(server, replaying());
  const all: unknown[] = [];
  for (let seq = 1; seq <= head; seq++) all.push([seq, await read(seq)]);
  expect(seen).toEqual(all);
});
