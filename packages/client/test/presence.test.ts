import { expect, test, vi } from "vitest";
import { CLIENT, person, ROOM, ScriptedRoom } from "./support/scripted-room.ts";

/** What was set in one task goes once it is over. */
const taskOver = (): Promise<void> => Promise.resolve();

const at = (x: number) => ({ cursor: { x, y: 0 } });

test("[R104] presence goes out once the task is over that set it, then every 33 ms, the newest only", async () => {
  const table = ScriptedRoom.withBob();
  for (let x = 0; x < 10; x++) {
    table.room.presence.set(at(x));
    await taskOver();
    table.clock.pass(10);
  }
  expect(table.room.presence.get()).toEqual(at(9));
  expect(table.link.take()).toEqual(
    [0, 3, 6, 9].map((x) => ({ type: "presence", room: ROOM, set: at(x) })),
  );
  table.clock.pass(1000);
  expect(table.sent()).toEqual([]);
});

test("[R328] what presence holds back goes at once when the page is hidden, and not again", async () => {
  const table = ScriptedRoom.withBob();
  table.room.presence.set(at(1));
  await taskOver();
  table.room.presence.set(at(2));
  expect(table.link.taken("presence").map(({ set }) => set)).toEqual([at(1)]);
  table.page.happen("hidden");
  expect(table.link.taken("presence").map(({ set }) => set)).toEqual([at(2)]);
  table.clock.pass(100);
  expect(table.link.taken("presence")).toEqual([]);
});

test("[R670] only the fields that were set travel, and all of them after a break", async () => {
  const table = ScriptedRoom.withBob();
  table.room.presence.set({ name: "Ann" });
  await taskOver();
  table.clock.pass(33);
  table.room.presence.set(at(1));
  await taskOver();
  expect(table.link.take().map((message) => "set" in message && message.set)).toEqual([
    { name: "Ann" },
    at(1),
  ]);
  table.link.drop();
  table.room.presence.set(at(2));
  table.redial();
  table.welcome().resume();
  expect(table.link.taken("presence")).toEqual([
    { type: "presence", room: ROOM, set: { name: "Ann", ...at(2) } },
  ]);
});

test("[R104] presence waits while much is waiting to leave, then goes as it is by then", async () => {
  const table = ScriptedRoom.withBob();
  table.link.buffered = 1_000_000;
  table.room.presence.set(at(1));
  await taskOver();
  table.clock.pass(100);
  table.room.presence.set(at(2));
  expect(table.sent()).toEqual([]);
  table.link.buffered = 0;
  table.clock.pass(33);
  expect(table.link.take()).toEqual([{ type: "presence", room: ROOM, set: at(2) }]);
});

test("[R104] a wrong presence throws at once and changes nothing", () => {
  const table = ScriptedRoom.live();
  const { presence } = table.room;
  expect(() => presence.set({ name: "much too long" })).toThrow("presence.name: at most 8 letters");
  expect(() => presence.set({ ...at(1), colour: "red" } as never)).toThrow(
    "presence.colour: is not a field",
  );
  expect(() => presence.set({ cursor: { x: Number.NaN, y: 0 } })).toThrow(
    "presence.cursor.x: NaN is not JSON",
  );
  expect(presence.get()).toEqual({});
  const large = { at: "x".repeat(17_000) } as unknown as { x: number; y: number };
  expect(() => presence.set({ cursor: large })).toThrow(
    "The presence has 17020 characters, the server takes 16384",
  );
  table.clock.pass(100);
  expect(table.sent()).toEqual([]);
  presence.set({ cursor: null });
  expect(presence.get()).toEqual({ cursor: null });
});

test("[R105] people are told of by name, and nobody is replaced who did not change", () => {
  const table = ScriptedRoom.live();
  const [ann, bob, eve] = [person(CLIENT, "ann"), person("bob"), person("eve")];
  const others = vi.fn<(...args: unknown[]) => void>();
  const people = vi.fn<(...args: unknown[]) => void>();
  table.room.others.subscribe(others);
  table.room.people.subscribe(people);
  table.tick([ann, bob, eve]);
  const before = table.room.others.get();
  expect(before).toEqual([bob, eve]);
  expect(
    table.room.people.get().map(({ user, self, clients }) => [user.id, self, clients]),
  ).toEqual([
    ["ann", true, [CLIENT]],
    ["bob", false, ["bob"]],
    ["eve", false, ["eve"]],
  ]);
  // A cursor moves.
  table.tick([{ client: "bob", presence: at(1) }]);
  expect(table.room.others.get()[0]?.presence).toEqual(at(1));
  expect(table.room.others.get()[1]).toBe(before[1]);
  expect(others).toHaveBeenCalledTimes(2);
  expect(people).toHaveBeenCalledTimes(1);
  // The own line, or nothing new: nobody is bothered.
  table.tick([
    { client: CLIENT, presence: at(5) },
    { client: "bob", presence: at(1) },
  ]);
  expect(others).toHaveBeenCalledTimes(2);
  table.tick([{ client: "stranger", presence: at(1) }], ["nobody"]);
  expect(others).toHaveBeenCalledTimes(2);
  table.tick([], ["eve"]);
  expect(table.room.others.get().map(({ client }) => client)).toEqual(["bob"]);
  expect(people).toHaveBeenCalledTimes(2);
});

test("[R671] a second tab is the same person, as awake as the more awake of both", () => {
  const table = ScriptedRoom.live();
  table.tick([
    person("tab-1", "bob", { state: "away" }),
    person("tab-2", "bob", { state: "idle" }),
  ]);
  expect(table.room.others.get()).toHaveLength(2);
  expect(table.room.people.get()).toMatchObject([
    { state: "idle", self: false, clients: ["tab-1", "tab-2"] },
  ]);
  table.tick([{ client: "tab-1", state: "active" }]);
  expect(table.room.people.get()).toMatchObject([{ state: "active" }]);
  table.tick([], ["tab-1"]);
  expect(table.room.people.get()).toMatchObject([{ state: "idle", clients: ["tab-2"] }]);
});

test("[R105] while the link is down the others stay as they were; who is still there keeps their object", () => {
  const table = ScriptedRoom.live();
  table.tick([person("bob", "bob", { presence: at(1) }), person("eve")]);
  const before = table.room.others.get();
  table.link.drop();
  expect(table.room.others.get()).toBe(before);
  table.redial();
  table
    .welcome()
    .resume([], { people: [person("bob", "bob", { presence: at(1) }), person("zoe")] });
  expect(table.room.others.get()[0]).toBe(before[0]);
  expect(table.room.others.get().map(({ client }) => client)).toEqual(["bob", "zoe"]);
});

test("[R105] after missed ticks a keyframe tells everything", () => {
  const table = ScriptedRoom.live();
  table.tick([person("bob"), person("eve")]);
  table.say({
    type: "tick",
    room: ROOM,
    people: [person("eve", "eve", { presence: at(3) })],
    gone: [],
    all: true,
  });
  expect(table.room.others.get()).toEqual([person("eve", "eve", { presence: at(3) })]);
});

test("[R106] idle after a minute without input, away while the page is hidden", async () => {
  const table = ScriptedRoom.withBob();
  const states = async (): Promise<unknown[]> => {
    await taskOver();
    return table.link.taken("presence").map(({ state }) => state);
  };
  table.clock.pass(59_000);
  table.page.happen("input");
  table.clock.pass(59_999);
  expect(await states()).toEqual([]);
  table.clock.pass(1);
  expect(await states()).toEqual(["idle"]);
  table.clock.pass(600_000);
  table.page.happen("input");
  expect(await states()).toEqual(["active"]);
  table.page.happen("hidden");
  table.clock.pass(600_000);
  expect(await states()).toEqual(["away"]);
  table.page.happen("visible");
  expect(await states()).toEqual(["active"]);
});

test("[R106] a state that changed while the link was down is told afterwards", () => {
  const table = ScriptedRoom.withBob();
  table.page.happen("hidden");
  expect(table.link.take()).toEqual([{ type: "presence", room: ROOM, set: {}, state: "away" }]);
  table.link.drop();
  table.page.happen("visible");
  if (table.server.links.length === 1) table.redial();
  // The server has kept the place, and still takes this page for hidden.
  table.welcome().resume([], {
    people: [person(CLIENT, "ann", { state: "away" }), person("bob")],
  });
  expect(table.link.taken("presence")).toEqual([
    { type: "presence", room: ROOM, set: {}, state: "active" },
  ]);
});

test("[R1136] a page that is alone sends nothing, and what it shows by then once somebody comes", async () => {
  const table = ScriptedRoom.live();
  for (let x = 0; x < 50; x++) {
    table.room.presence.set(at(x));
    await taskOver();
    table.clock.pass(33);
  }
  table.page.happen("hidden");
  table.room.look({ x: 0, y: 0, width: 9, height: 9 });
  await taskOver();
  table.clock.pass(1000);
  expect(table.link.take()).toEqual([]);
  table.say({ type: "tick", room: ROOM, people: [person("bob")], gone: [] });
  await taskOver();
  expect(table.link.take()).toEqual([
    { type: "look", room: ROOM, viewport: { x: 0, y: 0, width: 9, height: 9 } },
    { type: "presence", room: ROOM, set: at(49), state: "away" },
  ]);
  table.say({ type: "tick", room: ROOM, people: [], gone: ["bob"] });
  table.room.presence.set(at(50));
  await taskOver();
  table.clock.pass(1000);
  expect(table.link.take()).toEqual([]);
});

test("[R106] a page opened in the background says so when it enters", () => {
  const table = new ScriptedRoom().beside(person("bob"));
  table.page.happen("hidden");
  table.welcome().join();
  expect(table.link.taken("presence")).toEqual([
    { type: "presence", room: ROOM, set: {}, state: "away" },
  ]);
});

test("[R1045] while the own link is down nothing changes for four seconds, then others are not heard of, until the room is here again", () => {
  const table = ScriptedRoom.live();
  table.tick([
    person(CLIENT, "ann"),
    person("bob", "bob", { presence: at(1) }),
    person("tab", "ann"),
  ]);
  const states = (): unknown[] => table.room.others.get().map(({ state }) => state);
  const before = table.room.others.get();
  table.link.drop();
  table.clock.pass(3999);
  expect(table.room.others.get()).toBe(before);
  table.clock.pass(1);
  expect(states()).toEqual(["quiet", "quiet"]);
  expect(table.room.others.get()[0]?.presence).toEqual(at(1));
  expect(table.room.people.get().map(({ user, state }) => [user.id, state])).toEqual([
    ["ann", "active"],
    ["bob", "quiet"],
  ]);
  table.redial();
  table.welcome().resume([], {
    people: [
      person(CLIENT, "ann"),
      person("bob", "bob", { presence: at(1) }),
      person("tab", "ann"),
    ],
  });
  expect(states()).toEqual(["active", "active"]);
  table.clock.pass(60_000);
  expect(states()).toEqual(["active", "active"]);
});

test("[R1045] a blink of three seconds shows nothing", () => {
  const table = ScriptedRoom.live();
  const everyone = [person(CLIENT, "ann"), person("bob")];
  table.tick(everyone);
  const before = table.room.others.get();
  table.link.drop();
  table.clock.pass(3000);
  if (table.server.links.length === 1) table.redial();
  table.welcome().resume([], { people: everyone });
  table.clock.pass(60_000);
  expect(table.room.others.get()).toBe(before);
});

test("[R1046] who leaves keeps the avatar for two seconds while the cursor goes at once, and whoever reloads is the same person", () => {
  const table = ScriptedRoom.live();
  table.tick([person("old", "bob", { presence: at(1) }), person("eve")]);
  const shown = (): unknown[] =>
    table.room.people.get().map(({ user, clients }) => [user.id, ...clients]);
  table.tick([], ["old"]);
  expect(table.room.others.get().map(({ client }) => client)).toEqual(["eve"]);
  expect(shown()).toEqual([["bob"], ["eve", "eve"]]);
  table.clock.pass(1999);
  table.tick([person("new", "bob")]);
  expect(shown()).toEqual([
    ["bob", "new"],
    ["eve", "eve"],
  ]);
  table.clock.pass(60_000);
  expect(shown()).toHaveLength(2);
  table.tick([], ["new"]);
  table.clock.pass(1999);
  expect(shown()).toHaveLength(2);
  table.clock.pass(1);
  expect(shown()).toEqual([["eve", "eve"]]);
});

test("[R1046] who was not heard of is not waited for again", () => {
  const table = ScriptedRoom.live();
  table.tick([person("bob"), person("eve")]);
  table.tick([{ client: "bob", state: "quiet" }]);
  expect(table.room.people.get()[0]).toMatchObject({ state: "quiet" });
  table.tick([], ["bob"]);
  expect(table.room.people.get()).toMatchObject([{ clients: ["eve"] }]);
});
