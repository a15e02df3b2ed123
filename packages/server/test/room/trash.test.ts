import type { RoomId } from "@alongside/core/engine";
import { describe, expect, test } from "vitest";
import { overdue, TRASH } from "../../src/room/trash.ts";
import { TRASH_PART, trashIn } from "../../src/store/trash-times.ts";
import { Board, ROOM } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A world whose rooms are snapshotted soon after anything happened, and the server's own hands in one. */
function board(options: { readonly snapshotEvery?: number } = {}) {
  const world = new World({ limits: { idleMs: 1000, ...options } });
  const room = () => world.hub.room(Board, "one");
  const add = async (kind: string): Promise<string> => {
    let id = "";
    await room().update(({ shapes }) => void (id = shapes.push({ kind })));
    return id;
  };
  return { world, room, add };
}

async function pruned(world: World, room: RoomId = ROOM): Promise<readonly string[]> {
  return (await world.log(room)).flatMap((entry) => (entry.kind === "prune" ? entry.ids : []));
}

async function idle(world: World): Promise<void> {
  await world.clock.advance(3000);
  await settle();
}

describe("[R1432] what has been in the trash for 30 days is emptied out of it", () => {
  test("by the room, in one entry, which everybody is told", async () => {
    const { world, room, add } = board();
    const ann = await world.join("ann");
    const [a, b] = [await add("a"), await add("b")];
    await room().update(({ shapes }) => shapes.delete(a));
    await idle(world);
    await world.clock.advance(20 * DAY_MS);
    await room().update(({ shapes }) => shapes.delete(b));
    await idle(world);
    await world.clock.advance(10 * DAY_MS);
    expect(await pruned(world)).toEqual([]);
    await add("c");
    await idle(world);
    expect(await pruned(world)).toEqual([a]);
    expect(ann.entries()).toContainEqual(expect.objectContaining({ pruned: [a] }));
    expect(world.errors).toEqual([]);
  });

  test("in a room that nobody has opened since, as soon as somebody does", async () => {
    const { world, room, add } = board();
    const a = await add("a");
    await room().update(({ shapes }) => shapes.delete(a));
    await idle(world);
    expect(world.hub.figures.rooms).toBe(0);
    await world.clock.advance(31 * DAY_MS);
    await world.join("bob");
    expect(await pruned(world)).toEqual([a]);
  });

  test("not what came back, and not what came back and went again meanwhile", async () => {
    const { world, room, add } = board();
    const [a, b] = [await add("a"), await add("b")];
    await room().update(({ shapes }) => {
      shapes.delete(a);
      shapes.delete(b);
    });
    await idle(world);
    await world.clock.advance(31 * DAY_MS);
    // The room is loaded by this, and its snapshot says that both are overdue.
    const answer = world.pause("loadPart");
    const writing = room().update(({ shapes }) => {
      shapes.restore(a);
      shapes.restore(b);
      shapes.delete(b);
    });
    await settle();
    answer();
    await writing;
    await idle(world);
    expect(await pruned(world)).toEqual([]);
    expect((await world.state()).shapes.map(({ id }) => id)).toEqual([a]);
    await world.clock.advance(31 * DAY_MS);
    await world.join("bob");
    expect(await pruned(world)).toEqual([b]);
  });

  test("a crash before the entry is on the disk: the next one who loads the room writes it", async () => {
    const { world, room, add } = board();
    const a = await add("a");
    await room().update(({ shapes }) => shapes.delete(a));
    await idle(world);
    await world.clock.advance(31 * DAY_MS);
    world.holds = true;
    await world.greet("bob").then((bob) => bob.join());
    await settle();
    world.crash();
    expect(await pruned(world)).toEqual([]);
    await world.join("cy");
    expect(await pruned(world)).toEqual([a]);
  });
});

describe("[R1433] of more than 1,000 records in the trash those stay that went there last, or less than a day ago", () => {
  const lines = (count: number, at: number) =>
    Array.from({ length: count }, (_, i) => [`${at}-${i}`, at] as const);

  test("a thousand of a day ago stay, and what is older goes", () => {
    const old = lines(3, 1000);
    expect(overdue([...old, ...lines(999, 2000)], DAY_MS + 2000, TRASH)).toEqual([
      "1000-0",
      "1000-1",
    ]);
    expect(overdue(lines(1000, 0), DAY_MS, TRASH)).toEqual([]);
  });

  test("who has just deleted more may want it back", () => {
    expect(overdue(lines(5000, 1000), 1000 + DAY_MS - 1, TRASH)).toEqual([]);
    expect(overdue(lines(5000, 1000), 1000 + DAY_MS, TRASH)).toHaveLength(4000);
  });

  test("a thousand at a time", async () => {
    const { world, room } = board();
    await room().update(({ shapes }) => {
      for (let i = 0; i < 3500; i++) shapes.push({ kind: "rect" });
    });
    await room().update(({ shapes }) => {
      for (const { id } of shapes) shapes.delete(id);
    });
    await idle(world);
    await world.clock.advance(2 * DAY_MS);
    const loading = world.state();
    await world.clock.advance(5000);
    expect((await loading).shapes).toEqual([]);
    const sizes = (await world.log()).flatMap((one) =>
      one.kind === "prune" ? one.ids.length : [],
    );
    expect(sizes).toEqual([1000, 1000, 500]);
  });
});

test("[R1434] a snapshot says of each record in the trash since when it is there, displaced ones too", async () => {
  const { world, room, add } = board();
  const start = world.clock.now();
  const [a, b] = [await add("a"), await add("b")];
  await room().update(({ settings }) => settings.set("k", { on: true }));
  await world.clock.advance(10);
  await room().update(({ shapes }) => shapes.delete(b));
  await world.clock.advance(10);
  await room().update(({ settings }) => settings.set("k", { on: false }));
  await room().update(({ shapes }) => shapes.delete(a));
  await room().update(({ shapes }) => shapes.restore(a));
  const store = world.disk.open();
  const head = (await world.log()).length;
  const { parts } = await store.saveSnapshot(ROOM, head);
  expect(parts?.has(TRASH_PART)).toBe(true);
  const found = trashIn(await store.loadPart(ROOM, head, TRASH_PART));
  expect(found.map(([id, at]) => [id === b ? "b" : "displaced", at - start])).toEqual([
    ["b", 10],
    ["displaced", 20],
  ]);
});
