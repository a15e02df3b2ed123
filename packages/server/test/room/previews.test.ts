import type { OpsByKey, Tick } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { MAX_PREVIEWS } from "../../src/room/people.ts";
import { Board, hidden, ROOM, titled, wrong } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

function gesture(peer: Peer, number: number, ops: OpsByKey | null): void {
  peer.say({ type: "preview", room: ROOM, gesture: number, ops });
}

/** What somebody was told of the gestures of `peer`, in order. */
const shown = (ticks: readonly Tick[], peer: Peer) =>
  ticks.flatMap(({ people }) =>
    people.flatMap(({ client, previews }) =>
      client === peer.client && previews !== undefined ? [previews] : [],
    ),
  );

describe("[R19] a gesture is shown to who may read it, never logged, and ends with its change", () => {
  test("it is shown, replaced as it goes on, and taken back", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await settle();
    gesture(ann, 1, titled("ab"));
    gesture(ann, 1, titled("abc"));
    gesture(ann, 2, titled("other"));
    await world.clock.advance(33);
    gesture(ann, 1, null);
    gesture(ann, 9, null);
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([
      { 1: titled("a") },
      { 1: titled("abc"), 2: titled("other") },
      { 1: null },
    ]);
    const cy = await world.greet("cy", "cy");
    expect((await cy.join()).people[0]).toMatchObject({
      client: ann.client,
      previews: { 2: titled("other") },
    });
    expect(await world.log()).toEqual([]);
    expect((await world.state()).title).toBe("");
  });

  test("the change that ends it comes first, then its end", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await world.quiet();
    world.holds = true;
    ann.change(titled("a"), { gesture: 1 });
    await world.clock.advance(1000);
    expect(bob.frames).toEqual([]);
    await world.release();
    await world.clock.advance(33);
    expect(bob.frames).toMatchObject([
      { type: "entries", list: [{ seq: 1, ops: titled("a") }] },
      { type: "tick", people: [{ client: ann.client, previews: { 1: null } }] },
    ]);
    expect((await (await world.greet("cy", "cy")).join()).people[0]).not.toHaveProperty("previews");
  });

  test("a change that is refused ends it too", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await world.quiet();
    ann.change(wrong, { gesture: 1 });
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: null }]);
  });

  test("readers see of it what they may read", async () => {
    const rooms = [
      implement(Board, {
        authorize: ({ id }) => (id === "ann" ? "write" : { read: ["title"], write: [] }),
      }),
    ];
    const world = new World({ rooms });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, hidden("psst"));
    gesture(ann, 2, { ...titled("a"), ...hidden("psst") });
    await world.clock.advance(33);
    const ticks = bob.take("tick");
    expect(shown(ticks, ann)).toEqual([{ 1: {}, 2: titled("a") }]);
    expect(shown(ann.take("tick"), ann)).toMatchObject([{ 1: hidden("psst") }]);
    const cy = await world.greet("cy", "cy");
    expect(JSON.stringify(await cy.join())).not.toContain("psst");
  });

  test("what its author may not write, or the schema refuses, is not shown", async () => {
    const rooms = [
      implement(Board, {
        authorize: ({ id }) => (id === "ann" ? { read: true, write: ["secret"] } : "write"),
      }),
    ];
    const world = new World({ rooms });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("mine"));
    gesture(bob, 1, wrong);
    gesture(bob, 2, { nothing: [] });
    await world.clock.advance(33);
    expect([ann.frames, bob.frames]).toEqual([[], []]);
    expect(ann.end).toBeUndefined();
  });

  test("it is gone with its author, at once when they leave", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    gesture(bob, 1, titled("b"));
    await world.quiet();
    ann.say({ type: "leave", room: ROOM });
    await settle();
    expect(bob.take("tick")).toMatchObject([{ gone: [ann.client] }]);
    await ann.join();
    await world.quiet();
    expect((await (await world.greet("cy", "cy")).join()).people).toMatchObject([
      { client: bob.client, previews: { 1: titled("b") } },
      { client: ann.client, presence: {} },
      {},
    ]);
  });

  test("one whose link broke has to say again that it goes on", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await world.quiet();
    ann.drop();
    await world.clock.advance(1000);
    expect(bob.frames).toEqual([]);
    await (await world.greet("ann")).join();
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: null }]);
  });

  test(`a client shows at most ${MAX_PREVIEWS} at a time`, async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    for (let i = 1; i <= MAX_PREVIEWS; i++) gesture(ann, i, titled(`${i}`));
    gesture(ann, 1, null);
    gesture(ann, 99, titled("in its place"));
    gesture(ann, 99, titled("and moved"));
    await settle();
    expect(ann.end).toBeUndefined();
    gesture(ann, 100, titled("one too many"));
    await world.clock.advance(33);
    expect(ann.end?.reason).toBe("message.invalid");
    expect(bob.heard).not.toContain("one too many");
  });
});
