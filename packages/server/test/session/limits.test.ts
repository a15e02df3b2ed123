import { expect, test } from "vitest";
import { limitsWith } from "../../src/limits.ts";
import { Purse, ratesOf } from "../../src/session/purse.ts";
import { ROOM, vote } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

test("a room too many is refused by itself, and free again when another was left", async () => {
  const world = new World({ limits: { roomsPerConnection: 2 } });
  const ann = await world.greet("ann");
  await ann.join({ room: "board:1" });
  await ann.join({ room: "board:2" });
  await expect(ann.join({ room: "board:3" })).rejects.toThrow("limit.rooms");
  ann.say({ type: "leave", room: "board:1" });
  await ann.join({ room: "board:3" });
  expect(ann.end).toBeUndefined();
});

test("[R149] [R511] frames for a seat that has ended are passed over, and one for a seat that never was ends the connection", async () => {
  const world = new World();
  const ann = await world.join("ann");
  world.fates.push("fail");
  ann.change(vote);
  await settle();
  ann.change(vote);
  ann.say({ type: "presence", room: ROOM, set: {} });
  expect(ann.end).toBeUndefined();
  ann.say({ type: "leave", room: ROOM });
  ann.say({ type: "presence", room: ROOM, set: {} });
  expect(ann.end).toBeUndefined();
  ann.say({ type: "presence", room: "board:two", set: {} });
  expect(ann.end).toEqual({ code: 4404, reason: "room.not-joined" });
});

test("[R582] no more rooms than may be joined are remembered for that, the newest", async () => {
  const world = new World({ limits: { roomsPerConnection: 3 } });
  const ann = await world.greet("ann");
  for (let i = 0; i < 20; i++) await ann.join({ room: `nothing:${i}` }).catch(() => {});
  await ann.join({ room: "nothing:18" }).catch(() => {});
  for (let i = 17; i < 20; i++) ann.change(vote, { n: 1, room: `nothing:${i}` });
  expect(ann.end).toBeUndefined();
  ann.change(vote, { n: 1, room: "nothing:16" });
  expect(ann.end?.reason).toBe("room.not-joined");
});

test("a change that comes while the room is being entered is passed over, and taken when it is sent again", async () => {
  const world = new World();
  const ann = await world.greet("ann");
  const go = world.pause("loadSnapshot");
  ann.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  ann.change(vote);
  expect(ann.end).toBeUndefined();
  go();
  await settle();
  expect(ann.take("joined")).toMatchObject([{ ended: 0 }]);
  ann.change(vote, { n: 1 });
  await settle();
  expect(ann.entries()).toMatchObject([{ ack: 1, seq: 1 }]);
});

test("so is all else that comes meanwhile", async () => {
  const world = new World();
  const ann = await world.greet("ann");
  const go = world.pause("loadSnapshot");
  ann.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  ann.say({ type: "event", room: ROOM, name: "wave", body: { to: "all" } });
  ann.say({ type: "preview", room: ROOM, gesture: 1, ops: null });
  ann.say({ type: "presence", room: ROOM, set: {} });
  go();
  await settle();
  expect(ann.take("joined")).toHaveLength(1);
  expect(ann.end).toBeUndefined();
  expect(world.errors).toEqual([]);
});

test("a reader who is behind waits for its next room", async () => {
  const world = new World();
  const ann = await world.greet("ann");
  ann.buffered = 300_000;
  await expect(ann.join()).rejects.toThrow("Not joined");
  await world.clock.advance(1000);
  expect(ann.take("joined")).toEqual([]);
  ann.buffered = 0;
  await world.clock.advance(100);
  expect(ann.take("joined")).toHaveLength(1);
});

test("[R550] a purse refills at its rate, up to its burst; what is taken beyond is owed", () => {
  const limits = limitsWith({ changesPerSecond: 10 });
  const purse = new Purse(ratesOf(limits, 1), 0);
  const take = (changes: number, now: number): number =>
    purse.take({ messages: 0, changes, bytes: 0, work: 0 }, now);
  expect(take(20, 0)).toBe(0);
  expect(take(5, 0)).toBe(500);
  expect(take(0, 300)).toBe(200);
  expect(take(0, 500)).toBe(0);
  expect(purse.isFull(500)).toBe(false);
  expect(purse.isFull(60_000)).toBe(true);
  expect(take(21, 60_000)).toBe(100);
  // A clock that is set back neither gives nor takes.
  expect(take(0, 1000)).toBe(100);
  expect(take(0, 1100)).toBe(0);
});
