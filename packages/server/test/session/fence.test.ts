import { describe, expect, test } from "vitest";
import { hidden, ROOM, titled, vote } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

describe("[R5] a client has one session: a new one closes the old, whose late frames are never heard", () => {
  test("the old one is told why", async () => {
    const world = new World();
    const old = await world.join("ann");
    const fresh = await world.greet("ann");
    expect(old.take("bye")).toMatchObject([{ code: "session.replaced" }]);
    expect(old.end).toEqual({ code: 4409, reason: "session.replaced" });
    expect(fresh.take("welcome")).toMatchObject([{ user: { id: "ann" } }]);
    expect(world.hub.figures.sessions).toBe(1);
  });

  test("late frames change nothing, before the new session has joined and after", async () => {
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
      old.say({ type: "join", room: ROOM, version: 1, ended: 0 });
      old.say({ type: "hello", versions: [2], client: old.client, token: "ann" });
    };
    late();
    await fresh.join({ after: 1, ended: 1, mark: "1:*" });
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

  test("one that is still on its way into a room does not get there", async () => {
    const world = new World();
    const bob = await world.join("bob", "bob");
    const old = await world.greet("ann");
    const go = world.pause("loadSnapshot");
    old.say({ type: "join", room: "board:two", version: 1, ended: 0 });
    const fresh = await world.greet("ann");
    go();
    await settle();
    await fresh.join({ room: "board:two" });
    old.change(vote, { n: 1, room: "board:two" });
    fresh.change(titled("mine"), { n: 1, room: "board:two" });
    await settle();
    expect(old.take("joined")).toEqual([]);
    expect(await world.log("board:two")).toMatchObject([{ ops: titled("mine") }]);
    expect(bob.end).toBeUndefined();
  });

  test("one whose token is still looked at gives way as well", async () => {
    const asked = Promise.withResolvers<void>();
    const world = new World({
      authenticate: async (token = "") => {
        if (token === "slow") await asked.promise;
        return { user: { id: "ann", name: "Ann", color: "#123456" } };
      },
    });
    const slow = await world.greet("ann", "slow");
    const quick = await world.join("ann", "quick");
    asked.resolve();
    await settle();
    // The one that was let in last is the client's session.
    expect(quick.end?.reason).toBe("session.replaced");
    expect(slow.take("welcome")).toHaveLength(1);
  });

  test("frames that come before welcome wait for it", async () => {
    const world = new World();
    const ann = world.connect("ann");
    ann.say({ type: "hello", versions: [2], client: ann.client, token: "ann" });
    ann.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    expect(ann.frames).toEqual([]);
    await settle();
    expect(ann.frames.map(({ type }) => type)).toMatchObject(["welcome", "joined", "tick"]);
  });
});

describe("[R15] a client id belongs to the user who first used it", () => {
  test("while its session lives, nobody else says hello with it", async () => {
    const world = new World();
    const ann = await world.join("same");
    const mallory = await world.greet("same", "mallory");
    expect(mallory.end).toEqual({ code: 4403, reason: "auth.client-taken" });
    expect(mallory.take("welcome")).toEqual([]);
    ann.change(vote);
    await settle();
    expect(ann.entries()).toMatchObject([{ ack: 1 }]);
    expect(ann.end).toBeUndefined();
  });

  test("while its link is down, nobody else keeps its place", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("same"), await world.join("bob", "bob")];
    ann.drop();
    const mallory = await world.greet("same", "mallory");
    expect(mallory.end?.reason).toBe("auth.client-taken");
    await world.clock.advance(60_000);
    expect((await world.greet("same", "mallory")).end?.reason).toBe("auth.client-taken");
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
      expect(mallory.end).toEqual({ code: 4403, reason: "auth.client-taken" });
      expect(await (await world.greet("same")).join()).toMatchObject({ ended: 1 });
    },
  );
});
