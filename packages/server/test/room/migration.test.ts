import { Refused, toJSON } from "@alongside/core";
import { fold, type Migrations, Replica } from "@alongside/core/engine";
import { beforeEach, describe, expect, test } from "vitest";
import { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import { ROOM, titled, vote } from "./board.ts";
import { boardAt, CIRCLE, ran, read, steps, storedBoard, worldOf } from "./migrating.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import type { World } from "./world.ts";

const [Board2, Board3] = [boardAt(2), boardAt(3)];

beforeEach(() => void (ran.length = 0));

/** Asks to enter, and does not wait for the answer. */
async function asks(world: World, version: number, client = "bob"): Promise<Peer> {
  const peer = await world.greet(client, client);
  peer.say({ type: "join", room: ROOM, version, ended: 0 });
  await settle();
  return peer;
}

describe("[R200] a stored room is brought to the definition's version", () => {
  test.each([0, 4, 5] as const)("by each step once, in order (snapshot at %s)", async (covered) => {
    const world = worldOf(Board3, { disk: await storedBoard(covered) });
    expect(await read(world, Board3)).toMatchObject({
      title: "hello",
      secret: '"psst" at 2',
      shapes: [{ form: expect.stringMatching(/^star/), size: 10 }],
    });
    expect((await world.log()).slice(5)).toMatchObject([
      { seq: 6, kind: "migration", version: 2 },
      { seq: 7, kind: "migration", version: 3 },
    ]);
    expect((await world.log())[5]).not.toHaveProperty("client");
    world.crash();
    await read(world, Board3);
    expect(ran).toEqual([2, 3]);
    expect(await world.log()).toHaveLength(7);
  });

  test("also when it was brought part of the way before", async () => {
    const disk = await storedBoard();
    await read(worldOf(Board2, { disk }), Board2);
    await read(worldOf(Board3, { disk }), Board3);
    expect(ran).toEqual([2, 3]);
  });

  test("[R686] and nobody is let in before that is durable", async () => {
    const world = worldOf(Board2, { disk: await storedBoard() });
    world.holds = true;
    const bob = await asks(world, 2);
    const own = read(world, Board2);
    let state: unknown;
    void own.then((is) => (state = is));
    await world.clock.advance(1000);
    expect([bob.take("joined"), state]).toEqual([[], undefined]);
    await world.release();
    expect(bob.take("joined")).toMatchObject([{ ended: 0, mark: "2:*" }]);
    expect((await own).shapes).toHaveLength(1);
  });

  test("[R600] and its time does not go back, also where only a snapshot knows of it", async () => {
    const disk = await storedBoard();
    const world = worldOf(Board2, { disk, limits: { idleMs: 1000, graceMs: 100 } });
    world.clock.set(50_000_000);
    await read(world, Board2);
    await world.clock.advance(5000);
    expect([disk.saved(ROOM), world.hub.figures.rooms]).toEqual([6, 0]);
    world.clock.set(10);
    const bob = await world.join("bob", "bob", { version: 2 });
    bob.change(vote);
    await settle();
    expect((await world.log()).slice(5).map(({ at }) => at)).toEqual([50_000_000, 50_000_000]);
  });
});

describe("[R201] [R589] the log holds what a step wrote", () => {
  test("so that it folds without the step", async () => {
    const world = worldOf(Board3, { disk: await storedBoard(4) });
    const state = await read(world, Board3);
    const { version, state: folded } = fold(undefined, await world.log());
    expect(version).toBe(3);
    expect(toJSON(new Replica(Board3.schema, folded).view)).toEqual(toJSON(state));
  });

  test("and a newcomer gets the old snapshot and what was written after it", async () => {
    const world = worldOf(Board2, { disk: await storedBoard(5) });
    const bob = await world.greet("bob", "bob");
    const joined = await bob.join({ version: 2 });
    expect(joined).toMatchObject({
      from: 5,
      state: { shapes: { list: [{ fields: { kind: expect.any(String) } }, { id: CIRCLE }] } },
      list: [{ migrated: 2, seq: 6, at: expect.any(Number), ops: { secret: [{ op: "set" }] } }],
    });
    const replica = Replica.from(Board2.schema, joined.state ?? {});
    for (const entry of joined.list) if ("migrated" in entry) replica.confirm(entry.ops);
    expect(toJSON(replica.view)).toEqual(toJSON(await read(world, Board2)));
  });
});

describe("[R202] a room that cannot be brought there stays closed, as it was", () => {
  test.each<[string, number, Migrations, string]>([
    [
      "throws",
      2,
      {
        2() {
          throw new Error("Only on Mondays");
        },
      },
      "the migration to version 2 failed: Only on Mondays",
    ],
    [
      "is asynchronous",
      2,
      // The compiler does not let it pass, the server must not either.
      { 2: (async () => Promise.resolve()) as never },
      "the migration to version 2 failed: it is asynchronous; what it writes later would be lost",
    ],
    [
      "writes what is not JSON",
      2,
      { 2: (doc) => doc.set("title", Number.NaN) },
      "the migration to version 2 failed: title: NaN is not JSON",
    ],
    [
      "is missing",
      3,
      { 2: steps[2] as never },
      "it is stored at version 2, and there is no migration to version 3",
    ],
    [
      "is missing where the room begins",
      3,
      { 3: steps[3] as never },
      "it is stored at version 1, and there is no migration to version 2",
    ],
    [
      "leaves a record without a value that has no default",
      2,
      { 2: (doc) => doc.records("shapes")[0]?.set("form", "star") },
      "what the migration to version 2 leaves does not fit: shapes.ann---------.3.0.size: nothing is stored",
    ],
    [
      "forgets the trash",
      2,
      {
        2(doc) {
          for (const shape of doc.records("shapes")) {
            if (shape.trashed) continue;
            shape.set("form", "star");
            shape.set("size", 1);
          }
        },
      },
      `what the migration to version 2 leaves does not fit: shapes.${CIRCLE}.form: nothing is stored`,
    ],
  ])("when a step %s", async (_, version, migrate, message) => {
    const disk = await storedBoard(4);
    const definition = boardAt(version, migrate);
    const world = worldOf(definition, { disk });
    const before = JSON.stringify(await world.log());
    const bob = await asks(world, version);
    expect(bob.take("closed")).toMatchObject([{ room: ROOM, code: "schema.incompatible" }]);
    expect(bob.end).toBeUndefined();
    await expect(read(world, definition)).rejects.toThrow(`${ROOM}: ${message}`);
    expect(world.errors).toMatchObject([{ name: "Incompatible" }]);
    expect(JSON.stringify(await world.log())).toBe(before);
    expect(world.hub.figures.rooms).toBe(0);
    // What is there still opens with the version it has.
    expect((await read(worldOf(Board2, { disk }), Board2)).shapes).toHaveLength(1);
  });

  test("[R687] and says why to whom may read all of it, as the reason may quote what is in it", async () => {
    const quoting: Migrations = {
      2(doc) {
        throw new Refused("board.odd", `Cannot read ${JSON.stringify(doc.get("secret"))}`);
      },
    };
    const world = worldOf(
      boardAt(2, quoting),
      { disk: await storedBoard() },
      { authorize: ({ id }) => (id === "bob" ? { read: ["title"], write: [] } : "read") },
    );
    const [bob, cy] = [await asks(world, 2), await asks(world, 2, "cy")];
    expect(bob.take("closed")[0]?.message).toBe("board:one does not fit its definition");
    expect(cy.take("closed")[0]?.message).toBe(
      'board:one: the migration to version 2 failed: Cannot read "psst"',
    );
  });

  test("[R466] but what a step threw by accident is in the server's log alone", async () => {
    const leaking: Migrations = {
      2() {
        throw new Error("connect ECONNREFUSED db.internal, password hunter2");
      },
    };
    const world = worldOf(boardAt(2, leaking), { disk: await storedBoard() });
    const bob = await asks(world, 2);
    expect(bob.heard).not.toContain("hunter2");
    expect(bob.take("closed")[0]?.message).toBe("board:one does not fit its definition");
    expect(world.errors.map(String)).toEqual([expect.stringContaining("hunter2")]);
  });

  test("[R688] and is not tried again at once, however often somebody asks", async () => {
    let tries = 0;
    const failing: Migrations = {
      2() {
        tries += 1;
        throw new Error("Still not");
      },
    };
    const world = worldOf(boardAt(2, failing), { disk: await storedBoard() });
    for (let i = 0; i < 5; i++)
      expect((await asks(world, 2, `bob${i}`)).take("closed")).toHaveLength(1);
    expect([tries, world.errors.length]).toEqual([1, 1]);
    await world.clock.advance(1000);
    expect((await asks(world, 2)).take("closed")).toHaveLength(1);
    expect([tries, world.errors.length]).toEqual([2, 2]);
  });
});

describe("[R203] between deciding and writing", () => {
  test.each([
    ["lost", 0, [2, 3, 2, 3]],
    ["written", 1, [2, 3]],
  ] as const)("a crash after which it was %s", async (_, survivors, wanted) => {
    const world = worldOf(Board3, { disk: await storedBoard() });
    world.holds = true;
    await asks(world, 3);
    world.crash(survivors);
    const bob = await asks(world, 3);
    expect(bob.take("joined")).toHaveLength(1);
    expect(ran).toEqual(wanted);
    expect((await world.log()).slice(5).map(({ kind }) => kind)).toEqual([
      "migration",
      "migration",
    ]);
  });

  test.each(["fail", "lost", "written"] as const)("an append that ends as %s", async (fate) => {
    const world = worldOf(Board2, { disk: await storedBoard() });
    world.fates.push(fate);
    const bob = await asks(world, 2);
    expect(bob.take("closed")).toMatchObject([{ code: "store.failed" }]);
    expect(world.errors).toHaveLength(1);
    expect(await bob.join({ version: 2 })).toMatchObject({ mark: "2:*" });
    expect(await world.log()).toHaveLength(6);
  });

  test("[R689] of two owners one writes, and the other finds it done", async () => {
    const disk = await storedBoard();
    const [one, two] = [worldOf(Board2, { disk }), worldOf(Board2, { disk })];
    for (const world of [one, two]) world.holds = true;
    const [ann, bob] = [await asks(one, 2, "ann"), await asks(two, 2)];
    expect(ran).toEqual([2, 2]);
    await one.release();
    await two.release();
    expect(ann.take("joined")).toHaveLength(1);
    expect(bob.take("closed")).toMatchObject([{ code: "store.failed" }]);
    expect(two.errors).toMatchObject([{ name: "Conflict" }]);
    expect(await bob.join({ version: 2 })).toMatchObject({ mark: "2:*" });
    expect(ran).toEqual([2, 2]);
    expect(await one.log()).toHaveLength(6);
  });
});

test("[R204] a room is at the version of its last migration, also where only a snapshot tells of it", async () => {
  const world = worldOf(Board3, { disk: await storedBoard(), limits: { idleMs: 1000 } });
  await read(world, Board3);
  await world.clock.advance(5000);
  const saved = await world.store.loadSnapshot(ROOM);
  expect(saved).toMatchObject({ seq: 7, version: 3, at: expect.any(Number) });
  await world.store.dropBefore(ROOM, 7);
  world.crash();
  expect((await read(world, Board3)).shapes).toHaveLength(1);
  expect(ran).toEqual([2, 3]);
});

describe("[R205] a new room of a later version", () => {
  test("[R691] says so right before its first entry, and nothing is stored until then", async () => {
    const world = worldOf(Board3);
    const [ann, bob] = [
      await world.join("ann", "ann", { version: 3 }),
      await world.join("bob", "bob", { version: 3 }),
    ];
    await read(world, Board3);
    expect([await world.log(), await world.store.listRooms()]).toEqual([[], []]);
    ann.change(titled("first"));
    ann.change(vote);
    await settle();
    expect(await world.log()).toMatchObject([
      { seq: 1, kind: "migration", version: 3, ops: {} },
      { seq: 2, kind: "change", n: 1 },
      { seq: 3, kind: "change", n: 2 },
    ]);
    expect(ann.entries()).toMatchObject([{ skip: 1 }, { ack: 1, seq: 2 }, { ack: 2, seq: 3 }]);
    expect(bob.entries()).toMatchObject([{ skip: 1 }, { seq: 2 }, { seq: 3 }]);
    world.crash();
    expect((await read(world, Board3)).title).toBe("first");
    expect(ran).toEqual([]);
  });

  test.each([
    ["a change that is refused", { title: [{ op: "add", id: "root", field: "title", by: 1 }] }],
    ["a change", titled("first")],
  ] as const)("has both or neither after a crash: %s", async (_, ops) => {
    for (const survivors of [0, 1]) {
      const world = worldOf(Board3, { disk: new MemoryDisk() });
      const ann = await world.join("ann", "ann", { version: 3 });
      world.holds = true;
      ann.change(ops);
      await settle();
      expect([world.store.waiting, ann.entries()]).toEqual([1, []]);
      world.crash(survivors);
      expect(await world.log()).toHaveLength(survivors * 2);
      const again = await world.join("ann", "ann", { version: 3 });
      again.change(vote, { n: survivors + 1 });
      await settle();
      expect(fold(undefined, await world.log())).toMatchObject({ version: 3, seq: survivors + 2 });
    }
  });

  test("does not say so at version 1", async () => {
    const world = worldOf(boardAt(1));
    const ann = await world.join("ann");
    ann.change(vote);
    await settle();
    expect(await world.log()).toMatchObject([{ seq: 1, kind: "change" }]);
  });
});

test("[R206] a room that is stored at a higher version does not open", async () => {
  const disk = await storedBoard();
  await read(worldOf(Board3, { disk }), Board3);
  const world = worldOf(Board2, { disk });
  const bob = await asks(world, 2);
  expect(bob.take("closed")).toMatchObject([
    {
      code: "schema.incompatible",
      message: "board:one: the room is at version 3, this server at 2",
    },
  ]);
  await expect(read(world, Board2)).rejects.toThrow("the room is at version 3, this server at 2");
  expect(await world.log()).toHaveLength(7);
});

test.each([0, 4, 5] as const)(
  "[R692] what comes out of the trash comes as the step left it (snapshot at %s)",
  async (covered) => {
    const world = worldOf(Board2, { disk: await storedBoard(covered) });
    const bob = await world.greet("bob", "bob");
    const joined = await bob.join({ version: 2 });
    const replica = Replica.from(Board2.schema, joined.state ?? {});
    for (const entry of joined.list) if ("ops" in entry && entry.ops) replica.confirm(entry.ops);
    await world.hub.room(Board2, "one").update((doc) => doc.shapes.restore(CIRCLE));
    for (const entry of bob.entries()) if ("ops" in entry && entry.ops) replica.confirm(entry.ops);
    const state = await read(world, Board2);
    expect(state.shapes).toMatchObject([{}, { form: expect.stringMatching(/^circle/), size: 1 }]);
    expect(toJSON(replica.view)).toEqual(toJSON(state));
  },
);

describe("[R209] of a migration", () => {
  test("a reader gets the keys they may read, and skips one that has nothing for them", async () => {
    const world = worldOf(
      Board3,
      { disk: await storedBoard(5) },
      {
        authorize: ({ id }) => ({ read: id === "bob" ? ["shapes"] : ["title"], write: [] }),
      },
    );
    const [bob, cy] = [await asks(world, 3), await asks(world, 3, "cy")];
    expect(bob.heard).not.toMatch(/secret|psst/);
    expect(bob.take("joined")[0]?.list).toMatchObject([
      { migrated: 2, seq: 6 },
      { migrated: 3, seq: 7 },
    ]);
    expect(cy.heard).not.toMatch(/secret|psst|size/);
    const skipped = { skip: 1, at: expect.any(Number) };
    expect(cy.take("joined")[0]?.list).toEqual([skipped, skipped]);
  });

  test("[R694] a page that comes back with a state of another version gets the state anew", async () => {
    const world = worldOf(Board2, { disk: await storedBoard(5) });
    const bob = await world.greet("bob", "bob");
    expect(await bob.join({ version: 2, after: 5, mark: "1:*" })).toHaveProperty("state");
    expect(await bob.join({ version: 2, after: 6, mark: "2:*" })).not.toHaveProperty("state");
  });
});
