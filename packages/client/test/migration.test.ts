import { defineRoom, list, value } from "@alongside/core";
import { shapeOf } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { Board, short } from "./support/board.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";
import { CLIENT, LOG, ROOM, ScriptedRoom } from "./support/scripted-room.ts";

const { name, version, presence, events, storage, mutations } = Board;

/** The board's next version, in which a shape is drawn further to the right. */
const NextBoard = defineRoom(name, {
  version: version + 1,
  presence,
  events,
  storage,
  mutations,
  migrate: {
    [version + 1]: (doc) => {
      for (const shape of doc.records("shapes")) shape.set("x", Number(shape.get("x")) + 100);
    },
  },
}) as unknown as typeof Board;

test("[R693] a page of an older version keeps what it has not sent, and the next server of its version gets it", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update((doc) => void (doc.title = "saved"));
  await server.pass(20);
  ann.cut();
  const waiting = [
    ann.room.update((doc) => doc.votes.add(2)),
    ann.room.update((doc) => doc.shapes.push({ color: "blue" })),
  ];
  server.restart(NextBoard);
  await server.pass(20_000);
  expect(ann.room.status.get()).toEqual({
    name: "refused",
    code: "schema.outdated",
    reason: `The server runs version ${version + 1} of "board", the page has version ${version}: reload the page`,
    pending: 2,
    total: 2,
    saved: "memory",
  });
  // It is all there, and more can be written: a page that is not reloaded yet loses nothing.
  waiting.push(ann.room.update((doc) => doc.votes.add(3)));
  expect(ann.room.get()).toMatchObject({ title: "saved", votes: 5, shapes: [{ color: "blue" }] });
  expect(ann.room.rejected.get()).toEqual([]);
  expect([ann.room.status.get().pending, ann.page.isHeld]).toEqual([3, true]);

  server.restart();
  ann.client.retry();
  await server.pass(20_000);
  await Promise.all(waiting.map(({ committed }) => committed));
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  const bob = server.open("bob");
  await server.pass(50);
  expect(bob.room.get()).toEqual(ann.room.get());
  expect(bob.room.get()).toMatchObject({ title: "saved", votes: 5, shapes: [{ color: "blue" }] });
});

test("[R208] once the room is at the next version it opens for pages of that one, and stays closed for those before", async () => {
  const server = new InMemoryServer(Board);
  const ann = server.open("ann");
  await server.pass(50);
  ann.room.update((doc) => doc.shapes.push({ x: 5 }));
  await server.pass(20);
  ann.cut();
  ann.room.update((doc) => doc.votes.add());
  server.restart(NextBoard);
  const bob = server.open("bob", NextBoard);
  await server.pass(20_000);
  expect(bob.room.status.get().name).toBe("live");
  expect(bob.room.get()).toMatchObject({ votes: 0, shapes: [{ x: 105 }] });

  // Back to the version before: what is stored does not fit any more.
  server.restart();
  ann.client.retry();
  await server.pass(20_000);
  expect(ann.room.status.get()).toMatchObject({
    code: "schema.incompatible",
    reason: `${ROOM}: the room is at version ${version + 1}, this server at ${version}`,
    pending: 1,
  });
  expect(ann.room.rejected.get()).toEqual([]);
});

const Strict = defineRoom("strict", {
  version: 2,
  storage: { title: value("none"), items: list({ name: short }) },
});

const joined = {
  type: "joined",
  room: "strict:r",
  mark: "2:*",
  rights: { read: true, write: true },
  log: LOG,
  at: 0,
  ended: 0,
  people: [],
} as const;

const ID = "bobsclient000.1.0";

test("[R201] a page takes a migration as it comes: a state of the version before, and what the steps wrote over it", async () => {
  const table = new ScriptedRoom();
  const room = table.client.join(Strict, "r");
  table.welcome();
  const [item, gone] = [ID, "bobsclient000.2.0"];
  table.say({
    ...joined,
    state: {
      items: {
        list: [
          { id: item, fields: {} },
          { id: gone, trashed: true },
        ],
      },
    },
    from: 4,
    list: [
      { skip: 1, at: 1 },
      {
        migrated: 2,
        seq: 6,
        at: 1,
        ops: {
          title: [{ op: "set", id: "root", field: "title", value: "of 2" }],
          items: [
            { op: "set", id: item, field: "name", value: "one" },
            { op: "set", id: gone, field: "name", value: "two" },
          ],
        },
      },
    ],
  });
  await room.ready;
  expect(room.get()).toEqual({ title: "of 2", items: [{ id: item, name: "one" }] });

  const restore = {
    op: "restore",
    id: gone,
    record: { id: gone, fields: { name: "two" } },
  } as const;
  const by = { at: 2, actor: "bob", client: "bobsclient000", n: 3 };
  table.say({
    type: "entries",
    room: "strict:r",
    list: [{ seq: 7, ...by, ops: { items: [restore] } }],
  });
  expect(room.get()?.items.map((is) => is.name)).toEqual(["one", "two"]);
  expect(table.errors).toEqual([]);
});

test("[R694] a state that a page holds from another version is replaced", async () => {
  const table = new ScriptedRoom();
  const room = table.client.join(Strict, "r");
  table.welcome();
  table.say({ ...joined, state: { title: { value: "of 2" } }, from: 6, list: [] });
  await room.ready;
  table.reconnect();
  expect(table.link.taken("join")).toContainEqual({
    type: "join",
    room: "strict:r",
    version: 2,
    client: CLIENT,
    last: { ...LOG, seq: 6, at: 0 },
    ended: 0,
    mark: "2:*",
    shape: shapeOf(Strict),
  });
  table.say({ ...joined, mark: "2:*", state: { title: { value: "anew" } }, from: 9, list: [] });
  expect(room.get()?.title).toBe("anew");
});
