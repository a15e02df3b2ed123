import { counter, defineRoom, list, map, text, toJSON, value } from "@alongside/core";
import { expect, test } from "vitest";
import { Dice } from "../../core/test/model/random.ts";
import { historyOf } from "../src/history/index.ts";
import { openUndo } from "../src/index.ts";
import { asked } from "./support/asked.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Plan = defineRoom("plan", {
  version: 1,
  storage: {
    title: value("none"),
    hint: value<string | null>(null),
    votes: counter(),
    page: text(),
    cards: list({
      name: value(""),
      to: value<string | null>(null),
      body: text(),
      likes: counter(),
      parts: list({ size: value(0) }),
      tags: map({ value: value("") }),
    }),
    done: list({ name: value("") }),
    names: map({ value: value("") }),
  },
});

type Page = TestPage<typeof Plan>;

interface Two {
  readonly server: InMemoryServer<typeof Plan>;
  readonly ann: Page;
  readonly bob: Page;
}

async function two(): Promise<Two> {
  const server = new InMemoryServer(Plan);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(100);
  return { server, ann, bob };
}

const shown = ({ room }: Page): unknown => toJSON(room.get());

async function head({ server }: Two): Promise<number> {
  await server.pass(100);
  return server.store.head("plan:r");
}

/** Writes something, wherever. */
function writeAnything({ room }: Page, dice: Dice): void {
  room.update((doc) => {
    const cards = [...doc.cards];
    const card = cards[dice.below(cards.length)];
    const name = `n${dice.below(9)}`;
    switch (dice.below(13)) {
      case 0:
        doc.title = name;
        break;
      case 1:
        doc.votes.add(dice.below(5) - 2);
        break;
      case 2:
        doc.page.insert(dice.below(doc.page.length + 1), `${name} `);
        break;
      case 3:
        if (doc.page.length > 2) doc.page.delete(dice.below(doc.page.length - 1), 1);
        break;
      case 4:
        doc.cards.insert({ name, body: name }, dice.below(2) === 0 ? "start" : "end");
        break;
      case 5:
        if (card) doc.cards.delete(card.id);
        break;
      case 6:
        if (card) doc.cards.move(card.id, dice.below(2) === 0 ? "start" : "end");
        break;
      case 7:
        if (card) card.parts.push({ size: dice.below(9) });
        break;
      case 8:
        if (card) card.tags.set(name, { value: name });
        break;
      case 9:
        doc.names.set(name, { value: `${dice.below(99)}` });
        break;
      case 10:
        doc.names.delete(name);
        break;
      case 11:
        if (card) card.to = cards[0]?.id ?? null;
        break;
      default:
        if (card) {
          card.body.insert(0, name);
          card.likes.add(1);
        }
    }
  });
}

test("[R1400] restoring makes a room what it was at any entry, in one change, and one undo takes it back", async () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const world = await two();
    const { server, ann, bob } = world;
    const dice = new Dice(seed);
    const undo = openUndo(ann.room);
    const states: unknown[] = [shown(ann)];
    for (let i = 0; i < 60; i++) {
      writeAnything(dice.below(2) === 0 ? ann : bob, dice);
      const now = await head(world);
      for (let seq = states.length; seq <= now; seq++) states.push(shown(ann));
    }
    const last = states.length - 1;
    for (let i = 0; i < 8; i++) {
      const at = dice.below(last + 1);
      const before = shown(ann);
      const was = await server.store.head("plan:r");
      const restored = await asked(server, historyOf(ann.room).restore(at));
      await asked(server, restored.committed);
      expect(shown(ann)).toEqual(states[at]);
      await server.pass(100);
      expect(shown(bob)).toEqual(states[at]);
      expect(await server.store.head("plan:r")).toBe(restored.ops === 0 ? was : was + 1);
      expect(restored.renamed.size).toBe(0);
      if (restored.ops === 0) continue;
      undo.undo();
      await server.pass(100);
      expect(shown(ann)).toEqual(before);
    }
    expect(server.errors).toEqual([]);
  }
});

test("[R1401] one record, one field and one range of a text come back alone", async () => {
  const world = await two();
  const { server, ann, bob } = world;
  const history = historyOf(ann.room);
  let [one, other] = ["", ""];
  ann.room.update((doc) => {
    one = doc.cards.push({ name: "one", body: "first" });
    other = doc.cards.push({ name: "other" });
    doc.page.insert(0, "the quick brown fox");
    doc.title = "was";
  });
  const at = await head(world);
  bob.room.update((doc) => {
    doc.title = "is";
    doc.cards.get(other)!.name = "changed";
    doc.cards.get(one)!.name = "changed";
    doc.cards.get(one)!.body.insert(5, " and more");
    doc.cards.delete(one);
    doc.page.delete(0, 4);
    doc.page.insert(doc.page.length, " jumps");
  });
  await server.pass(100);
  const back = async (part: Parameters<typeof history.restore>[1]): Promise<number> => {
    const { committed, ops } = await asked(server, history.restore(at, part));
    await asked(server, committed);
    return ops;
  };
  expect(await back({ part: one })).toBe(3);
  expect(shown(ann)).toMatchObject({
    title: "is",
    cards: [
      { id: one, name: "one", body: "first" },
      { id: other, name: "changed" },
    ],
  });
  expect(await back({ part: { id: "root", field: "page", range: [0, 3] } })).toBe(1);
  expect(shown(ann)).toMatchObject({ page: "the quick brown fox jumps" });
  expect(await back({ part: "title" })).toBe(1);
  expect(await back({ part: "title" })).toBe(0);
  expect(await back({ part: { id: other, field: "name" } })).toBe(1);
  expect(await back({ part: "nothing" })).toBe(0);
  expect(shown(ann)).toMatchObject({ title: "was", cards: [{ id: one }, { name: "other" }] });
  for (const part of [{ id: 1 }, { id: "root", range: [1] }, 7] as never[])
    await expect(history.restore(at, { part })).rejects.toThrow(TypeError);
});

test("[R1401] a record that stands nowhere any more says what to restore", async () => {
  const world = await two();
  const { server, ann } = world;
  let [card, part] = ["", ""];
  ann.room.update((doc) => {
    card = doc.cards.push({ name: "one" });
    part = doc.cards.get(card)!.parts.push({ size: 1 });
  });
  const at = await head(world);
  ann.room.update((doc) => doc.cards.delete(card));
  await server.pass(100);
  await expect(asked(server, historyOf(ann.room).restore(at, { part }))).rejects.toMatchObject({
    code: "restore.nowhere",
  });
});

test("[R1402] what left the trash for good comes back under a new id, and what points to the old one is listed", async () => {
  const world = await two();
  const { server, ann } = world;
  let [one, two_] = ["", ""];
  ann.room.update((doc) => {
    one = doc.cards.push({ name: "one", body: "text", likes: 3 });
    doc.cards.get(one)!.parts.push({ size: 4 });
    two_ = doc.cards.push({ name: "two", to: one });
  });
  const at = await head(world);
  ann.room.update((doc) => doc.cards.delete(one));
  const deleted = await head(world);
  const then = server.clock.now();
  await server.store.append("plan:r", deleted, [
    { seq: deleted + 1, at: then, kind: "prune", ids: [one] },
  ]);
  server.restart();
  await server.pass(3000);
  const { renamed, references, committed } = await asked(server, historyOf(ann.room).restore(at));
  await asked(server, committed);
  const now = renamed.get(one)!;
  expect(renamed.size).toBe(2);
  expect(references).toEqual([]);
  expect(shown(ann)).toMatchObject({
    cards: [
      { id: now, name: "one", body: "text", likes: 3, parts: [{ size: 4 }] },
      { id: two_, to: now },
    ],
  });
  // A part that leaves what points to it alone.
  const again = await asked(server, historyOf(ann.room).restore(at, { part: one }));
  expect([...again.renamed.keys()]).toContain(one);
});

test("[R1403] what others write meanwhile and later stays", async () => {
  const world = await two();
  const { server, ann, bob } = world;
  ann.room.update((doc) => {
    doc.title = "was";
    doc.page.insert(0, "hello");
  });
  const at = await head(world);
  ann.room.update((doc) => {
    doc.title = "is";
    doc.page.insert(5, " world");
  });
  await server.pass(100);
  bob.away();
  let card = "";
  bob.room.update((doc) => {
    card = doc.cards.push({ name: "bob's" });
    doc.page.insert(0, "Bob: ");
    doc.votes.add(3);
  });
  await asked(server, historyOf(ann.room).restore(at));
  await server.pass(100);
  bob.back();
  await server.pass(2000);
  expect(shown(ann)).toMatchObject({
    title: "was",
    page: "Bob: hello",
    votes: 3,
    cards: [{ id: card, name: "bob's" }],
  });
  expect(shown(bob)).toEqual(shown(ann));
});

test("[R1404] what one user did is taken back, and the others' work over it, in it and beside it stays", async () => {
  const world = await two();
  const { server, ann, bob } = world;
  let [mine, theirs, kept] = ["", "", ""];
  ann.room.update((doc) => {
    mine = doc.cards.push({ name: "mine" });
    doc.page.insert(0, "one two three");
    doc.title = "a";
    doc.hint = "a";
  });
  const from = await head(world);
  const step = async (act: () => unknown): Promise<void> => {
    act();
    await server.pass(100);
  };
  await step(() =>
    bob.room.update((doc) => {
      doc.title = "b";
      doc.hint = "b";
      doc.votes.add(5);
      theirs = doc.cards.push({ name: "theirs" });
      kept = doc.cards.push({ name: "kept" });
      doc.cards.get(mine)!.name = "spoiled";
      doc.page.insert(4, "BAD ");
    }),
  );
  await step(() =>
    ann.room.update((doc) => {
      doc.hint = "c";
      doc.votes.add(2);
      doc.cards.get(kept)!.parts.push({ size: 1 });
      doc.page.insert(0, ">> ");
      doc.page.insert(doc.page.length, "!");
    }),
  );
  await step(() =>
    bob.room.update((doc) => {
      doc.hint = "d";
      doc.page.insert(doc.page.length, " MORE");
      doc.cards.delete(mine);
    }),
  );
  const history = historyOf(ann.room);
  const restored = await asked(server, history.restore(from, { by: "bob" }));
  await asked(server, restored.committed);
  expect(shown(ann)).toMatchObject({
    title: "a",
    // What Ann had set in between, and Bob had set over.
    hint: "c",
    votes: 2,
    page: ">> one two three!",
    cards: [
      { id: mine, name: "mine" },
      { id: kept, name: "kept", parts: [{ size: 1 }] },
    ],
  });
  await server.pass(100);
  expect(shown(bob)).toEqual(shown(ann));
  expect(theirs).not.toBe("");
  expect((await asked(server, history.restore(from, { by: "nobody" }))).ops).toBe(0);
});

test("[R1633] more is looked through than one question brings, and a signal stops it before anything is written", async () => {
  const world = await two();
  const { server, ann, bob } = world;
  const from = await head(world);
  const entries = Array.from({ length: 2500 }, (_, i) => ({
    seq: from + 1 + i,
    at: server.clock.now(),
    actor: i % 2 === 0 ? "bob" : "ann",
    client: i % 2 === 0 ? "a-client-of-bob" : "a-client-of-ann",
    n: 1 + Math.floor(i / 2),
    kind: "change" as const,
    ops: { votes: [{ op: "add" as const, id: "root", field: "votes", by: i % 2 === 0 ? 1 : 10 }] },
  }));
  await server.store.append("plan:r", from, entries);
  server.restart();
  await server.pass(2000);
  const history = historyOf(ann.room);
  const votes = ann.room.get()?.votes;
  expect(votes).toBe(1250 * 11);
  const stop = new AbortController();
  const stopped = asked(server, history.restore(from, { by: "bob", signal: stop.signal }));
  stop.abort(new Error("enough"));
  await expect(stopped).rejects.toThrow("enough");
  const compared = history.diff(from, from + 2500, { signal: stop.signal });
  await expect(asked(server, compared)).rejects.toThrow("enough");
  expect(ann.room.get()?.votes).toBe(votes);
  await asked(server, history.restore(from, { by: "bob" }));
  await server.pass(100);
  expect(bob.room.get()?.votes).toBe(1250 * 10);
});

test("[R1404] of whatever two people wrote, all of the one stays and nothing of the other", async () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const world = await two();
    const { server, ann, bob } = world;
    const dice = new Dice(seed);
    const from = await head(world);
    // Who set each field last, by what its value begins with; of the text Ann's letters are large, and Bob's small.
    for (let i = 0; i < 60; i++) {
      const [{ room }, letter] = dice.below(2) === 0 ? [ann, "A"] : [bob, "b"];
      room.update((doc) => {
        const cards = [...doc.cards];
        const card = cards[dice.below(cards.length)];
        const given = `${letter}${i}`;
        switch (dice.below(7)) {
          case 0:
            doc.title = given;
            break;
          case 1:
            doc.page.insert(dice.below(doc.page.length + 1), letter.repeat(1 + dice.below(3)));
            break;
          case 2: {
            // Each deletes only what they have typed: Ann's letters would be hers to lose.
            const own = doc.page.toString().indexOf(letter);
            if (own >= 0) doc.page.delete(own, 1);
            break;
          }
          case 3:
            doc.cards.push({ name: given });
            break;
          case 4:
            if (card) card.name = given;
            break;
          case 5:
            if (card) card.body.insert(0, letter);
            break;
          default:
            doc.votes.add(letter === "A" ? 100 : 1);
        }
      });
      if (dice.below(3) === 0) await server.pass(30);
    }
    await server.pass(200);
    const before = ann.room.get()!;
    const large = (of: string): string => of.replaceAll(/[^A]/g, "");
    const restored = await asked(server, historyOf(ann.room).restore(from, { by: "bob" }));
    await asked(server, restored.committed);
    const after = ann.room.get()!;
    expect(after.page.toString()).toBe(large(before.page.toString()));
    expect(after.votes).toBe(before.votes - (before.votes % 100));
    const isAnns = (of: string): boolean => of.startsWith("A");
    expect(after.title).toMatch(isAnns(before.title) ? before.title : /^A|^none$/);
    const left = new Map(after.cards.map((card) => [card.id, card]));
    const hers = before.cards.filter(({ name, body }) => isAnns(name) || large(body.toString()));
    expect(hers.map(({ id }) => left.get(id)?.body.toString())).toEqual(
      hers.map(({ body }) => large(body.toString())),
    );
    const named = before.cards.filter(({ name }) => isAnns(name));
    expect(named.map(({ id }) => left.get(id)?.name)).toEqual(named.map(({ name }) => name));
    await server.pass(100);
    expect(shown(bob)).toEqual(shown(ann));
  }
});

test("[R1404] so it is of a part, up to a moment, and with letters typed that are not sent", async () => {
  const world = await two();
  const { server, ann, bob } = world;
  const from = await head(world);
  bob.room.update((doc) => {
    doc.title = "first";
    doc.page.insert(0, "bob");
  });
  const to = await head(world);
  bob.room.update((doc) => doc.page.insert(3, " later"));
  await server.pass(100);
  const history = historyOf(ann.room);
  const restoring = history.restore(from, { by: "bob", part: "page", to });
  ann.room.update((doc) => doc.page.insert(1, "-"));
  const { ops, committed } = await asked(server, restoring);
  expect(ops).toBe(1);
  await asked(server, committed);
  expect(shown(ann)).toMatchObject({ title: "first", page: "- later" });
});

test("[R1405] a restore is judged as any change: rights and rules, and a key that may not be written stays", async () => {
  const world = await two();
  const { server, ann } = world;
  ann.room.update((doc) => {
    doc.title = "rude";
  });
  ann.room.update((doc) => {
    doc.title = "was";
    doc.votes.add(1);
  });
  await server.pass(100);
  const at = await server.store.head("plan:r");
  ann.room.update((doc) => {
    doc.title = "is";
    doc.votes.add(1);
  });
  await server.pass(100);
  server.grants.set("eve", { read: ["title", "votes"], write: ["votes"] });
  const eve = server.open("eve");
  await server.pass(100);
  const all = await asked(server, historyOf(eve.room).restore(at));
  await asked(server, all.committed);
  expect(shown(ann)).toMatchObject({ title: "is", votes: 1 });
  const one = await asked(server, historyOf(eve.room).restore(at, { part: "title" }));
  await expect(asked(server, one.committed)).rejects.toMatchObject({ code: "auth.key" });
  expect(eve.room.rejected.get()).toHaveLength(1);
  expect(shown(eve)).toMatchObject({ title: "is" });
});

test("[R1407] the server's own code restores as anybody does, and hears what came of it", async () => {
  const world = await two();
  const { server, ann, bob } = world;
  const { history } = server.hub.room(Plan, "r");
  ann.room.update((doc) => {
    doc.page.insert(0, "hello");
    doc.cards.push({ name: "one" });
  });
  const at = await head(world);
  const was = shown(ann);
  bob.room.update((doc) => {
    doc.page.insert(5, " world");
    doc.title = "is";
    doc.cards.push({ name: "two" });
  });
  await server.pass(100);
  const one = await asked(server, history.restore(at, { part: "title" }));
  expect(one).toMatchObject({ ops: 1, seq: at + 2 });
  ann.room.update((doc) => doc.page.insert(0, "Ann: "));
  await server.pass(100);
  await asked(server, history.restore(at, { by: "bob" }));
  await server.pass(100);
  expect(shown(ann)).toMatchObject({ page: "Ann: hello", cards: [{ name: "one" }] });
  await asked(server, history.restore(at));
  await server.pass(100);
  expect([shown(ann), shown(bob)]).toEqual([was, was]);
  expect(await asked(server, history.restore(at))).toMatchObject({ ops: 0 });
});
