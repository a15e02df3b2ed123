import { join } from "node:path";
import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { Hub } from "../../src/session/hub.ts";
import { limitsWith } from "../../src/limits.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { systemClock, systemRandom } from "@alongside/core/engine";
import { Board, ROOM } from "../room/board.ts";
import { World } from "../room/world.ts";
import { settle } from "../room/test-clock.ts";
import { folder } from "../store/folder.ts";

function hubOf(store: Store): Hub {
  return new Hub({
    rooms: [implement(Board)],
    store,
    clock: systemClock,
    random: systemRandom,
    limits: limitsWith({}),
    authenticate: () => ({ user: { id: "ann", name: "Ann", color: "#123456" } }),
    onError: (error) => {
      throw error;
    },
  });
}

test("[R1530] rooms are listed by kind, by how their ids begin, and page by page", async () => {
  const world = new World();
  const names = ["a", "b", "c-1", "c-2", "d"];
  for (const name of names)
    await world.hub.room(Board, name).update((doc) => void (doc.title = name));
  await world.store.append("boardroom:x", 0, [
    { seq: 1, at: 1, kind: "change", actor: "ann", client: "AAAAAAAAAAAA", n: 1, ops: {} },
  ]);
  const { rooms } = world.hub;
  const ids = names.map((name) => `board:${name}`);
  expect(await rooms.list()).toEqual({ rooms: [...ids, "boardroom:x"] });
  expect(await rooms.list({ kind: "board" })).toEqual({ rooms: ids });
  expect(await rooms.list({ kind: "boardroom", prefix: "board" })).toEqual({
    rooms: ["boardroom:x"],
  });
  expect(await rooms.list({ prefix: "board:c" })).toEqual({ rooms: ["board:c-1", "board:c-2"] });
  // What begins with a name may be just that.
  expect(await rooms.list({ prefix: "board:c-1" })).toEqual({ rooms: ["board:c-1"] });
  expect(await rooms.list({ kind: "board", prefix: "paper:" })).toEqual({ rooms: [] });
  const found: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const page = await rooms.list({ kind: "board", after, limit: 2 });
    expect(page.rooms.length).toBeLessThanOrEqual(2);
    found.push(...page.rooms);
    after = page.next;
  }
  expect(found).toEqual(ids);
});

test.each([
  ["memory", () => memory()],
  ["sqlite", () => sqlite(join(folder(), "rooms.db"))],
] as const)("[R1531] what is known of a room is told, loaded or not: %s", async (_, open) => {
  const store = open();
  const hub = hubOf(store);
  expect(await hub.rooms.stat(ROOM)).toBeUndefined();
  const room = hub.room(Board, "one");
  for (let i = 0; i < 5; i++) await room.update((doc) => void doc.shapes.push({ kind: `${i}` }));
  await room.presence.set({ id: "bot", name: "Bot" });
  const stat = await hub.rooms.stat(ROOM);
  const { epochs } = await store.origin(ROOM);
  expect(stat).toMatchObject({
    id: ROOM,
    kind: "board",
    version: 1,
    seq: 5,
    epoch: epochs[0]?.epoch,
    entries: 5,
    isLoaded: true,
    people: 1,
  });
  expect(stat?.at).toBeLessThanOrEqual(Date.now());
  expect(stat?.bytes.entries).toBeGreaterThan(5 * 40);
  await store.saveSnapshot(ROOM, 5);
  await store.dropBefore(ROOM, 5);
  const other = await hubOf(store).rooms.stat(ROOM);
  expect(other).toMatchObject({ seq: 5, at: stat?.at, entries: 0, isLoaded: false, people: 0 });
  expect(other?.bytes.entries).toBe(0);
  expect(other?.bytes.snapshots).toBeGreaterThan(100);
  await hub.stop();
  await store.close();
});

test("[R1545] the server's own code reads a room with the number of its last entry", async () => {
  const room = new World().hub.room(Board, "one");
  expect((await room.state()).seq).toBe(0);
  const { seq } = await room.update((doc) => void (doc.title = "here"));
  const read = await room.state();
  expect(read).toEqual({ seq, state: await room.read() });
  expect(read.state.title).toBe("here");
});

test("[R1532] a room is had by its id alone, of a kind that the server runs", async () => {
  const { hub } = new World();
  await hub.room(Board, "one").update((doc) => void (doc.title = "here"));
  expect(await hub.rooms.get(ROOM).read()).toMatchObject({ title: "here" });
  expect(() => hub.rooms.get("paper:x")).toThrow(/paper/);
  expect(() => hub.rooms.get("one")).toThrow('the room should be "board:roadmap", say, got "one"');
});

test.each([
  [{ limit: 0 }, "the limit should be a whole number from 1 to 1000, got 0"],
  [{ limit: 1e9 }, "got 1000000000"],
  [{ limit: 1.5 }, "got 1.5"],
  [{ kind: 7 }, "kind should be a text, got 7"],
  ["board", 'got "board"'],
])("[R1530] a list that cannot be asked for is a mistake: %j", async (options, message) => {
  await expect(new World().hub.rooms.list(options as never)).rejects.toThrow(message);
  await expect(new World().hub.rooms.stat("x")).rejects.toThrow('"board:roadmap", say, got "x"');
});

test("[R1533] the server's own code sees who is in a room, and what they show", async () => {
  const world = new World();
  const room = world.hub.room(Board, "one");
  expect(await room.people()).toEqual([]);
  const ann = await world.join("ann");
  await world.join("bob", "bob");
  ann.say({ type: "presence", room: ROOM, set: { note: "hi" } });
  await room.presence.set({ id: "bot", name: "Bot" }, { note: "beep" });
  await settle();
  const seen = (await room.people()).map(({ client, user: { id, kind }, state, presence }) => [
    client,
    id,
    kind,
    state,
    presence,
  ]);
  expect(seen).toEqual([
    [ann.client, "ann", undefined, "active", { note: "hi" }],
    ["bob".padEnd(12, "-"), "bob", undefined, "active", {}],
    ["agent:bot", "agent:bot", "agent", "active", { note: "beep" }],
  ]);
});

test("[R1534] whoever is kicked hears why, is gone at once for the others, and may come in again", async () => {
  const world = new World();
  const room = world.hub.room(Board, "one");
  const [ann, ann2] = [await world.join("ann"), await world.join("ann2", "ann")];
  const bob = await world.join("bob", "bob");
  expect(await room.kick("ann", "Lunch")).toBe(2);
  for (const peer of [ann, ann2]) {
    expect(peer.take("closed")).toMatchObject([{ code: "room.kicked", message: "Lunch" }]);
    expect(peer.end).toBeUndefined();
  }
  await world.clock.advance(100);
  expect((await room.people()).map(({ user }) => user.id)).toEqual(["bob"]);
  expect(bob.take("tick").flatMap(({ gone }) => gone)).toEqual([ann.client, ann2.client]);
  expect(await room.kick("nobody")).toBe(0);
  await ann.join();
  expect((await room.people()).map(({ user }) => user.id)).toEqual(["bob", "ann"]);
  await expect(room.kick(7 as never)).rejects.toThrow("an id, a text, got 7");
  await expect(room.kick("ann", "x".repeat(201))).rejects.toThrow("200 characters at most");
});

test("[R1534] who is kicked while the link is down keeps no place", async () => {
  const world = new World();
  const ann = await world.join("ann");
  ann.connection?.closed();
  await settle();
  const room = world.hub.room(Board, "one");
  expect(await room.people()).toHaveLength(1);
  await room.kick("ann");
  expect(await room.people()).toEqual([]);
});

test("[R1535] an event of the server's own reaches everybody, or those it is for, and comes from nobody", async () => {
  const world = new World();
  const room = world.hub.room(Board, "one");
  const ann = await world.join("ann");
  const bob = await world.join("bob", "bob");
  expect(await room.broadcast("wave", { to: "all" })).toBe(2);
  expect(await room.broadcast("wave", { to: "bob" }, { to: ["bob"] })).toBe(1);
  expect(await room.broadcast("wave", { to: "you" }, { to: [ann.client, "nobody"] })).toBe(1);
  await settle();
  const heard = (peer: typeof ann) =>
    peer.take("event").map(({ name, body, from }) => [name, body, from]);
  expect(heard(ann)).toEqual([
    ["wave", { to: "all" }, undefined],
    ["wave", { to: "you" }, undefined],
  ]);
  expect(heard(bob)).toEqual([
    ["wave", { to: "all" }, undefined],
    ["wave", { to: "bob" }, undefined],
  ]);
  await expect(room.broadcast("wave", { to: 7 } as never)).rejects.toMatchObject({
    name: "Invalid",
  });
  await expect(room.broadcast("shout" as never, {} as never)).rejects.toMatchObject({
    name: "Invalid",
  });
  const many = Array.from({ length: 101 }, (_, i) => `${i}`);
  await expect(room.broadcast("wave", { to: "all" }, { to: many })).rejects.toThrow(
    "100 ids at most",
  );
});
