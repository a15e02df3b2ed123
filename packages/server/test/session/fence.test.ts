import { describe, expect, test } from "vitest";
import { encodeJoin } from "@alongside/core/engine";
import { implement } from "../../src/implement.ts";
import { Board, hidden, ROOM, titled, vote } from "../room/board.ts";
import type { Peer } from "../room/peer.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

const TWO = "board:two";

describe("[R5] a client has one seat in a room: a join ends the earlier one, whose late frames are never heard", () => {
  test("the old one is told why, and its connection lives on", async () => {
    const world = new World();
    const old = await world.join("ann");
    await old.join({ room: TWO });
    const fresh = await world.join("ann", "ann", { after: 0 });
    expect(old.take("closed")).toEqual([]);
    await fresh.join();
    expect(old.end).toBeUndefined();
    old.change(vote, { n: 1, room: TWO });
    await settle();
    expect(old.entries()).toMatchObject([{ ack: 1 }]);
    expect(world.hub.figures.sessions).toBe(2);
  });

  test("late frames change nothing, before the new seat is there and after", async () => {
    const world = new World();
    const [old, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    old.change(titled("one"));
    await world.quiet();
    const fresh = await world.greet("ann");
    const late = (): void => {
      old.change(titled("late"), { n: 2 });
      old.say({ type: "presence", room: ROOM, set: { note: "late" } });
      old.say({ type: "preview", room: ROOM, gesture: 1, ops: titled("late") });
      old.say({ type: "event", room: ROOM, name: "wave", body: { to: "late" } });
      old.say({ type: "leave", room: ROOM });
    };
    await fresh.join({ after: 1, ended: 1, mark: "1:*" });
    expect(old.take("closed")).toMatchObject([{ room: ROOM, code: "seat.replaced" }]);
    late();
    fresh.change(titled("two"), { n: 2 });
    late();
    old.drop();
    late();
    await world.clock.advance(60_000);
    expect(await world.log()).toMatchObject([{ ops: titled("one") }, { ops: titled("two") }]);
    expect(bob.heard).not.toContain("late");
    expect(bob.take("tick")).toEqual([]);
    expect(fresh.end).toBeUndefined();
    expect(fresh.entries()).toMatchObject([{ ack: 2 }]);
  });

  test("a change that the old one sent before is told to the new one as it ended", async () => {
    const world = new World();
    const old = await world.join("ann");
    const fresh = await world.greet("ann");
    world.holds = true;
    old.change(vote);
    await settle();
    fresh.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    await settle();
    expect(old.take("closed")).toMatchObject([{ code: "seat.replaced" }]);
    await world.release();
    const [joined] = fresh.take("joined");
    const told = joined?.list.length === 1 ? joined.list : fresh.entries();
    expect(told).toMatchObject([{ ack: 1, seq: 1 }]);
    expect(old.entries()).toEqual([]);
  });

  test("one that is still on its way into a room does not get there", async () => {
    const world = new World();
    const bob = await world.join("bob", "bob");
    const old = await world.greet("ann");
    const go = world.pause("loadSnapshot");
    old.say({ type: "join", room: TWO, version: 1, ended: 0 });
    const fresh = await world.greet("ann");
    fresh.say({ type: "join", room: TWO, version: 1, ended: 0 });
    go();
    await settle();
    expect(fresh.take("joined")).toHaveLength(1);
    old.change(vote, { n: 1, room: TWO });
    fresh.change(titled("mine"), { n: 1, room: TWO });
    await settle();
    expect(old.take("closed")).toMatchObject([{ code: "seat.replaced" }]);
    expect(await world.log(TWO)).toMatchObject([{ ops: titled("mine") }]);
    expect(bob.end).toBeUndefined();
  });

  test("the join that came last has the seat, however long each took", async () => {
    const slow = Promise.withResolvers<void>();
    const world = new World({
      rooms: [
        implement(Board, {
          authorize: async ({ name }) => {
            if (name === "SLOW") await slow.promise;
            return "write" as const;
          },
        }),
      ],
      authenticate: (token = "") => ({
        user: { id: "ann", name: token.toUpperCase(), color: "#123456" },
      }),
    });
    const first = await world.greet("ann", "slow");
    first.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    const second = await world.join("ann", "quick");
    slow.resolve();
    await settle();
    expect(first.take("joined")).toEqual([]);
    expect(first.take("closed")).toMatchObject([{ code: "seat.replaced" }]);
    expect(second.take("closed")).toEqual([]);
    second.change(vote);
    await settle();
    expect(second.entries()).toMatchObject([{ ack: 1 }]);
  });

  test("two connections that race with one id end each number once", async () => {
    const world = new World();
    const peers = [await world.greet("ann"), await world.greet("ann")];
    for (let round = 0; round < 30; round++) {
      const one = peers[round % 2] as Peer;
      const other = peers[(round + 1) % 2] as Peer;
      // oxlint-disable-next-line no-await-in-loop -- one round after the other
      const { ended } = await one.join({ ended: round });
      expect(ended).toBe(round);
      one.change(titled(`${round}`), { n: round + 1 });
      if (round > 0) other.change(titled("late"), { n: round + 1 });
      // oxlint-disable-next-line no-await-in-loop -- as above
      await settle();
    }
    const log = await world.log();
    expect(log.map((entry) => "n" in entry && entry.n)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
    expect(JSON.stringify(log)).not.toContain("late");
    expect(peers.map(({ end }) => end)).toEqual([undefined, undefined]);
  });

  test("frames that come before welcome wait for it", async () => {
    const world = new World();
    const ann = world.connect("ann");
    ann.say({ type: "hello", versions: [2], token: "ann" });
    ann.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    expect(ann.frames).toEqual([]);
    await settle();
    expect(ann.frames.map(({ type }) => type)).toMatchObject(["welcome", "joined"]);
  });
});

describe("[R363] a connection may hold several seats in a room, one for each client id:", () => {
  test("each numbers its own changes, and is told of those of the other", async () => {
    const world = new World();
    const ann = await world.join("ann");
    const old = world.beside(ann, "old-page");
    await old.join();
    await world.quiet();
    ann.change(titled("new"));
    old.change(vote);
    await settle();
    expect(await world.log()).toMatchObject([
      { client: ann.client, n: 1 },
      { client: old.client, n: 1 },
    ]);
    expect(ann.entries()).toMatchObject([{ ack: 1 }, { client: old.client, n: 1 }]);
    expect(old.entries()).toMatchObject([{ client: ann.client, n: 1 }, { ack: 1 }]);
    old.say({ type: "leave", room: ROOM });
    ann.change(vote);
    await settle();
    expect(ann.entries()).toMatchObject([{ ack: 2 }]);
    expect(old.entries()).toEqual([]);
  });

  test("ever new client ids are bounded like rooms are, and cost nothing once they have left", async () => {
    const world = new World({ limits: { roomsPerConnection: 5, messagesPerSecond: 1e9 } });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    for (let i = 0; i < 10_000; i++) {
      const join = { type: "join", seat: i + 2, room: ROOM, version: 1, ended: 0 } as const;
      ann.connection?.receive(encodeJoin({ ...join, client: `client-${i}-----` }));
      if (i % 2 === 0) ann.connection?.receive(`["l",${i + 2}]`);
      // oxlint-disable-next-line no-await-in-loop -- as frames of a connection come
      if (i % 100 === 99) await settle();
      if (i % 100 === 99) ann.frames = [];
    }
    await world.quiet();
    expect(ann.end).toBeUndefined();
    expect((await bob.join()).people.length).toBeLessThanOrEqual(6);
    ann.drop();
    await world.clock.advance(60_000);
    expect((await bob.join()).people).toHaveLength(1);
    expect(await world.log()).toEqual([]);
  });
});

describe("[R364] a quiet seat", () => {
  test("writes and hears how that ended, and nobody sees it", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    bob.say({ type: "presence", room: ROOM, set: { note: "here" } });
    await world.quiet();
    const old = world.beside(ann, "old-page");
    const { people } = await old.join({ quiet: true });
    expect(people).toEqual([]);
    old.change(vote);
    bob.say({ type: "presence", room: ROOM, set: { note: "there" } });
    bob.say({ type: "preview", room: ROOM, gesture: 1, ops: titled("shown") });
    bob.say({ type: "event", room: ROOM, name: "wave", body: { to: "all" } });
    await settle();
    await world.clock.advance(100);
    expect(old.frames).toMatchObject([{ type: "entries", list: [{ ack: 1 }] }]);
    expect(ann.take("event")).toHaveLength(1);
    for (const peer of [ann, bob])
      expect(JSON.stringify(peer.take("tick"))).not.toMatch(/old-page/);
    const { people: seen } = await (await world.greet("cy", "cy")).join();
    expect(seen.map(({ user }) => user.id)).toEqual(["ann", "bob", "cy"]);
    ann.drop();
    await world.clock.advance(60_000);
    expect(world.hub.figures.rooms).toBe(1);
  });

  test("that takes over from the page's own seat takes its place away", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const drain = await world.greet("ann");
    await drain.join({ quiet: true });
    expect(ann.take("closed")).toMatchObject([{ code: "seat.replaced" }]);
    await world.clock.advance(60_000);
    expect(bob.take("tick").flatMap(({ gone }) => gone)).toEqual([ann.client]);
    // A page that thaws comes in again, and the drain gives way.
    await ann.join();
    expect(drain.take("closed")).toMatchObject([{ code: "seat.replaced" }]);
  });

  test.each([
    ["presence", { type: "presence", room: ROOM, set: { note: "x" } }],
    ["a gesture", { type: "preview", room: ROOM, gesture: 1, ops: titled("x") }],
    ["an event", { type: "event", room: ROOM, name: "wave", body: { to: "x" } }],
  ] as const)("that shows %s ends its connection", async (what, message) => {
    const world = new World();
    const [drain, bob] = [await world.greet("ann"), await world.join("bob", "bob")];
    await drain.join({ quiet: true });
    drain.say(message);
    await world.clock.advance(100);
    expect(drain.take("bye")).toMatchObject([
      { code: "message.invalid", message: `A quiet seat shows nothing, and was sent ${what}` },
    ]);
    expect(bob.frames).toEqual([]);
  });
});

describe("[R15] a client id belongs to the user who first used it in a room", () => {
  test("while its seat is there, nobody else gets one with it", async () => {
    const world = new World();
    const ann = await world.join("same");
    const mallory = await world.greet("same", "mallory");
    await expect(mallory.join()).rejects.toThrow("auth.client-taken");
    ann.change(vote);
    await settle();
    expect(ann.entries()).toMatchObject([{ ack: 1 }]);
    expect(ann.end).toBeUndefined();
    // In another room it is nobody's yet, and that does not keep its owner out here.
    await mallory.join({ room: TWO });
    ann.drop();
    await (await world.greet("same")).join();
  });

  test("while its link is down, nobody else keeps its place", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("same"), await world.join("bob", "bob")];
    ann.drop();
    const mallory = await world.greet("same", "mallory");
    await expect(mallory.join()).rejects.toThrow("auth.client-taken");
    await world.clock.advance(60_000);
    await expect(mallory.join()).rejects.toThrow("auth.client-taken");
    expect(bob.heard).not.toContain("mallory");
    expect(await (await world.greet("same")).join()).toMatchObject({ ended: 0 });
  });

  test.each([
    ["the log", 1000],
    ["a snapshot", 1],
  ])(
    "once it has written, nobody else does, after a restart from %s neither",
    async (_, snapshotEvery) => {
      const world = new World({ limits: { snapshotEvery } });
      const ann = await world.join("same");
      ann.change(hidden("hers"));
      await settle();
      world.crash();
      const mallory = await world.greet("same", "mallory");
      await expect(mallory.join()).rejects.toThrow("auth.client-taken");
      mallory.change(titled("not hers"), { n: 2 });
      await settle();
      expect(await world.log()).toHaveLength(1);
      // Nor does that keep the client's owner out.
      expect(await (await world.greet("same")).join()).toMatchObject({ ended: 1 });
    },
  );
});
