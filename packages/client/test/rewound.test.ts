import { memory, type Store } from "@alongside/server";
import { expect, test } from "vitest";
import { openUndo } from "../src/index.ts";
import { Board } from "./support/board.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

const ROOM = "board:r";

/** A store with what another one has of the room now: a backup. */
async function copyOf(store: Store): Promise<Store> {
  const copy = memory();
  for await (const entry of store.read(ROOM, 0)) await copy.append(ROOM, entry.seq - 1, [entry]);
  return copy;
}

// The first entry of a board says at which version it begins.

const setting = (title: string) => (doc: { title: string }) => void (doc.title = title);

test("[R513] [R514] a page that has written saves again after the memory that held the room was forgotten", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update(setting("one"));
  ann.room.update((doc) => void doc.shapes.push({ color: "red" }));
  await server.pass(50);
  expect(ann.room.rewound.get()).toBeUndefined();
  server.forget();
  await server.pass(2000);
  expect(ann.room.rewound.get()).toMatchObject({
    state: { title: "one", shapes: [{ color: "red" }] },
    seq: 3,
    count: 0,
  });
  expect(ann.room.get()).toMatchObject({ title: "untitled", shapes: [] });
  ann.room.update(setting("two"));
  ann.room.update((doc) => void doc.shapes.push({ color: "blue" }));
  await server.pass(2000);
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: true });
  const bob = server.open("bob");
  await server.pass(50);
  expect(bob.room.get()).toMatchObject({ title: "two", shapes: [{ color: "blue" }] });
  expect(bob.room.get()).toEqual(ann.room.get());
  expect(bob.room.rewound.get()).toBeUndefined();
});

test("[R513] [R515] a backup copied back: what was pending is handed back, can be sent again, and nothing of before is undone", async () => {
  const server = new InMemoryServer(Board);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  const undo = openUndo(ann.room);
  await server.pass(50);
  ann.room.update(setting("one"));
  await server.pass(50);
  const backup = await copyOf(server.store);
  ann.room.update(setting("two"));
  bob.room.update((doc) => doc.votes.add(3));
  await server.pass(50);
  ann.away();
  ann.room.update((doc) => void doc.shapes.push({ color: "red" }));
  ann.room.update((doc) => doc.votes.add(1));
  server.forget(backup);
  ann.back();
  await server.pass(5000);
  expect(ann.room.get()).toMatchObject({ title: "one", votes: 0, shapes: [] });
  expect(ann.room.rewound.get()).toMatchObject({
    state: { title: "two", votes: 4, shapes: [{ color: "red" }] },
    seq: 4,
    count: 2,
  });
  expect(undo.canUndo.get()).toBe(false);
  // Who has only lost what they wrote goes on as well.
  expect(bob.room.rewound.get()).toMatchObject({ state: { votes: 3 }, count: 0 });
  const rejected = ann.room.rejected.get();
  expect(rejected.map(({ code }) => code)).toEqual(["room.rewound", "room.rewound"]);
  for (const one of rejected) one.retry();
  bob.room.update(setting("three"));
  await server.pass(2000);
  expect(ann.room.get()).toMatchObject({ title: "three", votes: 1, shapes: [{ color: "red" }] });
  expect(bob.room.get()).toEqual(ann.room.get());
  for (const { room } of [ann, bob])
    expect(room.status.get()).toEqual({ name: "live", pending: 0, saved: true });
});

test("[R513] a room that was deleted begins anew for the page that is in it", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update(setting("one"));
  await server.pass(50);
  ann.away();
  await server.store.deleteRoom(ROOM);
  server.restart();
  ann.back();
  await server.pass(2000);
  expect(ann.room.rewound.get()).toMatchObject({ state: { title: "one" }, seq: 2 });
  ann.room.update(setting("two"));
  await server.pass(2000);
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: true });
});
