import { counter, defineRoom, list, text, toJSON, value } from "@alongside/core";
import { expect, test } from "vitest";
import { historyOf } from "../src/history/index.ts";
import { asked } from "./support/asked.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const First = defineRoom("plan", {
  version: 1,
  storage: {
    name: value("none"),
    size: value<number | string>(1),
    votes: counter(),
    page: text(),
    cards: list({ title: value(""), mark: value(""), body: text() }),
  },
});

/** The top-level name moves, each card gets a field, and a mark is written otherwise. */
const Second = defineRoom("plan", {
  version: 2,
  storage: {
    title: value("none"),
    size: value<number | string>(1),
    votes: counter(),
    page: text(),
    cards: list({ title: value(""), mark: value(""), body: text(), big: value(false) }),
  },
  migrate: {
    2(doc) {
      doc.set("title", doc.get("name") ?? "none");
      doc.remove("name");
      for (const card of doc.records("cards")) {
        const mark = card.get("mark");
        if (mark !== undefined) card.set("mark", `${JSON.stringify(mark)}!`);
        card.set("big", mark === "big");
      }
    },
  },
});

interface Migrated {
  readonly server: InMemoryServer<typeof First | typeof Second>;
  readonly eve: TestPage<typeof Second>;
  /** Before Bob's and Ann's work, and the last entry before the migration. */
  readonly from: number;
  readonly last: number;
  readonly ids: { readonly own: string; readonly both: string; readonly bobs: string };
}

/** Ann and Bob write under the first version, and Eve looks at it under the second, in which Ann has written once more. */
async function migrated(): Promise<Migrated> {
  const server = new InMemoryServer<typeof First | typeof Second>(First);
  const [ann, bob] = ["ann", "bob"].map((name) => server.open(name, First)) as [
    TestPage<typeof First>,
    TestPage<typeof First>,
  ];
  await server.pass(100);
  let [own, both, bobs] = ["", "", ""];
  bob.room.update((doc) => {
    doc.page.insert(0, "quick fox");
    bobs = doc.cards.push({ title: "Bob's", mark: "big", body: "old" });
  });
  await server.pass(100);
  const from = await server.store.head("plan:r");
  ann.room.update((doc) => {
    doc.name = "Ann's";
    doc.size = 3;
    doc.votes.add(2);
    doc.page.insert(0, "the ");
    own = doc.cards.push({ title: "own" });
    both = doc.cards.push({ title: "both" });
    Object.assign(doc.cards.get(bobs) ?? {}, { title: "Ann's now", mark: "small" });
  });
  await server.pass(100);
  bob.room.update((doc) => {
    doc.page.insert(doc.page.length, "!");
    doc.cards.get(both)?.body.insert(0, "Bob was here");
  });
  await server.pass(100);
  const last = await server.store.head("plan:r");
  server.restart(Second);
  const eve = server.open("eve", Second) as TestPage<typeof Second>;
  const later = server.open("ann", Second) as TestPage<typeof Second>;
  await server.pass(2000);
  later.room.update((doc) => {
    doc.title = "later";
    Object.assign(doc.cards.get(bobs) ?? {}, { big: true });
  });
  await server.pass(100);
  return { server, eve, from, last, ids: { own, both, bobs } };
}

function cardsOf({ room }: TestPage<typeof Second>) {
  return room.get()?.cards ?? [];
}

test("[R1620] what one user did before a migration and after it is taken back, over what the migration made of it", async () => {
  const { server, eve, from, ids } = await migrated();
  const { committed } = await asked(server, historyOf(eve.room).restore(from, { by: "ann" }));
  await asked(server, committed);
  expect(toJSON(eve.room.get())).toMatchObject({
    // The migration wrote it: what Ann set it to then goes back to that, and her older field is none of now.
    title: "Ann's",
    size: 1,
    votes: 0,
    page: "quick fox!",
  });
  const cards = Object.fromEntries(
    cardsOf(eve).map(({ id, title, mark, big }) => [id, [title, mark, big]]),
  );
  // Her own card is gone though the migration wrote to it; one into which Bob has typed stays.
  expect(cards).toEqual({
    [ids.both]: ["both", '""!', false],
    [ids.bobs]: ["Bob's", '"small"!', false],
  });
});

test("[R1620] so it is of a period that ended before the migration, and of one part", async () => {
  const { server, eve, from, last, ids } = await migrated();
  const history = historyOf(eve.room);
  const of = { id: "root", field: "page" };
  await asked(server, history.restore(from, { by: "ann", to: last, part: of }));
  expect(toJSON(eve.room.get())).toMatchObject({ page: "quick fox!", votes: 2, title: "later" });
  await asked(server, history.restore(from, { by: "ann", to: last, part: ids.bobs }));
  expect(cardsOf(eve).find(({ id }) => id === ids.bobs)).toMatchObject({
    title: "Bob's",
    big: true,
  });
});

test("[R1620] the server's own code takes back the same", async () => {
  const { server, eve, from } = await migrated();
  const other = await migrated();
  const { committed } = await asked(server, historyOf(eve.room).restore(from, { by: "ann" }));
  await asked(server, committed);
  await asked(
    other.server,
    other.server.hub.room(Second, "r").history.restore(from, { by: "ann" }),
  );
  await other.server.pass(100);
  const shown = ({ eve: page }: Migrated): unknown =>
    JSON.parse(JSON.stringify(toJSON(page.room.get())).replaceAll(/"id":"[^"]*"/g, '"id":""'));
  expect(shown(other)).toEqual(shown({ eve } as Migrated));
});

test("[R1621] two moments on the sides of a migration are compared as both are shown, and by whom", async () => {
  const { server, eve, from, last, ids } = await migrated();
  const history = historyOf(eve.room);
  const found = await asked(server, history.diff(from, await server.store.head("plan:r")));
  expect(found.removed).toEqual([]);
  expect(found.added).toEqual([
    { key: "cards", id: ids.own, by: "ann" },
    { key: "cards", id: ids.both, by: "ann" },
  ]);
  expect(found.changed.map(({ key }) => key)).toEqual(["title", "size", "votes", "page", "cards"]);
  expect(found.changed[0]?.fields).toEqual([
    { field: "title", before: "none", after: "later", by: "ann" },
  ]);
  expect(found.changed[3]?.texts[0]?.stretches).toEqual([
    { inserted: "the ", by: "ann" },
    { kept: "quick fox" },
    { inserted: "!", by: "bob" },
  ]);
  // What the steps alone have made otherwise is no difference, as both moments are shown by them.
  expect(found.changed[4]).toMatchObject({
    id: ids.bobs,
    fields: [
      { field: "title", by: "ann" },
      { field: "mark", before: '"big"!', after: '"small"!', by: "ann" },
    ],
  });
  const before = await asked(server, history.diff(from, last));
  expect(before.changed[0]?.fields).toMatchObject([{ before: "none", after: "Ann's" }]);
  const { history: own } = server.hub.room(Second, "r");
  expect(await asked(server, own.diff(from, last))).toEqual(before);
  expect(await asked(server, own.diff(await server.store.head("plan:r"), from))).toEqual(found);
});

test("[R1622] a replay that begins before the first entry, or before a migration, shows what any moment shows", async () => {
  const { server, eve } = await migrated();
  const pages = historyOf(eve.room);
  const { history: own } = server.hub.room(Second, "r");
  const seen: (readonly [number, unknown])[] = [];
  const again: (readonly [number, unknown])[] = [];
  const replay = async (): Promise<void> => {
    for await (const { seq, state } of pages.replay(0)) seen.push([seq, toJSON(state)]);
    for await (const { seq, state } of own.replay(0)) again.push([seq, toJSON(state)]);
  };
  await asked(server, replay());
  expect(again).toEqual(seen);
  for (const [seq, state] of seen) {
    expect([seq, toJSON((await asked(server, pages.at(seq))).state)]).toEqual([seq, state]);
    expect(toJSON((await asked(server, own.at(seq))).state)).toEqual(state);
  }
});

test("[R1623] the server's own code is told who wrote which letters, now and at a moment", async () => {
  const { server, from } = await migrated();
  const { history } = server.hub.room(Second, "r");
  expect(await asked(server, history.writers("root", "page"))).toEqual([
    { text: "the ", by: { id: "ann" } },
    { text: "quick fox!", by: { id: "bob" } },
  ]);
  expect(await asked(server, history.writers("root", "page", from))).toEqual([
    { text: "quick fox", by: { id: "bob" } },
  ]);
  await expect(asked(server, history.writers("root", "title"))).rejects.toMatchObject({
    code: "history.no-text",
  });
});
