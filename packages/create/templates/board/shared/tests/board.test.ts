import { testRoom } from "@alongside/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { board } from "../server/rules.ts";

let room = testRoom(board);
beforeEach(async () => {
  room = testRoom(board);
  await room.as("ann").update((doc) => {
    for (const color of ["yellow", "blue"] as const)
      doc.shapes.push({ kind: "note", at: { x: 0, y: 0 }, color, locked: false });
  });
});
afterEach(() => room.close());

const colors = async () => (await room.read()).shapes.map(({ color }) => color);
const first = async () => (await room.read()).shapes[0]?.id ?? "";

test("what is brought to the front is drawn last", async () => {
  await room.as("ben").mutate("bringToFront", { id: await first() });
  expect(await colors()).toEqual(["blue", "yellow"]);
});

test("what is gone is not brought to the front", async () => {
  const id = await first();
  await room.as("ann").update((doc) => doc.shapes.delete(id));
  await room.as("ben").mutate("bringToFront", { id });
  expect(await colors()).toEqual(["blue"]);
});

test("a locked shape stays as it is until somebody unlocks it", async () => {
  const id = await first();
  const lock = (locked: boolean) =>
    room.as("ann").update((doc) => {
      const shape = doc.shapes.get(id);
      if (shape) shape.locked = locked;
    });
  const paint = () =>
    room.as("ben").update((doc) => {
      const shape = doc.shapes.get(id);
      if (shape) shape.color = "pink";
    });
  await lock(true);
  await expect(paint()).rejects.toMatchObject({ code: "shape.locked" });
  await expect(room.as("ben").update((doc) => doc.shapes.delete(id))).rejects.toMatchObject({
    code: "shape.locked",
  });
  expect(await colors()).toEqual(["yellow", "blue"]);
  await lock(false);
  await paint();
  expect(await colors()).toEqual(["pink", "blue"]);
});

test("nothing lies off the board", async () => {
  const off = room.as("ann").update((doc) => {
    doc.shapes.push({ kind: "note", at: { x: -1, y: 0 }, color: "blue", locked: false });
  });
  await expect(off).rejects.toThrow();
});
