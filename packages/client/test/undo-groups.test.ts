import { describe, expect, test } from "vitest";
import { openBoards, colors, shown, threeShapes, update } from "./support/drawers.ts";
import type { Drawer } from "./support/drawers.ts";

/** Ann and Bob at a board with three shapes, which nobody can undo. */
async function atShapes() {
  const { server, people } = await openBoards(["ann", "bob"]);
  const [ann, bob] = people;
  const ids = threeShapes(ann);
  await server.pass(20);
  ann.own.clear();
  return { server, ann, bob, ids, start: shown(ann) };
}

function paint(who: Drawer, id: string, color: string): void {
  update(who, (doc) => {
    const shape = doc.shapes.get(id);
    if (shape) shape.color = color;
  });
}

describe("[R430] what is written in one group is one step", () => {
  test.each(["committed", "pending"])(
    "taken back and done again by one press, %s",
    async (when) => {
      const { server, ann, bob, ids, start } = await atShapes();
      const [first, second, third] = ids;
      const answer = ann.own.group(() => {
        paint(ann, first, "red");
        ann.own.group(() => update(ann, (doc) => doc.shapes.delete(second)));
        update(ann, (doc) => doc.shapes.move(third, "start"));
        return "done";
      });
      expect(answer).toBe("done");
      const end = shown(ann);
      paint(ann, first, "later");
      if (when === "committed") await server.pass(20);
      ann.own.undo();
      expect(shown(ann)).toBe(end);
      for (let round = 0; round < 2; round++) {
        ann.own.undo();
        expect(shown(ann)).toBe(start);
        expect(ann.own.canUndo.get()).toBe(false);
        if (when === "committed") await server.pass(20);
        ann.own.redo();
        expect(shown(ann)).toBe(end);
        if (when === "committed") await server.pass(20);
      }
      await server.pass(20);
      expect(shown(bob)).toBe(end);
      expect(ann.room.rejected.get()).toEqual([]);
    },
  );

  test("[R745] what others have changed of it stays, and is not tried again", async () => {
    const { server, ann, bob, ids } = await atShapes();
    const [first, second] = ids;
    ann.own.group(() => {
      paint(ann, first, "red");
      paint(ann, second, "red");
    });
    await server.pass(20);
    paint(bob, second, "bob's");
    await server.pass(20);
    ann.own.undo();
    expect(colors(ann)).toBe("one bob's three");
    expect([ann.own.canUndo.get(), ann.own.changed.get()]).toEqual([false, undefined]);
    ann.own.redo();
    expect(colors(ann)).toBe("red bob's three");
    expect(ann.own.canRedo.get()).toBe(false);
    ann.own.undo();
    expect(colors(ann)).toBe("one bob's three");
  });

  test("[R745] one of which all is changed stays whole and says so once", async () => {
    const { server, ann, bob, ids } = await atShapes();
    const [first, second, third] = ids;
    paint(ann, third, "before");
    ann.own.group(() => {
      paint(ann, first, "red");
      paint(ann, second, "red");
    });
    await server.pass(20);
    paint(bob, first, "bob's");
    paint(bob, second, "bob's");
    await server.pass(20);
    expect(ann.own.undo()).toBeUndefined();
    expect(ann.own.changed.get()?.by).toEqual([{ id: "bob", name: "bob" }]);
    ann.own.undo();
    expect(colors(ann)).toBe("bob's bob's three");
    expect(ann.own.canUndo.get()).toBe(false);
    bob.own.undo();
    bob.own.undo();
    await server.pass(20);
    ann.own.undo();
    expect(colors(ann)).toBe("one two three");
    expect(ann.own.canUndo.get()).toBe(false);
  });

  test("[R746] a refused part is no part of it", async () => {
    const { server, ann, ids } = await atShapes();
    const [first, second, third] = ids;
    ann.own.group(() => {
      paint(ann, first, "red");
      paint(ann, second, "rude");
      paint(ann, third, "red");
    });
    await server.pass(20);
    expect(ann.room.rejected.get()).toHaveLength(1);
    expect(colors(ann)).toBe("red two red");
    ann.own.undo();
    expect(colors(ann)).toBe("one two three");
    expect(ann.own.canUndo.get()).toBe(false);
  });

  test("mutations that the server has not run yet", async () => {
    const { server, ann, bob, ids, start } = await atShapes();
    const [first, second] = ids;
    ann.own.group(() => {
      ann.room.mutate.paint({ id: first, color: "red" });
      ann.room.mutate.paint({ id: second, color: "red" });
    });
    ann.own.undo();
    expect(shown(ann)).toBe(start);
    await server.pass(20);
    expect([shown(ann), shown(bob)]).toEqual([start, start]);
    expect(ann.own.canUndo.get()).toBe(false);
    ann.own.redo();
    await server.pass(20);
    expect(colors(bob)).toBe("red red three");
  });

  test("what was written before it failed is one too, and a promise is refused", async () => {
    const { ann, ids, start } = await atShapes();
    const [first, second] = ids;
    const fail = (): void => {
      paint(ann, first, "red");
      paint(ann, second, "red");
      throw new Error("half way");
    };
    expect(() => ann.own.group(fail)).toThrow("half way");
    ann.own.undo();
    expect(shown(ann)).toBe(start);
    expect(() => ann.own.group(async () => paint(ann, first, "red"))).toThrow(TypeError);
    paint(ann, second, "alone");
    ann.own.undo();
    expect(colors(ann)).toBe("red two three");
  });

  test("[R747] of the last 200 steps a group is forgotten whole", async () => {
    const { ann, ids } = await atShapes();
    const [first, second] = ids;
    ann.own.group(() => {
      paint(ann, first, "a");
      paint(ann, second, "a");
    });
    for (let i = 0; i < 199; i++) paint(ann, first, `step ${i}`);
    while (ann.own.canUndo.get()) ann.own.undo();
    expect(colors(ann)).toBe("a a three");
  });
});
