import { createServer } from "@alongside/server";
import { afterEach, expect, test } from "vitest";
import { board } from "../server/rules.ts";
import { Board } from "../src/board/definition.ts";

const server = createServer({ rooms: [board], log: () => {} });
afterEach(() => server.close());

test("[R231] a locked shape refuses every change but unlocking, with a reason people can read", async () => {
  const room = server.room(Board, "test");
  let id = "";
  await room.update((doc) => {
    id = doc.shapes.push({
      kind: "ink",
      at: { x: 0, y: 0 },
      size: { w: 1, h: 1 },
      color: "red",
      points: [0, 0, 0.5],
      text: "Kept",
      locked: true,
    });
  });
  const reason = "This drawing is locked. Unlock it to change it.";
  const refused = [
    () => room.update((doc) => doc.shapes.delete(id)),
    () =>
      room.update((doc) => {
        const shape = doc.shapes.get(id);
        if (shape) shape.color = "blue";
      }),
    () => room.update((doc) => doc.shapes.get(id)?.text.insert(0, "Not ")),
    () => room.mutate("bringToFront", { ids: [id] }),
    () =>
      room.update((doc) => {
        const shape = doc.shapes.get(id);
        if (shape) Object.assign(shape, { locked: undefined, color: "blue" });
      }),
  ];
  for (const change of refused) await expect(change()).rejects.toThrow(reason);

  await room.update((doc) => {
    const shape = doc.shapes.get(id);
    if (shape) delete shape.locked;
  });
  await room.update((doc) => {
    const shape = doc.shapes.get(id);
    if (shape) shape.color = "blue";
    shape?.text.insert(4, "!");
  });
  const [shape] = (await room.read()).shapes;
  expect(shape?.color).toBe("blue");
  expect(shape?.text.toString()).toBe("Kept!");
});
