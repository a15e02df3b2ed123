import { defineRoom, list, text, toJSON, value } from "@alongside/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { groupChanges, historyOf, openTrack, type Track } from "../src/history/index.ts";
import { asked } from "./support/asked.ts";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

/** Waits until a track that is listened to has nothing under way. */
async function settled(
  server: { pass(ms: number): Promise<void> },
  track: Track<typeof Board>,
): Promise<void> {
  await server.pass(400);
  for (let i = 0; i < 4000 && (track.get().isBusy || track.get().name === "loading"); i++)
    await server.pass(5);
}

/** A room with so many entries by two, and what it was after each of them. */
async function room(count: number): Promise<{
  readonly server: InMemoryServer;
  readonly ann: TestPage;
  readonly bob: TestPage;
  readonly shown: Map<number, unknown>;
}> {
  const server = new InMemoryServer(Board);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(100);
  const shown = new Map<number, unknown>();
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { room: written } = i % 3 === 0 ? bob : ann;
    written.update((doc) => {
      if (i < 20) ids.push(doc.shapes.insert({ color: "red" }));
      else if (i % 50 === 49) doc.shapes.delete(ids[Math.floor(i / 50) % ids.length] ?? "");
      else {
        const shape = doc.shapes.get(ids[(i * 7) % ids.length] ?? "");
        if (shape) shape.x = i;
        else doc.votes.add(1);
      }
    });
    await server.pass(5);
    // The first change also writes down the version that the room begins with.
    shown.set(i + 2, toJSON(ann.room.get()));
  }
  return { server, ann, bob, shown };
}

test("[R1595] a track has what the room was after each entry, to and fro and anywhere, and asks nothing for it", async () => {
  const { server, ann, shown } = await room(560);
  const track = openTrack(ann.room);
  const stop = track.subscribe(() => {});
  await settled(server, track);
  const { changes, start, hasEarlier } = track.get();
  expect([start, hasEarlier, changes.at(-1)?.seq]).toEqual([0, false, 561]);
  const seqs = [...shown.keys()];
  const jumps = Array.from({ length: 60 }, (_, i) => seqs[(i * 211) % seqs.length]!);
  for (const seq of [...seqs, ...seqs.toReversed(), ...jumps])
    expect(toJSON(track.stateAt(seq)!)).toEqual(shown.get(seq));
  expect(track.stateAt(0)?.shapes).toEqual([]);
  stop();
});

test("[R1596] what does not differ between two states that are looked at is the same object, backwards too", async () => {
  const { server, ann } = await room(560);
  const track = openTrack(ann.room);
  track.subscribe(() => {});
  await settled(server, track);
  let made = 0;
  let before = track.stateAt(561);
  for (let seq = 560; seq > 30; seq--) {
    const now = track.stateAt(seq);
    const old = new Set(before?.shapes);
    made += now?.shapes.filter((shape) => !old.has(shape)).length ?? 0;
    before = now;
  }
  // One a step, and a step that takes a deleted shape back brings that one.
  expect(made).toBeLessThan(560);
});

test("[R1597] what is done meanwhile comes on, names too, and what is long past when it is asked for", async () => {
  const { server, ann, bob } = await room(1020);
  const track = openTrack(ann.room);
  const stop = track.subscribe(() => {});
  await settled(server, track);
  expect([track.get().start, track.get().hasEarlier]).toEqual([21, true]);
  await asked(server, track.earlier());
  expect([track.get().start, track.get().hasEarlier]).toEqual([0, false]);
  expect(track.get().changes).toHaveLength(1020);
  bob.room.update((doc) => (doc.title = "Later"));
  await settled(server, track);
  expect(track.get().changes.at(-1)?.words).toBe("title set");
  expect(track.stateAt(1022)?.title).toBe("Later");
  await asked(server, historyOf(bob.room).name("now", "Done"));
  bob.room.update((doc) => doc.votes.add(1));
  await settled(server, track);
  expect(track.get().versions.map(({ name }) => name)).toEqual(["Done"]);
  stop();
});

test("[R1598] a track begins where the server's memory does, and says why it has nothing", async () => {
  const { server, ann, bob } = await room(40);
  await server.store.saveSnapshot("board:r", 20);
  await server.store.dropBefore("board:r", 20);
  const track = openTrack(ann.room);
  track.subscribe(() => {});
  await settled(server, track);
  expect([track.get().name, track.get().start, track.get().hasEarlier]).toEqual([
    "ready",
    20,
    false,
  ]);
  server.readers.add("cat");
  const cat = server.open("cat");
  await server.pass(100);
  const hers = openTrack(cat.room);
  hers.subscribe(() => {});
  await settled(server, hers);
  expect([hers.get().name, hers.get().why?.code]).toEqual(["failed", "history.forbidden"]);
  expect(hers.stateAt(3)).toBe(undefined);
  bob.away();
  const his = openTrack(bob.room);
  his.subscribe(() => {});
  await settled(server, his);
  expect(his.get().why?.code).toBe("link.lost");
  bob.back();
  await server.pass(3000);
  await asked(server, his.refresh());
  expect([his.get().name, his.get().why]).toEqual(["ready", undefined]);
});

const Page = (version: number) =>
  defineRoom("board", {
    version,
    ...(version === 2 && {
      migrate: { 2: (doc) => doc.set("title", "Older") },
    }),
    storage: {
      title: value(""),
      body: text(),
      shapes: list({ color: value("") }),
    },
  });

test("[R1598] a track begins where the room was brought to the version of now", async () => {
  const server = new InMemoryServer(Page(1));
  const ann = server.open("ann");
  await server.pass(100);
  ann.room.update((doc) => (doc.title = "Old"));
  await server.pass(100);
  ann.die();
  server.restart(Page(2));
  const bob = server.open("bob", Page(2));
  await server.pass(2000);
  bob.room.update((doc) => (doc.title = "New"));
  await server.pass(100);
  const track = openTrack(bob.room);
  track.subscribe(() => {});
  await settled(server, track as never);
  const { start, changes, hasEarlier } = track.get();
  expect([hasEarlier, changes.map(({ words }) => words)]).toEqual([false, ["title set"]]);
  expect(track.stateAt(start)?.title).toBe("Older");
});

test("[R1599] changes in a row of one user and close in time are one group", () => {
  const change = (seq: number, id: string, ms: number) => ({
    seq,
    at: new Date(ms),
    by: { id },
    words: "",
    keys: [],
  });
  const groups = groupChanges([
    change(1, "ann", 0),
    change(2, "ann", 100_000),
    change(3, "bob", 100_001),
    change(4, "ann", 100_002),
    change(5, "ann", 300_000),
  ]);
  expect(groups.map(({ by, changes }) => [by?.id, changes.map(({ seq }) => seq)])).toEqual([
    ["ann", [1, 2]],
    ["bob", [3]],
    ["ann", [4]],
    ["ann", [5]],
  ]);
  expect(groups[0]?.to).toEqual(new Date(100_000));
});

test("[R1400] a record comes back whose fields have to be given when it is made", async () => {
  const Cards = defineRoom("board", {
    version: 1,
    storage: { cards: list({ kind: z.enum(["note", "card"]), name: z.string() }) },
  });
  const server = new InMemoryServer(Cards);
  const { room: cards } = server.open("ann");
  await server.pass(100);
  let id = "";
  cards.update((doc) => (id = doc.cards.insert({ kind: "card", name: "One" })));
  await server.pass(50);
  cards.update((doc) => doc.cards.delete(id));
  await server.pass(50);
  await asked(server, historyOf(cards).restore(1, { part: id }));
  expect(cards.get()?.cards).toMatchObject([{ id, kind: "card", name: "One" }]);
});
