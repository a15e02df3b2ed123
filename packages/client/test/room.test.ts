import { expect, test, vi } from "vitest";
import { Board, short } from "./support/board.ts";
import { CLIENT, LOG, ROOM, settled, BOARD_SHAPE, ScriptedRoom } from "./support/scripted-room.ts";
import { defineRoom, list } from "@alongside/core";

test("[R98] the status says what is true of the room, and of what was done in it", () => {
  const table = new ScriptedRoom();
  const { status } = table.room;
  expect(status.get()).toEqual({ name: "connecting", pending: 0, saved: "server" });
  table.welcome().join();
  table.clock.pass(5000);
  expect(status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  expect(status.get()).toBe(status.get());
  const seen: string[] = [];
  status.subscribe(({ name, pending }) => seen.push(`${name} ${pending}`));
  table.room.update((doc) => doc.votes.add());
  expect(status.get()).toEqual({ name: "live", pending: 1, total: 1, saved: "memory" });
  table.link.drop();
  expect(status.get()).toEqual({
    name: "reconnecting",
    pending: 1,
    total: 1,
    saved: "memory",
    code: "link.lost",
    reason: "Not saved yet, retrying: The connection was lost",
    retryAt: table.clock.now() + 150,
  });
  table.redial();
  table.welcome();
  expect(status.get()).toMatchObject({ name: "reconnecting", pending: 1, saved: "memory" });
  table.resume();
  expect(status.get()).toEqual({ name: "live", pending: 1, total: 1, saved: "memory" });
  table.ack(1);
  expect(status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  expect(seen).toEqual(["live 1", "reconnecting 1", "reconnecting 1", "live 1", "live 0"]);
});

test("[R667] a refusal of the room is final until somebody tries again", async () => {
  const table = new ScriptedRoom().welcome();
  const { ready } = table.room;
  table.say({ type: "closed", room: ROOM, code: "auth.forbidden", message: "Not you" });
  expect(table.room.status.get()).toEqual({
    name: "refused",
    pending: 0,
    saved: "server",
    code: "auth.forbidden",
    reason: "Not you",
  });
  await expect(ready).rejects.toMatchObject({ code: "auth.forbidden" });
  table.link.take();
  table.clock.pass(10_000);
  table.reconnect();
  expect(table.link.taken("join")).toEqual([]);
  table.client.retry();
  expect(table.link.taken("join")).toHaveLength(1);
  expect(table.room.ready).not.toBe(ready);
  table.join();
  await table.room.ready;
});

test("[R98] a connection that is refused tells whoever waits for the room", async () => {
  const table = new ScriptedRoom().welcome();
  table.say({ type: "bye", code: "version.unknown", message: "Too old" });
  await expect(table.room.ready).rejects.toMatchObject({ code: "version.unknown" });
  expect(table.room.status.get()).toMatchObject({ name: "refused", reason: "Too old" });
});

test("[R81] a room that the server closed is joined again, later each time it does not last", () => {
  const table = ScriptedRoom.live();
  const close = (code: string): void =>
    table.say({ type: "closed", room: ROOM, code, message: "again" });
  table.chance = 1;
  for (const wait of [600, 1200, 2400]) {
    close("store.failed");
    expect(table.room.status.get()).toMatchObject({
      name: "reconnecting",
      reason: "again",
      retryAt: table.clock.now() + wait,
    });
    table.clock.pass(wait - 1);
    expect(table.link.taken("join")).toHaveLength(0);
    table.clock.pass(1);
    expect(table.link.taken("join")).toHaveLength(1);
  }
  table.resume();
  table.clock.pass(5000);
  close("room.reset");
  table.clock.pass(300);
  expect(table.link.taken("join")).toHaveLength(1);
});

test("[R301] a room that the server keeps closed is joined again once that is over, and not before", () => {
  const table = ScriptedRoom.live();
  const faulty = { type: "closed", room: ROOM, code: "room.faulty", message: "again" } as const;
  table.say({ ...faulty, wait: 30_000 });
  expect(table.room.status.get()).toMatchObject({ name: "reconnecting", code: "room.faulty" });
  table.clock.pass(30_000);
  expect(table.link.taken("join")).toHaveLength(0);
  table.clock.pass(1000);
  expect(table.link.taken("join")).toHaveLength(1);
});

test("[R81] while the link is down a closed room waits for the link", () => {
  const table = ScriptedRoom.live();
  table.say({ type: "closed", room: ROOM, code: "room.reset", message: "" });
  table.link.drop();
  const down = table.link;
  table.redial();
  expect(down.taken("join")).toEqual([]);
  table.welcome();
  expect(table.link.taken("join")).toHaveLength(1);
});

test("[R98] stored state that the definition has no answer for does not open", async () => {
  const Strict = defineRoom("strict", { version: 1, storage: { items: list({ name: short }) } });
  const table = new ScriptedRoom();
  const room = table.client.join(Strict, "r");
  table.welcome();
  table.say({
    type: "joined",
    room: "strict:r",
    mark: "m",
    rights: { read: true, write: true },
    state: { items: { list: [{ id: "bobsclient000.1.0", fields: {} }] } },
    log: LOG,
    from: 1,
    at: 1,
    list: [],
    ended: 0,
    people: [],
  });
  expect(room.status.get()).toMatchObject({ name: "refused", code: "schema.incompatible" });
  await expect(room.ready).rejects.toThrow("nothing is stored");
  expect(room.get()).toBeUndefined();
});

test("[R98] a room that was here and fits no more is not shown", async () => {
  const Strict = defineRoom("strict", { version: 1, storage: { items: list({ name: short }) } });
  const table = new ScriptedRoom();
  const room = table.client.join(Strict, "r");
  const joined = {
    type: "joined",
    room: "strict:r",
    mark: "m",
    rights: { read: true, write: true },
    log: LOG,
    at: 0,
    list: [],
    ended: 0,
    people: [],
  } as const;
  table.welcome();
  table.say({ ...joined, state: {}, from: 0 });
  await room.ready;
  table.reconnect();
  table.say({
    ...joined,
    state: { items: { list: [{ id: "bobsclient000.1.0", fields: {} }] } },
    from: 1,
  });
  expect(room.get()).toBeUndefined();
  expect(room.status.get()).toMatchObject({ name: "refused", code: "schema.incompatible" });
  await expect(room.ready).rejects.toMatchObject({ code: "schema.incompatible" });
});

test("[R99] leaving the page asks while something is pending, and only then", () => {
  const table = ScriptedRoom.live();
  expect(table.page.isHeld).toBe(false);
  table.room.update((doc) => doc.votes.add());
  expect(table.page.isHeld).toBe(true);
  table.room.update((doc) => doc.votes.add());
  table.ack(1);
  expect(table.page.isHeld).toBe(true);
  table.refuse(2);
  expect(table.page.isHeld).toBe(false);
});

test("[R100] a room joined twice is one room, left when both have left", () => {
  const table = ScriptedRoom.live();
  const again = table.client.join(Board, "r");
  const other = table.client.join(Board, "other");
  expect(table.sent()).toEqual(["join"]);
  again.update((doc) => void (doc.title = "shared"));
  expect(table.state.title).toBe("shared");
  table.ack(1);
  table.link.take();
  table.room.leave();
  table.clock.pass(10);
  expect(table.sent()).toEqual([]);
  again.leave();
  table.clock.pass(10);
  expect(table.link.take()).toEqual([{ type: "leave", room: ROOM }]);
  expect(() => again.leave()).toThrow("has left it already");
  expect(() => again.update(() => undefined)).toThrow("The room board:r was left");
  expect(other.id).toBe("other");
});

test("[R668] who leaves and joins in the same moment never left", () => {
  const table = ScriptedRoom.live();
  const before = table.state;
  table.room.leave();
  const again = table.client.join(Board, "r");
  table.clock.pass(100);
  expect(table.sent()).toEqual([]);
  expect(again.get()).toBe(before);
});

test("[R100] a room is left only when nothing is pending in it", async () => {
  const table = ScriptedRoom.live();
  const { committed } = table.room.update((doc) => doc.votes.add());
  table.room.leave();
  table.clock.pass(100);
  expect(table.sent()).toEqual(["change 1"]);
  table.reconnect();
  table.resume();
  expect(table.sent()).toEqual(["hello", "join", "change 1"]);
  table.ack(1);
  await committed;
  table.clock.pass(0);
  expect(table.sent()).toEqual(["leave"]);
});

test("[R100] a room is not left while its join is unanswered", () => {
  const table = new ScriptedRoom().welcome();
  table.client.join(Board, "other");
  table.link.take();
  table.room.leave();
  table.clock.pass(100);
  expect(table.sent()).toEqual([]);
  table.join();
  table.clock.pass(0);
  expect(table.sent()).toEqual(["leave"]);
});

test("[R100] who comes back goes on counting where it stopped", () => {
  const table = ScriptedRoom.live();
  table.client.join(Board, "other");
  table.room.update((doc) => doc.votes.add());
  table.ack(1);
  table.room.leave();
  table.clock.pass(0);
  table.link.take();
  const again = table.client.join(Board, "r");
  expect(table.link.take()).toEqual([
    { type: "join", room: ROOM, version: 3, client: CLIENT, ended: 1, shape: BOARD_SHAPE },
  ]);
  table.join({ ended: 1, from: 1 });
  again.update((doc) => doc.votes.add());
  expect(table.sent()).toEqual(["change 2"]);
});

test("[R108] events reach who listens, with who they are from", () => {
  const table = ScriptedRoom.live();
  const wave = vi.fn<(...args: unknown[]) => void>();
  const stop = table.room.on("wave", wave);
  table.room.on("wave", () => {
    throw new Error("broken");
  });
  table.tick([
    { client: "bobsclient000", user: { id: "bob", name: "Bob", color: "blue" }, state: "active" },
  ]);
  table.say({ type: "event", room: ROOM, name: "wave", body: "hi", from: "bobsclient000" });
  expect(wave.mock.calls).toEqual([["hi", table.room.others.get()[0]]]);
  expect(table.errors.map(String)).toEqual(["Error: broken"]);
  stop();
  table.say({ type: "event", room: ROOM, name: "wave", body: "hi", from: "bobsclient000" });
  expect(wave).toHaveBeenCalledTimes(1);
});

test("[R108] an event goes to who is here now, or nowhere", () => {
  const table = ScriptedRoom.live();
  expect(table.room.broadcast("wave", "hello")).toBe(true);
  expect(table.link.take()).toEqual([{ type: "event", room: ROOM, name: "wave", body: "hello" }]);
  table.link.drop();
  expect(table.room.broadcast("wave", "hello")).toBe(false);
  expect(() => table.room.broadcast("wave", "much too long")).toThrow(
    "events.wave: at most 8 letters",
  );
  expect(() => table.room.broadcast("bow" as "wave", "x")).toThrow(
    'the event should be one of wave, got "bow"',
  );
  expect(() => table.room.on("bow" as "wave", () => undefined)).toThrow(
    'the event should be one of wave, got "bow"',
  );
});

test("[R98] a room is one value for every hook", async () => {
  const table = ScriptedRoom.live();
  const { get, subscribe, status, rejected } = table.room;
  // Unbound, as `useSyncExternalStore(status.subscribe, status.get)` calls them.
  const stop = subscribe(() => undefined);
  expect(get()).toBe(table.room.get());
  expect([status.get(), rejected.get()]).toEqual([
    table.room.status.get(),
    table.room.rejected.get(),
  ]);
  stop();
  await settled();
});

test("[R100] a page that goes for good says so, so that nobody waits and sees", () => {
  const table = ScriptedRoom.live();
  table.page.happen("gone");
  expect(table.link.take()).toEqual([{ type: "leave", room: ROOM }]);
});

test("[R581] a room too many is asked for again once another was left, or has ended", () => {
  const table = ScriptedRoom.live();
  const other = table.client.join(Board, "other");
  const third = table.client.join(Board, "third");
  const full = { type: "closed", code: "limit.rooms", message: "Too many" } as const;
  table.link.say({ ...full, room: "board:third" });
  expect(third.status.get()).toMatchObject({ name: "refused", code: "limit.rooms" });
  table.link.take();
  // Another that ends, but will be back, gives no place.
  table.link.say({ type: "closed", room: "board:other", code: "room.reset", message: "Again" });
  expect(table.link.take()).toEqual([]);
  table.link.say({ type: "closed", room: ROOM, code: "auth.forbidden", message: "No" });
  expect(table.link.taken("join")).toMatchObject([{ room: "board:third" }]);
  expect(third.status.get().name).toBe("connecting");
  table.link.say({ ...full, room: "board:third" });
  other.leave();
  table.clock.pass(1);
  expect(table.link.taken("join")).toMatchObject([{ room: "board:third" }]);
});
