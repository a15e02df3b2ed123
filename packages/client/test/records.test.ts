import { caret, counter, defineRoom, list, record, text, toJSON, value } from "@alongside/core";
import { expect, test } from "vitest";
import { openText, openUndo } from "../src/index.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

const Page = defineRoom("page", {
  version: 1,
  presence: { caret: caret() },
  storage: {
    title: value("Untitled"),
    meta: record({
      color: value("red"),
      votes: counter(),
      body: text(),
      more: record({ n: counter() }),
    }),
    cards: list({ meta: record({ note: text(), seen: counter() }) }),
  },
});

async function open(...names: readonly string[]) {
  const server = new InMemoryServer(Page);
  const pages = names.map((name) => server.open(name));
  await server.pass(100);
  return { server, rooms: pages.map(({ room }) => room) };
}

test("[R505] two people write the fields of a record side by side, and who comes later reads them", async () => {
  const { server, rooms } = await open("ann", "bob");
  const [ann, bob] = rooms;
  ann!.update((doc) => {
    doc.meta.color = "blue";
    doc.meta.votes.add(2);
    doc.meta.more.n.add(1);
    doc.meta.body.insert(0, "left");
    doc.cards.push({ meta: { note: "hi" } });
  });
  bob!.update((doc) => {
    doc.meta.votes.add(3);
  });
  await server.pass(200);
  const meta = { color: "blue", votes: 5, body: "left", more: { n: 1 } };
  const cards = [{ id: expect.any(String), meta: { note: "hi", seen: 0 } }];
  const all = { title: "Untitled", meta, cards };
  expect(rooms.map((room) => toJSON(room.get()))).toEqual([all, all]);
  // From the log folded anew, by another process.
  server.restart();
  await server.pass(3000);
  const late = server.open("cem");
  await server.pass(200);
  expect(toJSON(late.room.get())).toEqual(all);
  expect(server.errors).toEqual([]);
});

test("[R508] who may read only another key sees nothing of a record; who may not write its key is refused", async () => {
  const server = new InMemoryServer(Page);
  server.grants.set("bob", { read: ["title"], write: ["title"] });
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(100);
  ann.room.update((doc) => {
    doc.meta.color = "blue";
    doc.meta.body.insert(0, "secret");
  });
  await server.pass(100);
  expect(toJSON(bob.room.get())).toMatchObject({ meta: { color: "red", body: "" } });
  const written = bob.room.update((doc) => void (doc.meta.color = "green"));
  const refused = written.committed.catch((error: unknown) => error);
  await server.pass(100);
  expect(await refused).toMatchObject({ code: "auth.key" });
  expect(ann.room.get()?.meta.color).toBe("blue");
  expect(server.errors).toEqual([]);
});

test("[R505] a text in a record is opened, shows carets in their place, and is undone", async () => {
  const { server, rooms } = await open("ann", "bob");
  const [ann, bob] = rooms.map((room) => openText(room, (doc) => doc.meta.body));
  const undo = openUndo(rooms[0]!);
  ann!.edit(["one two"]);
  await server.pass(200);
  ann!.setCaret({ anchor: 4, head: 4 });
  await server.pass(200);
  bob!.edit(["zero "]);
  await server.pass(200);
  expect(bob!.get()?.toString()).toBe("zero one two");
  expect(bob!.carets.get()).toMatchObject([{ user: { name: "ann" }, anchor: 9, head: 9 }]);
  rooms[0]!.update((doc) => {
    doc.meta.color = "blue";
    doc.meta.votes.add(4);
    doc.meta.body.delete(0, 5);
  });
  await server.pass(200);
  undo.undo();
  await server.pass(200);
  const meta = { color: "red", votes: 0, body: "zero one two", more: { n: 0 } };
  expect(rooms.map((room) => toJSON(room.get()?.meta))).toEqual([meta, meta]);
  expect(server.errors).toEqual([]);
});

test("[R508] whose right to read a record's key is taken sees no carets of its texts", async () => {
  const server = new InMemoryServer(Page);
  server.grants.set("bob", { read: ["title"], write: [] });
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(100);
  const body = openText(ann.room, (doc) => doc.meta.body);
  body.edit(["one two"]);
  body.setCaret({ anchor: 4, head: 4 });
  await server.pass(300);
  const shown = bob.room.others.get().map(({ presence }) => presence.caret ?? null);
  expect(shown).toEqual([null]);
  expect(server.errors).toEqual([]);
});

test("[R507] who subscribes to a record hears of its fields alone", async () => {
  const { server, rooms } = await open("ann", "bob");
  const heard: unknown[] = [];
  rooms[1]!.subscribe(
    (state) => state.meta,
    (meta) => heard.push(meta.color),
  );
  rooms[0]!.update((doc) => void (doc.title = "Plan"));
  await server.pass(100);
  expect(heard).toEqual([]);
  rooms[0]!.update((doc) => void (doc.meta.color = "blue"));
  await server.pass(100);
  expect(heard).toEqual(["blue"]);
});
