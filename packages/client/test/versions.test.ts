import { toJSON } from "@alongside/core";
import { expect, test } from "vitest";
import { historyOf, type History } from "../src/history/index.ts";
import { asked } from "./support/asked.ts";
import { Board } from "./support/board.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

/** A room with two titles, the entries 2 and 3, and Ann's history of it. */
async function titled(): Promise<{
  readonly server: InMemoryServer;
  readonly history: History<typeof Board>;
}> {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(100);
  for (const title of ["one", "two"]) {
    ann.room.update((doc) => (doc.title = title));
    await server.pass(50);
  }
  return { server, history: historyOf(ann.room) };
}

test("[R1413] a moment has a name, which says who gave it and when, and leads back there", async () => {
  const { server, history } = await titled();
  const named = await asked(server, history.name(2, "First"));
  expect(named).toEqual({
    name: "First",
    seq: 2,
    by: { id: "ann", name: "ann" },
    at: new Date(named.at),
  });
  await asked(server, history.name("now", "Second"));
  const bob = server.open("bob");
  await server.pass(100);
  const versions = await asked(server, historyOf(bob.room).versions());
  expect(versions.map(({ name, seq }) => [name, seq])).toEqual([
    ["First", 2],
    ["Second", 3],
  ]);
  const [first] = versions;
  expect(toJSON((await asked(server, history.at(first!.seq))).state)).toMatchObject({
    title: "one",
  });
  await asked(server, history.restore(first!.seq));
  expect(bob.room.get()?.title).toBe("one");
});

test("[R1413] a name changes nothing: pages go on over it, and it is no change of the room", async () => {
  const { server, history } = await titled();
  const bob = server.open("bob");
  await server.pass(100);
  await asked(server, history.name("now", "Second"));
  expect(await server.store.head("board:r")).toBe(4);
  bob.room.update((doc) => (doc.title = "three"));
  await server.pass(50);
  const { items } = await asked(server, history.changes());
  expect(items.map(({ seq }) => seq)).toEqual([2, 3, 5]);
  expect(toJSON((await asked(server, history.at(4))).state)).toMatchObject({ title: "two" });
  const seen: unknown[] = [];
  const replaying = async (): Promise<void> => {
    for await (const { seq, state } of history.replay(2)) seen.push([seq, state.title]);
  };
  await asked(server, replaying());
  expect(seen).toEqual([
    [2, "one"],
    [3, "two"],
    [5, "three"],
  ]);
});

test("[R1413] now is with all that this page has written, also what is on its way", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(100);
  const history = historyOf(ann.room);
  ann.room.update((doc) => (doc.title = "one"));
  ann.room.update((doc) => (doc.title = "two"));
  const { seq } = await asked(server, history.name("now", "Two"));
  expect((await asked(server, history.at(seq))).state.title).toBe("two");
  ann.away();
  ann.room.update((doc) => (doc.title = "three"));
  await expect(asked(server, history.name("now", "Three"))).rejects.toMatchObject({
    code: "link.lost",
  });
});

test("[R1414] names outlive a server's start, snapshots, and the entries that gave them", async () => {
  const { server, history } = await titled();
  await asked(server, history.name(2, "First"));
  await server.store.saveSnapshot("board:r", 4);
  await asked(server, history.name(3, "Second"));
  const names = async (): Promise<unknown> =>
    (await asked(server, history.versions())).map(({ name, seq, by }) => [name, seq, by.id]);
  const both = [
    ["First", 2, "ann"],
    ["Second", 3, "ann"],
  ];
  expect(await names()).toEqual(both);
  server.restart();
  await server.pass(2000);
  expect(await names()).toEqual(both);
  await server.store.saveSnapshot("board:r", 5);
  await server.store.dropBefore("board:r", 5);
  server.restart();
  await server.pass(2000);
  expect(await names()).toEqual(both);
});

test("[R1415] a name is cleaned and cut, and of one that shows nothing it is said", async () => {
  const { server, history } = await titled();
  const given = async (name: string): Promise<string> =>
    (await asked(server, history.name(3, name))).name;
  expect(await given(" <b>Plan</b>\n B\u202E  \u0007")).toBe("Plan B");
  expect(await given("é".repeat(500))).toBe("é".repeat(80));
  for (const nothing of [" ", "\u200B", "<i></i>"])
    await expect(given(nothing)).rejects.toMatchObject({ code: "version.nameless" });
  for (const wrong of ["", "x".repeat(1025), 4, null, undefined])
    await expect(history.name(3, wrong as string)).rejects.toThrow(TypeError);
  for (const when of [-1, 1.5, "then" as never])
    await expect(history.name(when, "x")).rejects.toThrow(TypeError);
  await expect(asked(server, history.name(99, "x"))).rejects.toMatchObject({
    code: "history.future",
  });
});

test("[R1415] the same name for the same moment is there once, however often it is given", async () => {
  const { server, history } = await titled();
  const one = await asked(server, history.name(3, "Plan"));
  expect(await asked(server, history.name(3, " Plan "))).toEqual(one);
  await asked(server, history.name(2, "Plan"));
  await asked(server, history.name(3, "Other"));
  // Nothing was changed since, so that now is then.
  for (let i = 0; i < 2; i++)
    expect((await asked(server, history.name("now", "Plan"))).at).toEqual(one.at);
  expect(await asked(server, history.versions())).toHaveLength(3);
});

test("[R1415] a room has 1,000 named moments and no more", async () => {
  const { server, history } = await titled();
  const own = server.hub.room(Board, "r").history;
  const naming = Promise.all(Array.from({ length: 1000 }, (_, i) => own.name(2, `${i}`)));
  await asked(server, naming);
  await expect(asked(server, own.name(2, "more"))).rejects.toMatchObject({
    code: "version.too-many",
  });
  await expect(asked(server, history.name(2, "more"))).rejects.toMatchObject({
    code: "version.too-many",
  });
  expect((await asked(server, history.name(2, "999"))).by).toEqual({ id: "server" });
  expect(await asked(server, history.versions())).toHaveLength(1000);
});

test("[R1416] names are for those who may see the past, and given by those who may write", async () => {
  const { server, history } = await titled();
  await asked(server, history.name(2, "First"));
  server.readers.add("eve");
  const eve = historyOf(server.open("eve").room);
  await server.pass(100);
  for (const ask of [() => eve.versions(), () => eve.name(2, "Mine")])
    await expect(asked<unknown>(server, ask())).rejects.toMatchObject({
      code: "history.forbidden",
    });
});

test("[R1416] the server's own code gives names too, also in a room that is not in memory", async () => {
  const server = new InMemoryServer(Board);
  const own = server.hub.room(Board, "r").history;
  const first = await asked(server, own.name("now", "Empty"));
  expect(first).toMatchObject({ name: "Empty", seq: 0, by: { id: "server" } });
  const ann = server.open("ann");
  await server.pass(100);
  ann.room.update((doc) => (doc.title = "one"));
  await server.pass(50);
  expect(ann.room.get()?.title).toBe("one");
  expect(await asked(server, historyOf(ann.room).versions())).toEqual(await own.versions());
});
