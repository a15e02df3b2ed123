import { expect, test } from "vitest";
import { Sweeper } from "../../src/retention/sweeper.ts";
import { trashDue } from "../../src/retention/sweep-trash.ts";
import { TRASH } from "../../src/room/trash.ts";
import { memory } from "../../src/store/memory.ts";
import type { StoreRequest } from "../../../testing/src/faulty.ts";
import { Board, ROOM } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A world with a room that nobody is in, and a record in its trash since its beginning. */
async function left(snapshotEvery?: number): Promise<{ world: World; id: string }> {
  const world = new World({ limits: { idleMs: 1000, ...(snapshotEvery && { snapshotEvery }) } });
  const room = world.hub.room(Board, "one");
  let id = "";
  await room.update(({ shapes }) => void (id = shapes.push({ kind: "a" })));
  await room.update(({ shapes }) => shapes.delete(id));
  await world.clock.advance(3000);
  expect(world.hub.figures.rooms).toBe(0);
  return { world, id };
}

/** The sweeper of the process that runs now. */
function sweeperOf(world: World): Sweeper {
  const { store, clock, hub, errors } = world;
  const sweeper = new Sweeper({
    store,
    clock,
    random: { next: () => 0.5, id: () => "x" },
    retentionOf: (room) => hub.retentionOf(room),
    feedsOf: () => ({}),
    onPostsSwept: () => Promise.resolve(),
    policies: hub.policies,
    trash: hub.trash,
    tidy: (room) => hub.tidy(room),
    onRound: () => undefined,
    onSwept: () => undefined,
    onError: (error) => errors.push(error),
  });
  sweeper.start();
  return sweeper;
}

async function pruned(world: World): Promise<readonly string[]> {
  return (await world.log()).flatMap((entry) => (entry.kind === "prune" ? entry.ids : []));
}

test("[R1443] the trash of a room that nobody opens is emptied all the same, once, and the room leaves memory", async () => {
  const { world, id } = await left();
  const sweeper = sweeperOf(world);
  await world.clock.advance(29 * DAY_MS);
  expect(await pruned(world)).toEqual([]);
  await world.clock.advance(2 * DAY_MS);
  expect(await pruned(world)).toEqual([id]);
  expect(world.hub.figures.rooms).toBe(0);
  const { length } = await world.log();
  await world.clock.advance(90 * DAY_MS);
  expect(await world.log()).toHaveLength(length);
  expect(world.errors).toEqual([]);
  await sweeper.stop();
});

test("[R1443] so is that of a room in which somebody sits who writes nothing, and they are told", async () => {
  const { world, id } = await left();
  const ann = await world.join("ann");
  const sweeper = sweeperOf(world);
  await world.clock.advance(31 * DAY_MS);
  expect(ann.entries()).toContainEqual(expect.objectContaining({ pruned: [id] }));
  expect(world.hub.figures.rooms).toBe(1);
  await sweeper.stop();
});

const requests = ["newestSnapshot", "loadPart", "loadSnapshot", "append", "saveSweep"] as const;

test.each<StoreRequest["name"]>(requests)(
  "[R1443] where %s fails, or the process dies meanwhile, the next round does it, once",
  async (name) => {
    const { world, id } = await left();
    await world.clock.advance(31 * DAY_MS);
    world.failing.add(name);
    const first = sweeperOf(world);
    await world.clock.advance(DAY_MS / 24);
    expect(world.errors.length).toBeGreaterThan(0);
    world.failing.clear();
    world.crash();
    await settle();
    const second = sweeperOf(world);
    await world.clock.advance(DAY_MS);
    expect(await pruned(world)).toEqual([id]);
    await Promise.all([second.stop(), world.clock.advance(1000)]);
    void first;
  },
);

test("[R1443] when something is due is known from the newest snapshot and what was deleted since", async () => {
  const store = memory();
  expect(await trashDue(store, ROOM, TRASH)).toBe(undefined);
  const change = (seq: number, at: number, ids: readonly string[]) =>
    store.append(ROOM, seq - 1, [
      {
        seq,
        at,
        kind: "change",
        actor: "ann",
        client: "AAAAAAAAAAAA",
        n: seq,
        ops: { shapes: ids.map((id) => ({ op: "delete", id }) as const) },
      },
    ]);
  await change(1, 1000, ["a", "b"]);
  await change(2, 2000, ["c"]);
  expect(await trashDue(store, ROOM, TRASH)).toBe(1000 + 30 * DAY_MS);
  const few = { ms: 30 * DAY_MS, records: 2, recentMs: 500 };
  expect(await trashDue(store, ROOM, few)).toBe(1500);
});
