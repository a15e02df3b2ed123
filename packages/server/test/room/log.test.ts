import { describe, expect, test } from "vitest";
import { Board, hidden, ROOM, titled, vote, wrong } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

describe("[R1] entries of a room are numbered 1,2,3… without gaps and server time never goes back", () => {
  test("[R600] whoever writes, and whatever comes of it", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    for (let i = 0; i < 4; i++) {
      ann.change(i % 2 === 0 ? vote : wrong);
      await world.clock.advance(5);
      bob.change(titled(`${i}`));
      await world.hub.room(Board, "one").update((doc) => doc.votes.add());
    }
    await settle();
    const log = await world.log();
    expect(log.map(({ seq }) => seq)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    expect(log.map(({ at }) => at)).toEqual(log.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(new Set(log.map(({ at }) => at)).size).toBeGreaterThan(3);
  });

  test.each([
    ["from the log", 1000],
    ["from a snapshot that covers it", 1],
  ])(
    "[R600] time goes on when the machine's clock was set back, in a room loaded %s",
    async (_, snapshotEvery) => {
      const world = new World({ limits: { snapshotEvery } });
      const ann = await world.join("ann");
      ann.change(vote);
      await settle();
      const [first] = await world.log();
      world.clock.set(10);
      ann.change(vote);
      await settle();
      world.crash();
      const again = await world.join("ann");
      again.change(vote, { n: 3 });
      await settle();
      expect((await world.log()).map(({ at }) => at)).toEqual([first?.at, first?.at, first?.at]);
    },
  );
});

describe("[R2] nothing leaves a room before it is durable", () => {
  test("no acknowledgement, no commit, no join and no read", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    world.holds = true;
    ann.change(titled("not yet"));
    ann.change(wrong);
    let read: unknown;
    void world.state().then((state) => (read = state.title));
    await world.clock.advance(1000);
    expect([ann.frames, bob.frames, read]).toEqual([[], [], undefined]);
    const cy = await world.greet("cy", "cy");
    expect(await cy.join()).toMatchObject({ from: 0, list: [], state: {}, ended: 0 });

    await world.release();
    expect(ann.entries()).toMatchObject([
      { ack: 1, seq: 1 },
      { refused: 2, seq: 2 },
    ]);
    expect(bob.entries()).toMatchObject([{ seq: 1, n: 1, ops: titled("not yet") }, { skip: 1 }]);
    expect(cy.entries()).toMatchObject([{ seq: 1, n: 1, ops: titled("not yet") }, { skip: 1 }]);
    expect(read).toBe("not yet");
  });

  test("what is decided while the disk is busy is handed to it turn by turn, and goes out in order", async () => {
    const world = new World();
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(titled("1"));
    await settle();
    for (const text of ["2", "3", "4"]) ann.change(titled(text));
    await settle();
    expect(world.store.waiting).toBe(2);
    expect(ann.frames).toEqual([]);
    await world.release();
    expect(
      ann.take("entries").map(({ list }) => list.map((entry) => "ack" in entry && entry.ack)),
    ).toEqual([[1], [2, 3, 4]]);
  });

  test("the server's own code hears of its change once it is durable", async () => {
    const world = new World();
    world.holds = true;
    let committed: unknown;
    void world.hub
      .room(Board, "one")
      .update((doc) => doc.votes.add(2))
      .then((is) => (committed = is));
    await settle();
    expect(committed).toBeUndefined();
    await world.release();
    expect(committed).toEqual({ seq: 1, void: [] });
  });
});

describe("[R7] an append that fails or stays unknown drops the room from memory and tells its sessions to resume", () => {
  test.each([
    ["fail", false],
    ["lost", false],
    ["written", true],
  ] as const)("an append that ends as %s", async (fate, isWritten) => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    ann.change(titled("before"));
    await world.quiet();
    const resume = { after: 1, mark: "1:*" };
    world.fates.push(fate);
    ann.change(vote);
    await settle();
    // What else was decided goes with the room, and so do frames that were on their way to it.
    ann.change(vote);
    for (const peer of [ann, bob]) {
      expect(peer.entries()).toEqual([]);
      expect(peer.take("closed")).toMatchObject([{ room: ROOM, code: "room.reset" }]);
      expect(peer.end).toBeUndefined();
    }
    expect(world.errors).toHaveLength(1);

    const joined = await ann.join({ ...resume, ended: 1 });
    expect(joined).toMatchObject(
      isWritten ? { ended: 2, list: [{ ack: 2, seq: 2 }] } : { ended: 1, list: [] },
    );
    ann.change(vote, { n: 2 });
    ann.change(vote, { n: 3 });
    await settle();
    expect(await bob.join(resume)).toMatchObject({ from: 1 });
    expect(await world.ended(ann)).toEqual([1, 2, 3]);
    expect((await world.state()).votes).toBe(2);
  });

  test("batches that were handed over behind it fail with it", async () => {
    const world = new World();
    const ann = await world.join("ann");
    world.holds = true;
    ann.change(vote);
    await settle();
    ann.change(vote);
    ann.change(vote);
    const own = world.hub.room(Board, "one").update((doc) => doc.votes.add());
    const read = world.state();
    await settle();
    const failed = Promise.allSettled([own, read]);
    await world.release("fail");
    expect(await failed).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    expect(await world.log()).toEqual([]);
    expect((await world.state()).votes).toBe(0);
  });

  test("the server's own code finds the room that is loaded next", async () => {
    const world = new World();
    const ann = await world.join("ann");
    world.fates.push("fail");
    ann.change(vote);
    const updates: Promise<unknown>[] = [];
    // Wherever in the room's end the call falls, it is answered.
    for (let turn = 0; turn < 12; turn++) {
      updates.push(world.hub.room(Board, "one").update((doc) => doc.votes.add()));
      await Promise.resolve();
    }
    const ends = await Promise.allSettled(updates);
    const done = ends.filter(({ status }) => status === "fulfilled").length;
    expect(done).toBeGreaterThan(0);
    expect((await world.state()).votes).toBe(done);
  });

  test("a room whose disk does not answer is not entered, and can be later", async () => {
    const world = new World();
    const ann = await world.greet("ann");
    world.failing.add("read");
    await expect(ann.join()).rejects.toThrow("store.failed");
    world.failing.clear();
    expect(await ann.join()).toMatchObject({ from: 0 });
    expect(world.errors).toHaveLength(1);
  });
});

describe("[R8] two owners cannot fork a room", () => {
  test("the later of two writers starts again from what the other has written", async () => {
    const one = new World();
    const two = new World({ disk: one.disk });
    const [ann, bob] = [await one.join("ann"), await two.join("bob", "bob")];
    ann.change(titled("one's"));
    await settle();
    bob.change(hidden("two's"));
    await settle();
    expect(bob.take("closed")).toMatchObject([{ code: "room.reset" }]);
    expect(two.errors).toMatchObject([{ name: "Conflict" }]);

    expect(await bob.join({ mark: "1:*" })).toMatchObject({
      ended: 0,
      list: [{ seq: 1, ops: titled("one's") }],
    });
    bob.change(hidden("two's"), { n: 1 });
    await settle();
    expect(bob.entries()).toMatchObject([{ ack: 1, seq: 2 }]);
    // Now the first is behind, and is told in its turn.
    ann.change(titled("one's again"));
    await settle();
    expect(ann.take("closed")).toMatchObject([{ code: "room.reset" }]);
    expect(
      (await one.log()).map((entry) => [entry.seq, "client" in entry && entry.client]),
    ).toEqual([
      [1, ann.client],
      [2, bob.client],
    ]);
  });
});
