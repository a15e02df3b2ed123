import type { Json } from "@alongside/core";
import type { Tick } from "../../../core/test/speech.ts";
import { describe, expect, test } from "vitest";
import { ROOM, titled } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

const TICK = 33;

function show(
  peer: Peer,
  set: { readonly [field: string]: Json },
  state?: "active" | "idle" | "away",
): void {
  peer.say({ type: "presence", room: ROOM, set, ...(state !== undefined && { state }) });
}

/** The person of `peer` in what somebody heard. */
const person = (ticks: readonly Tick[], peer: Peer) =>
  ticks.flatMap(({ people }) => people).filter(({ client }) => client === peer.client);

describe("[R12] presence costs a frame per connection and tick, however many changed", () => {
  test.each([2, 10, 40])("%i people who all move cost that many frames a tick", async (count) => {
    const world = new World();
    const peers = [await world.join("p0")];
    for (let i = 1; i < count; i++) peers.push(await world.join(`p${i}`));
    await world.clock.advance(1000);
    const before = world.hub.figures.framesOut;
    for (let tick = 0; tick < 30; tick++) {
      for (const peer of peers)
        for (let x = 0; x < 3; x++) show(peer, { cursor: { x: x + tick, y: 0 } });
      await world.clock.advance(TICK);
    }
    const ticks = (world.hub.figures.framesOut - before) / count;
    expect(ticks).toBeGreaterThanOrEqual(30);
    expect(ticks).toBeLessThanOrEqual(31);
    expect(peers[0]?.take("tick").at(-1)?.people).toHaveLength(count);
  });

  test("above fifty people ticks are slower in proportion", async () => {
    const world = new World({ limits: { messagesPerSecond: 10_000 } });
    const ann = await world.join("ann");
    for (let i = 0; i < 99; i++) await world.join(`p${i}`);
    await world.clock.advance(1000);
    const before = world.hub.figures.framesOut;
    for (let i = 0; i < 100; i++) {
      show(ann, { cursor: { x: i, y: 0 } });
      await world.clock.advance(10);
    }
    const ticks = (world.hub.figures.framesOut - before) / 100;
    expect(ticks).toBeGreaterThan(1000 / (TICK * 2) - 2);
    expect(ticks).toBeLessThan(1000 / (TICK * 2) + 2);
  });

  test("[R1371] above two hundred people a tick waits for more, unless somebody goes on moving", async () => {
    const world = new World({ limits: { messagesPerSecond: 100_000 } });
    const peers = [await world.join("p0")];
    for (let i = 1; i < 250; i++) peers.push(await world.join(`p${i}`));
    const [ann, bob] = peers as [Peer, Peer, ...Peer[]];
    const during = async (ms: number, step: number, act: (i: number) => void): Promise<number> => {
      await world.clock.advance(2000);
      bob.take("tick");
      for (let i = 0; i < ms / step; i++) {
        act(i);
        await world.clock.advance(step);
      }
      return bob.take("tick").length;
    };
    // Each person shows something once a second, one after the other.
    const once = await during(2000, 4, (i) => show(peers[i % 250] as Peer, { note: `${i}` }));
    expect(once).toBeGreaterThanOrEqual(5);
    expect(once).toBeLessThanOrEqual(7);
    // Slower than thirty times a second, in proportion to the room, and no more.
    const going = await during(2000, 20, (i) => show(ann, { note: `${i}` }));
    expect(going).toBeGreaterThan(2000 / (TICK * 5) - 2);
    // What comes alone is told at once, and the first of what goes on soon.
    expect(await during(20, 20, () => show(ann, { note: "alone" }))).toBe(1);
    expect(await during(400, 40, (i) => show(ann, { note: `again ${i}` }))).toBeGreaterThan(2);
  });

  test("[R1370] a clock that is an hour ahead all at once holds nobody up for more than a second", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, { cursor: { x: 1, y: 1 } });
    await settle();
    show(ann, { cursor: { x: 2, y: 2 } });
    await settle();
    world.clock.set(world.clock.now() + 3_600_000);
    await world.clock.advance(TICK);
    show(ann, { cursor: { x: 3, y: 3 } });
    await world.clock.advance(1000 + TICK);
    expect(person(bob.take("tick"), ann).at(-1)?.presence).toEqual({ cursor: { x: 3, y: 3 } });
  });

  test("a quiet room is told at once, a busy one at the next tick", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, { cursor: { x: 1, y: 1 } });
    await settle();
    expect(person(bob.take("tick"), ann)).toEqual([
      { client: ann.client, presence: { cursor: { x: 1, y: 1 } } },
    ]);
    show(ann, { cursor: { x: 2, y: 2 } });
    await world.clock.advance(TICK - 1);
    expect(bob.take("tick")).toEqual([]);
    show(ann, { cursor: { x: 3, y: 3 } });
    await world.clock.advance(1);
    expect(person(bob.take("tick"), ann)).toEqual([
      { client: ann.client, presence: { cursor: { x: 3, y: 3 } } },
    ]);
  });

  test("nobody moves, nothing is sent", async () => {
    const world = new World();
    const bob = await world.join("bob");
    await world.clock.advance(60_000);
    expect(bob.frames).toEqual([]);
  });

  test("only what changed is told; a newcomer gets all of it", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, { cursor: { x: 1, y: 1 } });
    show(ann, { note: "hi" }, "idle");
    await world.clock.advance(TICK);
    expect(person(bob.take("tick"), ann)).toEqual([
      { client: ann.client, state: "idle", presence: { cursor: { x: 1, y: 1 }, note: "hi" } },
    ]);
    show(ann, { cursor: null }, "idle");
    await world.clock.advance(TICK);
    expect(person(bob.take("tick"), ann)).toEqual([
      { client: ann.client, presence: { cursor: null } },
    ]);
    const cy = await world.greet("cy", "cy");
    const { people } = await cy.join();
    expect(people).toEqual([
      {
        client: ann.client,
        user: expect.objectContaining({ id: "ann" }),
        state: "idle",
        presence: { cursor: null, note: "hi" },
      },
      {
        client: bob.client,
        user: expect.objectContaining({ id: "bob" }),
        state: "active",
        presence: {},
      },
      {
        client: cy.client,
        user: expect.objectContaining({ id: "cy" }),
        state: "active",
        presence: {},
      },
    ]);
    await world.clock.advance(TICK);
    expect(person(bob.take("tick"), cy)).toEqual([
      { client: cy.client, user: people.at(-1)?.user, state: "active" },
    ]);
  });

  test.each([
    ["the schema refuses", { cursor: { x: "left" } }],
    ["the schema would change", { cursor: { x: 1, y: 2, z: 3 } }],
    ["there is not", { mood: "good" }],
    ["every object has", { constructor: 1 }],
  ])("a field that %s closes its sender, and nobody sees it", async (_, set) => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, { note: "fine", ...set });
    await world.clock.advance(TICK);
    expect(ann.end).toEqual({ code: 4400, reason: "message.invalid" });
    expect(bob.frames).toEqual([]);
  });
});

describe("[R303] presence above its limits is not shown, its sender hears so once, and nothing ends:", () => {
  test("one client's", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, { note: "x".repeat(16_000) });
    await world.clock.advance(TICK);
    expect(ann.take("notice")).toEqual([]);
    await world.quiet();
    // Every field fits, all of them together do not.
    for (let i = 0; i < 3; i++) {
      show(ann, { cursor: { x: 1, y: 1e300 }, note: "x".repeat(16_360) });
      await world.clock.advance(TICK);
    }
    expect(bob.frames).toEqual([]);
    expect(ann.frames).toMatchObject([{ type: "notice", room: ROOM, code: "limit.presence" }]);
    show(ann, { note: "short", cursor: { x: 2, y: 2 } });
    await world.clock.advance(TICK);
    expect(person(bob.take("tick"), ann)).toMatchObject([{ presence: { note: "short" } }]);
    expect(ann.end).toBeUndefined();
  });

  test("one that is far too large is not even looked at", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    ann.connection?.receive(`["p",1,{"cursor":${deep}}]`);
    await world.clock.advance(TICK);
    expect(bob.frames).toEqual([]);
    expect(ann.take("notice")).toHaveLength(1);
  });

  test("[R751] all people's in a room; then each may still show an equal part", async () => {
    const world = new World({ limits: { roomPresenceBytes: 40_000 } });
    const peers: Peer[] = [];
    for (let i = 0; i < 4; i++) peers.push(await world.join(`p${i}`));
    for (const peer of peers) show(peer, { note: "x".repeat(15_000) });
    await world.quiet();
    const [first, , third, last] = peers as [Peer, Peer, Peer, Peer];
    show(third, { note: "y".repeat(9_000) });
    show(last, { note: "z".repeat(15_000) });
    await settle();
    expect(person(first.take("tick"), third)).toMatchObject([
      { presence: { note: "y".repeat(9_000) } },
    ]);
    await world.clock.advance(TICK);
    expect(person(first.take("tick"), last)).toEqual([]);
  });

  test("[R752] that of people whose link is down: the oldest go first", async () => {
    const world = new World();
    const bob = await world.join("bob", "bob");
    for (let i = 0; i < 60; i++) {
      const visitor = await world.join(`visitor${i}`);
      show(visitor, { note: "x".repeat(15_000) });
      await settle();
      visitor.drop();
    }
    const { people } = await (await world.greet("cy", "cy")).join();
    expect(JSON.stringify(people).length).toBeLessThan(600 * 1024);
    expect(people.map(({ client }) => client)).not.toContain("visitor0----");
    expect(people.map(({ client }) => client)).toContain("visitor59---");
    expect(people.map(({ client }) => client)).toContain(bob.client);
  });

  test("[R752] no more than a thousand places are kept", async () => {
    const world = new World({ limits: { messagesPerSecond: 100_000 } });
    for (let i = 0; i < 1010; i++) {
      const visitor = await world.greet(`v${i}`);
      // Each is told of all before it, which only the last one reads.
      visitor.send = () => undefined;
      visitor.say({ type: "join", room: ROOM, version: 1, ended: 0 });
      await settle();
      visitor.drop();
    }
    const { people } = await (await world.greet("cy", "cy")).join();
    expect(people).toHaveLength(1001);
  });
});

describe("[R304] a tick tells of as much as it may", () => {
  test("who changed beyond it is told of in the next one, and nobody is left out", async () => {
    const world = new World();
    const bob = await world.join("bob", "bob");
    const peers: Peer[] = [];
    for (let i = 0; i < 40; i++) peers.push(await world.join(`p${i}`));
    for (const peer of peers) show(peer, { note: "x".repeat(15_000) });
    await world.clock.advance(1000);
    const ticks = bob.take("tick");
    for (const tick of ticks)
      expect(JSON.stringify(tick).length).toBeLessThan((256 + 16 + 1) * 1024);
    expect(new Set(ticks.flatMap(({ people }) => people.map(({ client }) => client))).size).toBe(
      40,
    );
  });

  test("a tick that sends much makes the next one wait", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    for (let i = 0; i < 48; i++) await world.join(`p${i}`);
    await world.clock.advance(1000);
    const before = world.hub.figures.framesOut;
    // 50 readers of 15 KB are 750 KB, which is 12 ms at 64 KB/ms; of 200 KB they are 160 ms.
    for (let i = 0; i < 100; i++) {
      for (let gesture = 1; gesture <= 1; gesture++)
        ann.say({ type: "preview", room: ROOM, gesture, ops: titled(`${i}`.repeat(100_000)) });
      await world.clock.advance(10);
    }
    const ticks = (world.hub.figures.framesOut - before) / 50;
    expect(ticks).toBeGreaterThan(4);
    expect(ticks).toBeLessThan(9);
    expect(bob.end).toBeUndefined();
  });
});

describe('[R14] a reader who is behind misses presence first, gets a keyframe later, and is closed with "resume" when it stays behind', () => {
  test("[R602] a keyframe holds everybody, and comes as soon as it can be taken", async () => {
    const world = new World();
    const [ann, bob, cy] = [
      await world.join("ann"),
      await world.join("bob", "bob"),
      await world.join("cy", "cy"),
    ];
    bob.buffered = 300_000;
    show(ann, { note: "missed" });
    cy.say({ type: "leave", room: ROOM });
    await world.clock.advance(1000);
    expect(bob.frames).toEqual([]);
    // Nobody moves any more: what was missed comes all the same.
    bob.buffered = 0;
    await world.clock.advance(TICK);
    const [keyframe, ...more] = bob.take("tick");
    expect(more).toEqual([]);
    expect(keyframe).toMatchObject({ all: true, gone: [] });
    expect(keyframe?.people.map(({ client, presence }) => [client, presence])).toEqual([
      [ann.client, { note: "missed" }],
      [bob.client, {}],
    ]);
    await world.clock.advance(1000);
    expect(bob.frames).toEqual([]);
    show(ann, { note: "patch" });
    await settle();
    expect(bob.take("tick")).toMatchObject([
      { people: [{ client: ann.client, presence: { note: "patch" } }] },
    ]);
  });

  test("the others do not wait", async () => {
    const world = new World();
    const [ann, bob, cy] = [
      await world.join("ann"),
      await world.join("bob", "bob"),
      await world.join("cy", "cy"),
    ];
    bob.buffered = 300_000;
    for (let i = 0; i < 10; i++) {
      show(ann, { note: `${i}` });
      await world.clock.advance(TICK);
    }
    expect(cy.take("tick").filter(({ all }) => all !== true)).toHaveLength(10);
  });

  test("[R603] commits come while presence waits; beyond the limit the connection is closed, and resumes", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    bob.buffered = 300_000;
    ann.change(titled("1"));
    await settle();
    expect(bob.entries()).toMatchObject([{ seq: 1 }]);
    bob.buffered = 1024 * 1024 + 1;
    ann.change(titled("2"));
    await settle();
    expect(bob.entries()).toEqual([]);
    expect(bob.end).toEqual({ code: 4431, reason: "limit.slow-reader" });
    expect(ann.entries()).toMatchObject([{ ack: 1 }, { ack: 2 }]);
    const again = await world.greet("bob", "bob");
    expect(await again.join({ after: 1, mark: "1:*" })).toMatchObject({
      from: 1,
      list: [{ seq: 2 }],
    });
  });

  test("who left the room while behind hears no more of it", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    bob.buffered = 300_000;
    show(ann, { note: "missed" });
    await world.clock.advance(TICK);
    bob.say({ type: "leave", room: ROOM });
    bob.buffered = 0;
    show(ann, { note: "more" });
    await world.clock.advance(1000);
    expect(bob.frames).toEqual([]);
  });
});

describe("events", () => {
  test("reach everybody else at once, with the server's word for whom they are from", async () => {
    const world = new World();
    const [ann, bob, cy] = [
      await world.join("ann"),
      await world.join("bob", "bob"),
      await world.join("cy", "cy"),
    ];
    ann.say({
      type: "event",
      room: ROOM,
      name: "wave",
      body: { to: "all" },
    });
    for (const peer of [bob, cy]) {
      expect(peer.frames).toEqual([
        { type: "event", room: ROOM, name: "wave", body: { to: "all" }, from: ann.client },
      ]);
    }
    expect(ann.frames).toEqual([]);
    expect(await world.log()).toEqual([]);
  });

  test.each([
    ["whose body the schema refuses", "wave", { to: 1 }],
    ["that there is not", "shout", {}],
    ["that every object has", "toString", {}],
  ])("one %s closes its sender", async (_, name, body) => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    ann.say({ type: "event", room: ROOM, name, body });
    await settle();
    expect(ann.end?.reason).toBe("message.invalid");
    expect(bob.frames.filter(({ type }) => type === "event")).toEqual([]);
  });
});

describe("[R307] an event costs no reader the connection:", () => {
  test("one that is too large reaches nobody, and its sender hears so once", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const wave = (to: string): void =>
      ann.say({ type: "event", room: ROOM, name: "wave", body: { to } });
    wave("x".repeat(70_000));
    wave("y".repeat(70_000));
    wave("bob");
    expect(ann.take("notice")).toMatchObject([{ room: ROOM, code: "limit.event" }]);
    expect(bob.take("event")).toMatchObject([{ body: { to: "bob" } }]);
    expect(ann.end).toBeUndefined();
  });

  test("[R755] who is behind misses it", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    bob.buffered = 300_000;
    ann.say({ type: "event", room: ROOM, name: "wave", body: { to: "bob" } });
    expect(bob.frames).toEqual([]);
    bob.buffered = 0;
    ann.say({ type: "event", room: ROOM, name: "wave", body: { to: "bob" } });
    expect(bob.take("event")).toHaveLength(1);
    expect(bob.end).toBeUndefined();
  });
});
