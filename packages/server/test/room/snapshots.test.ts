import { describe, expect, test } from "vitest";
import { Board, ROOM, titled, vote, wrong } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

async function votes(peer: Peer, count: number): Promise<void> {
  for (let i = 0; i < count; i++) peer.change(vote);
  await settle();
}

describe("[R18] snapshots and unloading change nothing anybody can see", () => {
  test("a snapshot is taken every so many entries", async () => {
    const world = new World({ limits: { snapshotEvery: 5 } });
    const ann = await world.join("ann");
    await votes(ann, 4);
    expect(world.disk.saved(ROOM)).toBe(0);
    await votes(ann, 1);
    expect(world.disk.saved(ROOM)).toBe(5);
    for (let i = 0; i < 4; i++) await votes(ann, 1);
    await world.clock.advance(5000);
    await votes(ann, 1);
    expect(world.disk.saved(ROOM)).toBe(10);
    const bob = await world.greet("bob", "bob");
    expect(await bob.join()).toMatchObject({ from: 10, list: [], state: { votes: { value: 10 } } });
  });

  test("a busy room rests between snapshots, unless a megabyte came meanwhile", async () => {
    const world = new World({ limits: { snapshotEvery: 5 } });
    const ann = await world.join("ann");
    await votes(ann, 5);
    await world.clock.advance(4999);
    await votes(ann, 5);
    expect(world.disk.saved(ROOM)).toBe(5);
    ann.change(titled("x".repeat(1 << 20)));
    await settle();
    expect(world.disk.saved(ROOM)).toBe(11);
  });

  test("a room that comes from disk with much to fold is snapshotted at once", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(titled("x".repeat(70_000)));
    await settle();
    expect(world.disk.saved(ROOM)).toBe(0);
    world.crash();
    const bob = await world.greet("bob", "bob");
    await bob.join();
    await settle();
    expect(world.disk.saved(ROOM)).toBe(1);
    const cy = await world.greet("cy", "cy");
    expect(await cy.join()).toMatchObject({ from: 1, list: [] });
  });

  test("few and large entries are worth one too", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.change(titled("x".repeat(300_000)));
    await settle();
    expect(world.disk.saved(ROOM)).toBe(1);
  });

  test("a quiet room is snapshotted, and stays in memory while somebody is there", async () => {
    const world = new World({ limits: { idleMs: 1000, graceMs: 100 } });
    const ann = await world.join("ann");
    await votes(ann, 2);
    await world.clock.advance(900);
    expect(world.disk.saved(ROOM)).toBe(0);
    await world.clock.advance(1000);
    expect(world.disk.saved(ROOM)).toBe(2);
    await world.clock.advance(10_000);
    expect(world.hub.figures.rooms).toBe(1);
    expect(ann.frames.filter(({ type }) => type === "closed")).toEqual([]);
    ann.drop();
    await world.clock.advance(5000);
    expect(world.hub.figures.rooms).toBe(0);
  });

  test("a room that nobody is in leaves memory, and is the same when it is loaded again", async () => {
    const world = new World({ limits: { idleMs: 1000 } });
    const ann = await world.join("ann");
    ann.change(titled("hello"));
    ann.change(wrong);
    ann.mutate("draw", { label: "star" });
    await settle();
    const [bob, before] = [await world.greet("bob", "bob"), await world.state()];
    const joined = await bob.join();
    ann.say({ type: "leave", room: ROOM });
    bob.say({ type: "leave", room: ROOM });
    await world.clock.advance(5000);
    expect(world.hub.figures.rooms).toBe(0);

    expect(await world.state()).toEqual(before);
    // What was resumable is so still, or is told anew; the counters go on.
    const again = await bob.join({ after: 3, mark: joined.mark });
    expect(again).toMatchObject({ from: 3, list: [], mark: joined.mark, rights: joined.rights });
    expect(again).not.toHaveProperty("state");
    expect(await ann.join({ after: 0, ended: 0 })).toMatchObject({
      ended: 3,
      outcomes: [[2, "op.across-keys", expect.any(String)]],
    });
    ann.change(vote, { n: 4 });
    await settle();
    expect(bob.entries()).toMatchObject([{ seq: 4, n: 4 }]);
  });

  test("one that fails is tried again, and harms nobody", async () => {
    const world = new World({ limits: { snapshotEvery: 2 } });
    const ann = await world.join("ann");
    world.failing.add("saveSnapshot");
    await votes(ann, 3);
    expect(world.errors.length).toBeGreaterThan(0);
    expect(ann.entries()).toHaveLength(3);
    world.failing.clear();
    await world.clock.advance(5000);
    await votes(ann, 1);
    expect(world.disk.saved(ROOM)).toBe(4);
  });

  test("a snapshot that takes longer than the room is idle does not keep the room for ever", async () => {
    const world = new World({ limits: { idleMs: 1000, snapshotEvery: 1 } });
    const go = world.pause("saveSnapshot");
    await world.hub.room(Board, "one").update((doc) => doc.votes.add());
    await world.clock.advance(5000);
    expect(world.hub.figures.rooms).toBe(1);
    go();
    await world.clock.advance(5000);
    expect(world.hub.figures.rooms).toBe(0);
  });

  test("one is taken at a time", async () => {
    const world = new World({ limits: { snapshotEvery: 5 } });
    const ann = await world.join("ann");
    const go = world.pause("saveSnapshot");
    for (let i = 0; i < 10; i++) await votes(ann, 1);
    go();
    await settle();
    expect(world.disk.saved(ROOM)).toBe(5);
  });

  test("who has heard how all the own changes ended comes in without a look at the log", async () => {
    const world = new World({ limits: { snapshotEvery: 5 } });
    const ann = await world.join("ann");
    await votes(ann, 5);
    world.failing.add("read");
    expect(await ann.join({ after: 0, ended: 5 })).toMatchObject({ from: 5, ended: 5 });
  });

  test("who comes back after thousands of entries gets the state instead of them", async () => {
    const world = new World({
      limits: { changesPerSecond: 10_000, messagesPerSecond: 10_000, snapshotEvery: 500 },
    });
    const ann = await world.join("ann");
    for (let i = 0; i < 6; i++) await votes(ann, 500);
    const bob = await world.greet("bob", "bob");
    const far = await bob.join({ after: 100, mark: "1:*" });
    expect(far.state).toEqual({ votes: { value: far.from } });
    const near = await bob.join({ after: 2500, mark: "1:*" });
    expect(near.list).toHaveLength(500);
    expect(near).not.toHaveProperty("state");
  });
});
