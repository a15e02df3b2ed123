import { defineRoom, list, map, text, toJSON, value } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { openUndo, type Undo } from "../src/index.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

/** A board with more cards than a message has room for. */
const Cards = defineRoom("cards", {
  version: 1,
  storage: {
    name: value(""),
    todo: list({ name: value(""), cards: list({ title: value("") }) }),
    prices: map({ value: value("") }),
    story: text({ attributes: { bold: value<boolean>(true) } }),
  },
  mutations: {
    fill: {
      args: value(0),
      run(doc, count) {
        const [column] = doc.todo.map(({ id }) => id);
        const cards = doc.todo.get(column ?? "")?.cards;
        for (let i = 0; i < count; i++) cards?.push({ title: `card ${i}` });
      },
    },
    /** Moves all cards of the first column to the second. */
    finish: {
      args: value(0),
      run(doc) {
        const [from, to] = doc.todo.map(({ id }) => doc.todo.get(id)?.cards);
        if (from === undefined || to === undefined) return;
        for (const id of from.map((card) => card.id)) from.move(id, to, "end");
      },
    },
  },
});

type Person = TestPage<typeof Cards> & { readonly own: Undo };

async function atCards<const N extends readonly string[]>(
  names: N,
): Promise<{
  readonly server: InMemoryServer<typeof Cards>;
  readonly people: { readonly [K in keyof N]: Person };
}> {
  const server = new InMemoryServer(Cards);
  const people = names.map((name) => {
    const somebody = server.open(name);
    return { ...somebody, own: openUndo(somebody.room) };
  });
  await server.pass(50);
  return { server, people: people as never };
}

const shown = ({ room }: Person): string => JSON.stringify(toJSON(room.get()));

/** Two columns, `count` cards in the first; nothing of it can be undone. */
async function columns(
  server: InMemoryServer<typeof Cards>,
  ann: Person,
  count: number,
): Promise<void> {
  ann.room.update((doc) => {
    doc.todo.push({ name: "todo" });
    doc.todo.push({ name: "done" });
  });
  ann.room.mutate.fill(count);
  await server.pass(50);
  ann.own.clear();
}

/** So much happens that who comes back gets the room anew; then the server dies. */
async function beginAnew(server: InMemoryServer<typeof Cards>): Promise<void> {
  const hands = server.hub.room(Cards, "r");
  const writes = Array.from({ length: 1400 }, (_, i) =>
    hands.update((doc) => void (doc.name = `name ${i}`)),
  );
  await server.pass(50);
  await Promise.all(writes);
  await server.store.saveSnapshot("cards:r", await server.store.head("cards:r"));
  server.restart();
  await server.pass(2000);
}

describe("[R316] a record that was moved returns out of one that somebody else threw away", () => {
  test("somebody renames, moves a card to a column that goes, and takes it back", async () => {
    const {
      server,
      people: [ann, bob],
    } = await atCards(["ann", "bob"]);
    await columns(server, ann, 1);
    const [todo = "", done = ""] = (ann.room.get()?.todo ?? []).map(({ id }) => id);
    const start = shown(ann);
    ann.room.update((doc) => void (doc.name = "Plan"));
    ann.room.update((doc) => {
      const [from, to] = [doc.todo.get(todo)?.cards, doc.todo.get(done)?.cards];
      if (from !== undefined && to !== undefined) from.move(from.at(0)?.id ?? "", to, "end");
    });
    await server.pass(20);
    bob.room.update((doc) => doc.todo.delete(done));
    await server.pass(20);
    expect(ann.own.undo()).toBeDefined();
    await server.pass(20);
    for (const { room } of [ann, bob]) {
      expect(room.get()?.name).toBe("Plan");
      expect(room.get()?.todo.map(({ name, cards }) => [name, cards.length])).toEqual([
        ["todo", 1],
      ]);
    }
    ann.own.undo();
    bob.own.undo();
    await server.pass(20);
    expect(shown(ann)).toBe(start);
    expect(shown(bob)).toBe(start);
  });

  test("also somebody to whom the room came anew meanwhile, and only knows that the record is there", async () => {
    const {
      server,
      people: [ann, bob],
    } = await atCards(["ann", "bob"]);
    await columns(server, ann, 1);
    const [todo = "", done = ""] = (ann.room.get()?.todo ?? []).map(({ id }) => id);
    ann.room.update((doc) => {
      const [from, to] = [doc.todo.get(todo)?.cards, doc.todo.get(done)?.cards];
      if (from !== undefined && to !== undefined) from.move(from.at(0)?.id ?? "", to, "end");
    });
    await server.pass(20);
    ann.away();
    bob.room.update((doc) => doc.todo.delete(done));
    await server.pass(2000);
    await beginAnew(server);
    ann.back();
    await server.pass(6000);
    ann.own.undo();
    await server.pass(20);
    expect(shown(ann)).toBe(shown(bob));
    expect(ann.room.get()?.todo[0]?.cards.length).toBe(1);
    expect(ann.room.rejected.get()).toEqual([]);
  });

  test("a record that somebody else moved while its mover was away stays where they put it", async () => {
    const {
      server,
      people: [ann, bob],
    } = await atCards(["ann", "bob"]);
    await columns(server, ann, 3);
    const card = ann.room.get()?.todo[0]?.cards[0]?.id ?? "";
    ann.room.update((doc) => doc.todo.at(0)?.cards.move(card, "end"));
    await server.pass(20);
    ann.away();
    bob.room.update((doc) =>
      doc.todo.at(0)?.cards.move(card, { after: doc.todo.at(0)?.cards.at(0)?.id ?? "" }),
    );
    await server.pass(2000);
    await beginAnew(server);
    ann.back();
    await server.pass(6000);
    const before = shown(bob);
    ann.own.undo();
    await server.pass(20);
    expect([shown(ann), shown(bob)]).toEqual([before, before]);
    expect(ann.own.changed.get()?.message).toBe("Somebody has changed this since");
    expect([ann.own.canUndo.get(), ann.own.canRedo.get()]).toEqual([false, false]);
    expect(ann.room.rejected.get()).toEqual([]);
  });

  test("[R739] one that was thrown away itself stays there, and the step is there again once it is back", async () => {
    const {
      server,
      people: [ann, bob],
    } = await atCards(["ann", "bob"]);
    await columns(server, ann, 2);
    const start = shown(ann);
    const card = ann.room.get()?.todo[0]?.cards[0]?.id ?? "";
    ann.room.update((doc) => doc.todo.at(0)?.cards.move(card, "end"));
    await server.pass(20);
    bob.room.update((doc) => doc.todo.at(0)?.cards.delete(card));
    await server.pass(20);
    expect(ann.own.undo()).toBeUndefined();
    expect(ann.own.changed.get()?.by).toEqual([{ id: "bob", name: "bob" }]);
    expect(ann.own.canUndo.get()).toBe(false);
    bob.own.undo();
    await server.pass(20);
    expect(ann.own.canUndo.get()).toBe(true);
    ann.own.undo();
    expect(shown(ann)).toBe(start);
  });
});

describe("[R318] what one call did is taken back by one press, whatever its size", () => {
  test("[R740] a mutation that moved 12,000 records, and a restart of the server", async () => {
    const {
      server,
      people: [ann, bob],
    } = await atCards(["ann", "bob"]);
    await columns(server, ann, 12_000);
    const start = shown(ann);
    ann.room.mutate.finish(1);
    await server.pass(50);
    const end = shown(ann);
    expect(end).not.toBe(start);
    server.restart();
    await server.pass(6000);
    expect(ann.own.undo()).toBeDefined();
    expect(shown(ann)).toBe(start);
    await server.pass(200);
    expect(shown(ann)).toBe(start);
    expect(shown(bob)).toBe(start);
    expect(ann.own.redo()).toBeDefined();
    expect(shown(ann)).toBe(end);
    await server.pass(200);
    expect(shown(bob)).toBe(end);
    expect(ann.room.rejected.get()).toEqual([]);
    expect(server.errors).toEqual([]);
  });

  test("a paste of 10,000 records", async () => {
    const {
      server,
      people: [ann, bob],
    } = await atCards(["ann", "bob"]);
    await columns(server, ann, 0);
    const start = shown(ann);
    ann.room.update((doc) => {
      const cards = doc.todo.at(0)?.cards;
      for (let i = 0; i < 10_000; i++) cards?.push({ title: `card ${i}` });
    });
    const end = shown(ann);
    await server.pass(50);
    ann.own.undo();
    expect(shown(ann)).toBe(start);
    await server.pass(200);
    expect(shown(bob)).toBe(start);
    ann.own.redo();
    await server.pass(200);
    expect(shown(bob)).toBe(end);
    expect(server.errors).toEqual([]);
  });

  test("an edit of 5,000 spots, again and again, at no more than a moment for each press", async () => {
    const {
      server,
      people: [ann, bob],
    } = await atCards(["ann", "bob"]);
    ann.room.update((doc) => doc.story.insert(0, "foo ".repeat(10_000)));
    await server.pass(50);
    ann.own.clear();
    const spots = Array.from({ length: 5000 }, () => [1, "ba", -2, 1] as const).flat();
    ann.room.update((doc) => doc.story.apply(spots));
    await server.pass(50);
    bob.room.update((doc) => doc.story.insert(2, "x"));
    await server.pass(50);
    const start = `fxoo ${"foo ".repeat(9999)}`;
    const end = `fbxa ${"fba ".repeat(4999)}${"foo ".repeat(5000)}`;
    const since = process.cpuUsage();
    for (let i = 0; i < 2; i++) {
      ann.own.undo();
      expect(String(ann.room.get()?.story) === start).toBe(true);
      ann.own.redo();
      expect(String(ann.room.get()?.story) === end).toBe(true);
    }
    // 20 s of work where each spot is looked for from the start, however busy the machine is.
    expect(process.cpuUsage(since).user / 1000).toBeLessThan(4000);
    await server.pass(200);
    expect(String(bob.room.get()?.story) === end).toBe(true);
    expect(server.errors).toEqual([]);
  });

  test("a text of more letters than a message holds, with what others typed since", async () => {
    const {
      server,
      people: [ann, bob],
    } = await atCards(["ann", "bob"]);
    for (const letter of ["a", "b", "c"]) {
      ann.room.update((doc) => doc.story.insert(doc.story.length, letter.repeat(900_000)));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(50);
    }
    ann.room.update((doc) => doc.story.format(10, 5, { bold: true }));
    await server.pass(50);
    const start = ann.room.get()?.story.toDelta();
    ann.own.clear();
    ann.room.update((doc) => doc.story.delete(5, 2_699_990));
    await server.pass(50);
    bob.room.update((doc) => doc.story.insert(0, "x"));
    await server.pass(50);
    ann.own.undo();
    ann.room.update((doc) => doc.story.insert(0, "y"));
    await server.pass(300);
    bob.own.undo();
    ann.own.undo();
    await server.pass(100);
    expect(bob.room.get()?.story.toDelta()).toEqual(start);
    expect(ann.room.get()?.story.toDelta()).toEqual(start);
    expect(ann.room.rejected.get()).toEqual([]);
    expect(server.errors).toEqual([]);
  });
});
