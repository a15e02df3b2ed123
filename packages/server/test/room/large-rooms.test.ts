import { expect, test } from "vitest";
import { Board, live } from "../live/server.ts";
import { memory } from "../../src/store/memory.ts";

test("[R348] a large room is loaded in steps, between which others have their turn", async () => {
  const store = memory();
  const { server } = await live({ store, limits: { idleMs: 20 } });
  const room = server.room(Board, "large");
  for (let i = 0; i < 5; i++)
    // oxlint-disable-next-line no-await-in-loop -- one change after the other
    await room.update((doc) => {
      for (let j = 0; j < 3000; j++) doc.shapes.push({ kind: "rect", at: { x: i, y: j } });
    });
  // Nobody is in it: it is snapshotted, and leaves memory.
  await expect
    .poll(() => server.metrics().find(({ name }) => name === "alongside_rooms")?.value)
    .toBe(0);

  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const { shapes } = await room.read();
  isOver = true;
  expect(shapes).toHaveLength(15_000);
  expect(shapes.at(-1)).toMatchObject({ at: { x: 4, y: 2999 } });
  expect(turns).toBeGreaterThan(5);
});
