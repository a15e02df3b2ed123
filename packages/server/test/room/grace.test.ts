import type { Json } from "@alongside/core";
import type { Tick } from "../../../core/test/speech.ts";
import { describe, expect, test } from "vitest";
import { ROOM } from "./board.ts";
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

describe("[R13] who drops keeps the place for the grace time, and is quiet from four seconds on; who leaves is gone at once", () => {
  test("a dropped link is told after the grace time", async () => {
    const world = new World({ limits: { graceMs: 10_000 } });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, { note: "here" });
    await world.quiet();
    ann.drop();
    await world.clock.advance(3999);
    expect(bob.frames).toEqual([]);
    await world.clock.advance(1);
    expect(bob.take("tick")).toMatchObject([{ people: [{ client: ann.client, state: "quiet" }] }]);
    await world.clock.advance(5000);
    expect(bob.frames).toEqual([]);
    expect((await (await world.greet("cy", "cy")).join()).people).toContainEqual(
      expect.objectContaining({ client: ann.client, state: "quiet", presence: { note: "here" } }),
    );
    await world.quiet();
    await world.clock.advance(1000);
    expect(bob.take("tick")).toMatchObject([{ people: [], gone: [ann.client] }]);
  });

  test("who comes back after that is told to be what they were", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, {}, "idle");
    await world.quiet();
    ann.drop();
    await world.clock.advance(6000);
    bob.frames = [];
    const { people } = await (await world.greet("ann")).join();
    expect(people).toContainEqual(expect.objectContaining({ client: ann.client, state: "idle" }));
    await world.clock.advance(60_000);
    expect(bob.take("tick")).toMatchObject([
      { people: [{ client: ann.client, state: "idle" }], gone: [] },
    ]);
  });

  test("a place that is kept for less than that is never quiet", async () => {
    const world = new World({ limits: { graceMs: 3000 } });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    await world.quiet();
    ann.drop();
    await world.clock.advance(60_000);
    expect(bob.take("tick")).toMatchObject([{ people: [], gone: [ann.client] }]);
  });

  test("who is back within four seconds has never been away, for anybody", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, { note: "here" });
    await world.quiet();
    for (let i = 0; i < 5; i++) {
      (i === 0 ? ann : await world.join("ann")).drop();
      await world.clock.advance(3900);
    }
    const again = await world.greet("ann");
    expect((await again.join()).people).toContainEqual(
      expect.objectContaining({ client: ann.client, presence: { note: "here" } }),
    );
    await world.clock.advance(60_000);
    expect(bob.take("tick")).toEqual([]);
    show(again, { note: "still" });
    await settle();
    expect(person(bob.take("tick"), ann)).toEqual([
      { client: ann.client, presence: { note: "still" } },
    ]);
  });

  test("a second seat of the client takes the place over without a flicker", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const again = await world.greet("ann");
    await again.join();
    await world.clock.advance(60_000);
    expect(ann.take("closed")).toMatchObject([{ code: "seat.replaced" }]);
    ann.drop();
    await world.clock.advance(60_000);
    expect(bob.frames).toEqual([]);
  });

  test("[R601] who says goodbye is gone at once, and comes anew", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(ann, { note: "here" });
    await world.quiet();
    ann.say({ type: "leave", room: ROOM });
    await settle();
    expect(bob.take("tick")).toMatchObject([{ gone: [ann.client] }]);
    await ann.join();
    await world.clock.advance(TICK);
    expect(person(bob.take("tick"), ann)).toMatchObject([{ user: { id: "ann" } }]);
    expect(person(bob.take("tick"), ann)).toEqual([]);
  });

  test("who leaves and is back in one tick is not told to be gone", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    show(bob, { note: "busy" });
    await settle();
    ann.say({ type: "leave", room: ROOM });
    await ann.join();
    bob.frames = [];
    await world.clock.advance(TICK);
    expect(bob.take("tick")).toMatchObject([
      { gone: [], people: [{ client: ann.client, user: { id: "ann" } }] },
    ]);
  });
});
