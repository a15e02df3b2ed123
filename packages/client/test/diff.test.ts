import { counter, defineRoom, list, text, value } from "@alongside/core";
import { expect, test } from "vitest";
import { historyOf } from "../src/history/index.ts";
import { asked } from "./support/asked.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

const Paper = defineRoom("paper", {
  version: 1,
  storage: {
    title: value("none"),
    votes: counter(),
    page: text(),
    notes: list({ name: value(""), body: text() }),
  },
});

test("[R1410] two moments are compared: what came, went and changed, of texts by the letter, and who did it", async () => {
  const server = new InMemoryServer(Paper);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(100);
  let [one, other, third] = ["", "", ""];
  ann.room.update((doc) => {
    one = doc.notes.push({ name: "one", body: "first" });
    other = doc.notes.push({ name: "other" });
    third = doc.notes.push({ name: "third" });
    doc.page.insert(0, "the quick fox");
  });
  await server.pass(100);
  const from = await server.store.head("paper:r");
  bob.room.update((doc) => {
    doc.title = "Bob's";
    doc.votes.add(2);
    doc.page.insert(10, "brown ");
    doc.notes.get(one)!.name = "ONE";
    doc.notes.delete(other);
    doc.notes.move(third, "start");
  });
  await server.pass(100);
  let fresh = "";
  ann.room.update((doc) => {
    doc.title = "Ann's";
    doc.page.delete(0, 4);
    doc.page.insert(doc.page.length, "!");
    fresh = doc.notes.push({ name: "fresh" });
  });
  await server.pass(100);
  ann.room.update((doc) => doc.notes.push({ name: "gone" }));
  await server.pass(100);
  ann.room.update((doc) => doc.notes.delete([...doc.notes].at(-1)!.id));
  await server.pass(100);
  const to = await server.store.head("paper:r");
  const history = historyOf(bob.room);
  const found = await asked(server, history.diff(from, to));
  expect(found.added).toEqual([{ key: "notes", id: fresh, by: "ann" }]);
  expect(found.removed).toEqual([{ key: "notes", id: other, by: "bob" }]);
  expect(found.changed).toEqual([
    {
      key: "title",
      id: "root",
      fields: [{ field: "title", before: "none", after: "Ann's", by: "ann" }],
      texts: [],
    },
    {
      key: "votes",
      id: "root",
      fields: [{ field: "votes", before: 0, after: 2, by: "bob" }],
      texts: [],
    },
    {
      key: "page",
      id: "root",
      fields: [],
      texts: [
        {
          field: "page",
          stretches: [
            { deleted: "the ", by: "ann" },
            { kept: "quick " },
            { inserted: "brown ", by: "bob" },
            { kept: "fox" },
            { inserted: "!", by: "ann" },
          ],
        },
      ],
    },
    {
      key: "notes",
      id: one,
      fields: [{ field: "name", before: "one", after: "ONE", by: "bob" }],
      texts: [],
    },
    { key: "notes", id: third, fields: [], texts: [], moved: { by: "bob" } },
  ]);
  expect(await asked(server, history.diff(to, from))).toEqual(found);
  expect(await asked(server, history.diff(to, to))).toEqual({
    added: [],
    removed: [],
    changed: [],
  });
});

test("[R1411] of each letter is told who wrote it, now and then, whatever snapshots there are", async () => {
  const server = new InMemoryServer(Paper);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(100);
  ann.room.update((doc) => doc.page.insert(0, "hello"));
  await server.pass(100);
  let note = "";
  bob.room.update((doc) => {
    doc.page.insert(2, "--");
    note = doc.notes.push({ name: "n", body: "bob's" });
  });
  await server.pass(100);
  const then = await server.store.head("paper:r");
  await server.store.saveSnapshot("paper:r", then);
  ann.room.update((doc) => doc.page.delete(3, 2));
  await server.pass(100);
  const history = historyOf(ann.room);
  const read = async (...asking: Parameters<typeof history.writers>): Promise<unknown> =>
    (await asked(server, history.writers(...asking))).map(({ text: one, by }) => [one, by?.id]);
  expect(await read("root", "page")).toEqual([
    ["he", "ann"],
    ["-", "bob"],
    ["lo", "ann"],
  ]);
  expect(await read("root", "page", then)).toEqual([
    ["he", "ann"],
    ["--", "bob"],
    ["llo", "ann"],
  ]);
  expect(await read("root", "page", 1)).toEqual([["hello", "ann"]]);
  expect(await read(note, "body")).toEqual([["bob's", "bob"]]);
  // Of a range.
  expect(await read("root", "page", then, [1, 3])).toEqual([
    ["e", "ann"],
    ["-", "bob"],
  ]);
  expect(await read("root", "page", then, [4, 99])).toEqual([["llo", "ann"]]);
  for (const empty of [
    [0, 0],
    [7, 7],
    [50, 60],
  ] as const)
    expect(await read("root", "page", then, empty)).toEqual([]);
  const ofServer = server.hub.room(Paper, "r").history;
  expect(await asked(server, ofServer.writers("root", "page", then, [2, 4]))).toEqual([
    { text: "--", by: { id: "bob" } },
  ]);
  for (const range of [[1], [3, 1], [-1, 2], [0, 0.5], "all"] as never[]) {
    await expect(history.writers("root", "page", then, range)).rejects.toThrow(TypeError);
    await expect(ofServer.writers("root", "page", then, range)).rejects.toThrow(TypeError);
  }
  server.grants.set("eve", { read: ["title"], write: ["title"] });
  const eve = server.open("eve");
  await server.pass(100);
  for (const [id, field] of [
    ["root", "page"],
    [note, "body"],
    ["root", "title"],
    ["nobody", "page"],
  ] as const)
    await expect(asked(server, historyOf(eve.room).writers(id, field))).rejects.toMatchObject({
      code: "history.no-text",
    });
});
