import { defineRoom, point, value, type Viewport } from "@alongside/core";
import type { Look } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { createClient } from "../src/index.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakePage } from "./support/fake-page.ts";
import { type FakeLink, FakeServer } from "./support/fake-server.ts";
import { ANN, CLIENT, LOG, person } from "./support/scripted-room.ts";

const Plane = defineRoom("plane", {
  version: 1,
  presence: { cursor: point({ resolution: 0.5 }) },
  storage: { title: value("") },
});

function welcome(link: FakeLink): void {
  link.say({
    type: "welcome",
    version: 2,
    session: "s",
    user: ANN,
    now: 0,
    limits: { message: 2 ** 21, inFlight: 16 },
  });
}

function joined(link: FakeLink): void {
  link.say({
    type: "joined",
    room: "plane:r",
    mark: "m",
    rights: { read: true, write: true },
    state: {},
    log: LOG,
    from: 0,
    at: 0,
    list: [],
    ended: 0,
    people: [
      { ...person(CLIENT, "ann"), place: 0 },
      { ...person("bob"), presence: { cursor: { x: 1.5, y: -2 } }, place: 1 },
    ],
    tick: 7,
  });
}

/** A page in a room with Bob, who is number 1 there, after tick 7. */
function plane() {
  const [clock, page] = [new FakeClock(), new FakePage()];
  const server = new FakeServer(clock);
  const random = { next: () => 0.5, id: () => CLIENT };
  const client = createClient({
    url: "/live",
    clock,
    random,
    transports: [server.transport],
    environment: page,
  });
  const room = client.join(Plane, "r");
  const { link } = server;
  link.open();
  welcome(link);
  joined(link);
  link.take();
  const cursor = (): unknown => room.others.get()[0]?.presence.cursor;
  /** A tick: the number, then for each who moved a gap with how it is told, and the way. */
  const tick = (number: number, ...moves: readonly number[][]): void => {
    const field = [...Buffer.from("cursor")];
    const counts = [1, moves.length];
    link.raw(Uint8Array.from([[1, 1, number, 1, 0, 6], field, counts, ...moves].flat()));
  };
  return { room, link, cursor, tick, clock, server };
}

test("[R1041] a page reads where people went, a step of the resolution at a time", () => {
  const { cursor, tick } = plane();
  tick(8, [4, 4, 3]);
  expect(cursor()).toEqual({ x: 2.5, y: -3 });
  tick(9, [0, 2, 2], [0, 1, 0]);
  expect(cursor()).toEqual({ x: 2, y: -3 });
  tick(10, [5]);
  expect(cursor()).toBeNull();
  tick(11, [4, 2, 2]);
  expect(cursor()).toEqual({ x: 0.5, y: 0.5 });
});

test("[R1042] a page that missed a tick asks once, moves nobody until it is answered, and goes on from there", () => {
  const { room, link, cursor, tick } = plane();
  tick(9, [4, 4, 3]);
  tick(10, [4, 4, 3]);
  expect(cursor()).toEqual({ x: 1.5, y: -2 });
  expect(link.take()).toEqual([{ type: "keyframe", room: "plane:r" }]);
  link.say({
    type: "tick",
    room: "plane:r",
    people: [{ ...person("bob"), presence: { cursor: { x: 20, y: 20 } }, place: 1 }],
    gone: [],
    all: true,
    number: 10,
  });
  expect(room.others.get()).toHaveLength(1);
  expect(cursor()).toEqual({ x: 20, y: 20 });
  tick(11, [4, 2, 2]);
  expect(cursor()).toEqual({ x: 20.5, y: 20.5 });
  expect(link.take()).toEqual([]);
});

test("[R1042] a tick of somebody whom a page does not know is not guessed at", () => {
  const { link, cursor, tick } = plane();
  tick(8, [4, 4, 3], [0, 4, 3]);
  expect(cursor()).toEqual({ x: 1.5, y: -2 });
  expect(link.take()).toEqual([{ type: "keyframe", room: "plane:r" }]);
});

test("[R1131] a point that is out of view is not there, and nobody is quiet for it", () => {
  const { room, link, cursor, tick } = plane();
  tick(8, [7]);
  expect(room.others.get()).toMatchObject([{ client: "bob", state: "active" }]);
  expect(Object.keys(room.others.get()[0]?.presence ?? {})).toEqual([]);
  const known = room.others.get();
  tick(9, [7]);
  expect(room.others.get()).toBe(known);
  // In one frame out of one cell and into the next.
  const field = [...Buffer.from("cursor")];
  link.raw(Uint8Array.from([1, 1, 10, 1, 0, 6, ...field, 2, 1, 7, 1, 6, 4, 3, 2, 97, 98]));
  expect(cursor()).toEqual({ x: 1, y: -1, area: "ab" });
  tick(11, [4, 2, 0]);
  expect(cursor()).toEqual({ x: 1.5, y: -1, area: "ab" });
  expect(link.take()).toEqual([]);
});

test("[R1135] a page tells the server what it looks at, four times a second at most, and anew when it enters", () => {
  const { room, link, clock, server } = plane();
  const at = (x: number): Viewport => ({ x, y: 0, width: 10, height: 10 });
  const told = (): unknown[] => link.take().map((message) => (message as Partial<Look>).viewport);
  room.look(at(0));
  room.look(at(1));
  room.look(at(2));
  expect(told()).toEqual([at(0)]);
  clock.pass(249);
  expect(told()).toEqual([]);
  clock.pass(1);
  expect(told()).toEqual([at(2)]);
  clock.pass(1000);
  room.look(at(2));
  expect(told()).toEqual([]);
  room.look({ areas: ["page 2"] });
  room.look();
  expect(told()).toEqual([{ areas: ["page 2"] }]);
  clock.pass(1000);
  expect(link.take()).toEqual([{ type: "look", room: "plane:r" }]);
  room.look(at(5));
  link.take();
  link.drop();
  clock.pass(60_000);
  server.link.open();
  welcome(server.link);
  joined(server.link);
  expect(server.link.take()).toContainEqual({ type: "look", room: "plane:r", viewport: at(5) });
});

test.each([
  null,
  7,
  {},
  { x: 0, y: 0, width: -1, height: 1 },
  { x: 0, y: 0, width: 1, height: Number.NaN },
  { x: 0, y: 0, width: 1 },
  { x: 0, y: 0, width: 1, height: 1, area: "" },
  { areas: "page 2" },
  { areas: [""] },
  { areas: Array.from({ length: 65 }, String) },
])("[R1135] %j is no viewport", (viewport) => {
  const { room, link } = plane();
  expect(() => room.look(viewport as never)).toThrow("look: a viewport should be");
  expect(link.take()).toEqual([]);
});

test("[R1133] a page that is told only how many there are shows that until it is told of everyone", () => {
  const { room, link } = plane();
  const heard: unknown[] = [];
  room.crowd.subscribe((crowd) => heard.push(crowd));
  const own = { ...person(CLIENT, "ann"), place: 0 };
  link.say({ type: "tick", room: "plane:r", people: [own], gone: [], all: true, number: 7 });
  link.say({ type: "counts", room: "plane:r", clients: 4200, people: 3900, active: 12 });
  expect(room.crowd.get()).toEqual({ clients: 4200, people: 3900, active: 12 });
  expect(room.others.get()).toEqual([]);
  const people = [own, { ...person("bob"), place: 1 }];
  link.say({ type: "tick", room: "plane:r", people, gone: [], all: true, number: 7 });
  expect(room.crowd.get()).toBeUndefined();
  expect(heard).toEqual([{ clients: 4200, people: 3900, active: 12 }, undefined]);
});

test("[R1041] the own point is what others will see of it; a move within a step is none", async () => {
  const { room, link, clock } = plane();
  room.presence.set({ cursor: { x: 10.26, y: -0.2 } });
  expect(room.presence.get().cursor).toEqual({ x: 10.5, y: 0 });
  await Promise.resolve();
  expect(link.take()).toMatchObject([{ set: { cursor: { x: 10.5, y: 0 } } }]);
  clock.pass(100);
  room.presence.set({ cursor: { x: 10.4, y: 0.1 } });
  clock.pass(100);
  expect(link.take()).toEqual([]);
  expect(() => room.presence.set({ cursor: { x: Number.NaN, y: 0 } })).toThrow(
    "presence.cursor.x: NaN is not JSON",
  );
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, "1"])(
  "[R1041] a point of the resolution %s is the app's mistake",
  (resolution) => {
    expect(() => point({ resolution: resolution as number })).toThrow(
      "the resolution should be a number from 0.000001 to 1000000",
    );
  },
);
