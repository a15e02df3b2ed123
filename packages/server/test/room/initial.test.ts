import { defineRoom, list, map, value } from "@alongside/core";
import { fold, initialOps } from "@alongside/core/engine";
import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import { ROOM, titled } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

const storage = {
  title: value(""),
  columns: list(
    { name: value(""), cards: list(value("")) },
    {
      initial: [{ name: "To do", cards: ["first"] }, { name: "Done" }],
    },
  ),
  labels: map(value(""), { initial: { red: "urgent" } }),
};
const Board = defineRoom("board", { version: 1, storage });
const FIRST = "initial-room.1.0";

const worldOf = (definition: unknown = Board, disk = new MemoryDisk()): World =>
  new World({ rooms: [implement(definition as typeof Board)], disk });

describe("[R384] what a new room begins with", () => {
  test("[R691] is there for everybody with the same ids, and nothing is stored until somebody writes", async () => {
    const world = worldOf();
    const frames = [];
    for (const name of ["ann", "bob"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const peer = await world.greet(name, name);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      frames.push(await peer.join());
    }
    for (const frame of frames)
      expect(frame).toMatchObject({
        from: 0,
        state: { columns: { list: [{ id: FIRST }, {}] }, labels: { map: [{ key: "red" }] } },
      });
    expect(await world.hub.room(Board, "one").read()).toMatchObject({
      columns: [{ id: FIRST, name: "To do", cards: [{ value: "first" }] }, { name: "Done" }],
    });
    expect([await world.log(), await world.store.listRooms()]).toEqual([[], []]);
  });

  test("[R774] is written right before the first entry and together with it, once", async () => {
    const world = worldOf();
    const [ann, bob] = [await world.join("ann", "ann"), await world.join("bob", "bob")];
    ann.change(titled("one"));
    bob.change(titled("two"));
    await settle();
    expect(await world.log()).toMatchObject([
      { seq: 1, kind: "migration", version: 1, ops: initialOps(Board.schema) },
      { seq: 2, kind: "change", actor: "ann" },
      { seq: 3, kind: "change", actor: "bob" },
    ]);
    world.crash();
    const { columns } = await world.hub.room(Board, "one").read();
    expect(columns.map(({ name }) => name)).toEqual(["To do", "Done"]);
    expect(fold(undefined, await world.log()).state.nodes.has(FIRST)).toBe(true);
  });

  test("[R774] both or neither are there after a crash; who was here gets the state anew", async () => {
    for (const survivors of [0, 1]) {
      const world = worldOf();
      const ann = await world.join("ann", "ann");
      world.holds = true;
      ann.change(titled("one"));
      await settle();
      world.crash(survivors);
      expect(await world.log()).toHaveLength(survivors * 2);
      const again = await world.greet("ann", "ann");
      const joined = await again.join({ mark: "1:*", after: 0 });
      expect(joined).toMatchObject({ from: 0, list: { length: survivors * 2 } });
      expect("state" in (joined as object)).toBe(true);
    }
  });

  test("[R775] does not come into a room that has begun without it", async () => {
    const disk = new MemoryDisk();
    const before = defineRoom("board", {
      version: 1,
      storage: { ...storage, columns: list(storage.columns.item), labels: map(value("")) },
    });
    const old = worldOf(before, disk);
    (await old.join("ann")).change(titled("old"));
    await settle();
    const world = worldOf(Board, disk);
    const state = await world.hub.room(Board, "one").read();
    expect(state).toMatchObject({ title: "old", columns: [] });
    (await world.join("bob", "bob")).change(titled("new"));
    await settle();
    expect(await world.log(ROOM)).toHaveLength(2);
  });

  test("has ids that no client can make", async () => {
    const world = worldOf();
    const peer = await world.greet("initial-room");
    await expect(peer.join()).rejects.toThrow("message.invalid");
    expect(peer.take("bye")).toMatchObject([{ code: "message.invalid" }]);
  });
});

test("[R385] what cannot be is refused at once", () => {
  const Wrong = defineRoom("board", {
    version: 1,
    storage: { columns: list({ name: value("") }, { initial: [{ nam: "x" } as never] }) },
  });
  expect(() => worldOf(Wrong)).toThrow("columns.nam: is not a field of this record");
  expect(() =>
    defineRoom("board", {
      version: 1,
      storage: { columns: list({ cards: list(value(""), { initial: ["x"] }) }) },
    }),
  ).toThrow('cards: "initial" is for lists and maps at the top of storage');
});
