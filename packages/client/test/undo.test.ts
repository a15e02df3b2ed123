import type { DraftOf } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { openUndo, openGesture } from "../src/index.ts";
import type { Board } from "./support/board.ts";
import { openBoards, colors, shown, threeShapes, update } from "./support/drawers.ts";

/** What each way of writing leaves behind; all of them begin on a board with two shapes. */
const WRITES: readonly (readonly [
  what: string,
  write: (doc: DraftOf<typeof Board>, ids: readonly [string, string]) => void,
])[] = [
  ["a field", (doc) => void (doc.title = "Harbour")],
  ["a field twice", (doc) => void ((doc.title = "Harbour"), (doc.title = "Quay"))],
  ["a counter twice", (doc) => (doc.votes.add(3), doc.votes.add())],
  ["a new record", (doc) => void doc.shapes.push({ color: "red", notes: [{ body: "hi" }] })],
  [
    "a new record that is written to",
    (doc) => {
      const shape = doc.shapes.get(doc.shapes.push({ color: "red" }));
      if (shape === undefined) throw new Error("There should be one");
      shape.x = 4;
      shape.notes.push({ body: "more" });
    },
  ],
  ["a record that goes", (doc, [first]) => doc.shapes.delete(first)],
  ["a record to the end", (doc, [first]) => doc.shapes.move(first, "end")],
  ["a record to the start", (doc, [, second]) => doc.shapes.move(second, "start")],
  [
    "moves there and back",
    (doc, [first]) => (doc.shapes.move(first, "end"), doc.shapes.move(first, "start")),
  ],
  ["a key of a map", (doc) => void doc.settings.set("grid", { value: "on" })],
  [
    "a key that is taken",
    (doc) =>
      void (doc.settings.set("theme", { value: "a" }), doc.settings.set("theme", { value: "b" })),
  ],
  ["a key that goes", (doc) => doc.settings.delete("theme")],
  [
    "all at once",
    (doc, [first, second]) => {
      doc.title = "All";
      const shape = doc.shapes.get(first);
      if (shape !== undefined) shape.color = "green";
      doc.shapes.delete(first);
      doc.shapes.move(second, "start");
      doc.settings.set("theme", { value: "night" });
      doc.votes.add(-2);
      doc.shapes.push({ color: "blue" });
    },
  ],
];

describe("[R240] an own change is taken back and done again, whole", () => {
  for (const [what, write] of WRITES) {
    test.each(["committed", "pending"])(`${what}, %s`, async (when) => {
      const {
        server,
        people: [ann, bob],
      } = await openBoards(["ann", "bob"]);
      let ids: readonly [string, string] = ["", ""];
      update(ann, (doc) => {
        ids = [doc.shapes.push({ color: "one" }), doc.shapes.push({ color: "two" })];
        doc.settings.set("theme", { value: "day" });
      });
      await server.pass(20);
      ann.own.clear();
      const before = shown(ann);
      update(ann, (doc) => write(doc, ids));
      const after = shown(ann);
      for (let round = 0; round < 2; round++) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        if (when === "committed") await server.pass(20);
        expect([ann.own.canUndo.get(), ann.own.canRedo.get()]).toEqual([true, false]);
        expect(ann.own.undo()).toBeDefined();
        expect(shown(ann)).toBe(before);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        if (when === "committed") await server.pass(20);
        expect([ann.own.canUndo.get(), ann.own.canRedo.get()]).toEqual([false, true]);
        expect(ann.own.redo()).toBeDefined();
        expect(shown(ann)).toBe(after);
      }
      await server.pass(50);
      expect(shown(bob)).toBe(after);
      expect(ann.room.rejected.get()).toEqual([]);
      expect(server.errors).toEqual([]);
    });
  }
});

test("[R494] a page can be told who has deleted a record, while it is gone", async () => {
  const {
    server,
    people: [ann, bob],
  } = await openBoards(["ann", "bob"]);
  const [first, second, third] = threeShapes(ann);
  await server.pass(20);
  update(bob, (doc) => doc.shapes.delete(first));
  update(ann, (doc) => doc.shapes.delete(second));
  await server.pass(20);
  const told = (): unknown => [first, second, third].map((id) => ann.own.deletedBy(id));
  expect(told()).toEqual([{ id: "bob", name: "bob" }, undefined, undefined]);
  // Who has done nothing that can be undone is told as well.
  expect(bob.own.deletedBy(second)).toEqual({ id: "ann", name: "ann" });
  bob.room.leave();
  await server.pass(20);
  expect(told()).toEqual([{ id: "bob", name: "bob" }, undefined, undefined]);
  update(ann, (doc) => doc.shapes.restore(first));
  expect(told()).toEqual([undefined, undefined, undefined]);
  update(ann, (doc) => doc.shapes.delete(first));
  await server.pass(20);
  expect(told()).toEqual([undefined, undefined, undefined]);
});

describe("[R241] what others did meanwhile stays", () => {
  test("a field that somebody else has written is left, the rest of the step is taken back", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    update(ann, (doc) => {
      doc.title = "Harbour";
      doc.votes.add(2);
    });
    await server.pass(20);
    update(bob, (doc) => {
      doc.title = "Quay";
      doc.votes.add(5);
    });
    await server.pass(20);
    ann.own.undo();
    await server.pass(20);
    expect(bob.room.get()).toMatchObject({ title: "Quay", votes: 5 });
    ann.own.redo();
    await server.pass(20);
    expect(bob.room.get()).toMatchObject({ title: "Quay", votes: 7 });
  });

  test("[R733, R734] a press that finds all of the top step changed writes nothing, says who it was, and the next one goes on below", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    update(ann, (doc) => doc.votes.add());
    update(ann, (doc) => void (doc.title = "Harbour"));
    await server.pass(20);
    update(bob, (doc) => void (doc.title = "Quay"));
    await server.pass(20);
    const before = ann.room.get();
    expect(ann.own.canUndo.get()).toBe(true);
    expect(ann.own.undo()).toBeUndefined();
    expect(ann.room.get()).toBe(before);
    expect(ann.own.changed.get()).toEqual({
      code: "undo.changed",
      message: "bob has changed this since",
      by: [{ id: "bob", name: "bob" }],
    });
    expect(ann.own.canUndo.get()).toBe(true);
    ann.own.undo();
    expect(ann.own.changed.get()).toBeUndefined();
    expect(ann.room.get()).toMatchObject({ title: "Quay", votes: 0 });
    expect(ann.own.canUndo.get()).toBe(false);
    expect(ann.own.undo()).toBeUndefined();
    expect(ann.own.changed.get()).toBeUndefined();
    // The slot holds what she wrote: the step is there again.
    update(bob, (doc) => void (doc.title = "Harbour"));
    await server.pass(20);
    expect(ann.own.canUndo.get()).toBe(true);
    ann.own.undo();
    expect(ann.room.get()).toMatchObject({ title: "untitled", votes: 0 });
    ann.own.redo();
    ann.own.redo();
    expect(ann.room.get()).toMatchObject({ title: "Harbour", votes: 1 });
    ann.own.clear();
    expect(ann.own.undo()).toBeUndefined();
    expect([ann.own.canUndo.get(), ann.own.canRedo.get()]).toEqual([false, false]);
  });

  test("[R315] a press on a stuck step keeps what can be done again, and so does one with nothing to take back", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    update(ann, (doc) => void (doc.title = "Harbour"));
    update(ann, (doc) => doc.votes.add());
    ann.own.undo();
    await server.pass(20);
    update(bob, (doc) => void (doc.title = "Quay"));
    await server.pass(20);
    expect(ann.own.undo()).toBeUndefined();
    expect(ann.own.changed.get()?.message).toBe("bob has changed this since");
    expect(ann.own.undo()).toBeUndefined();
    expect(ann.own.undo()).toBeUndefined();
    ann.own.redo();
    expect(ann.room.get()).toMatchObject({ title: "Quay", votes: 1 });
  });

  test("[R315] what is to be done again is told of in the same way, and stays", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    update(ann, (doc) => void (doc.title = "Harbour"));
    await server.pass(20);
    ann.own.undo();
    await server.pass(20);
    update(bob, (doc) => void (doc.title = "Quay"));
    await server.pass(20);
    expect(ann.own.canRedo.get()).toBe(true);
    expect(ann.own.redo()).toBeUndefined();
    expect(ann.own.changed.get()?.by).toEqual([{ id: "bob", name: "bob" }]);
    expect(ann.own.canRedo.get()).toBe(false);
    update(bob, (doc) => void (doc.title = "untitled"));
    await server.pass(20);
    ann.own.redo();
    expect(ann.room.get()?.title).toBe("Harbour");
  });

  test("[R733] who threw away what a step wrote to is told, and so is who has left since", async () => {
    const {
      server,
      people: [ann, bob, cy],
    } = await openBoards(["ann", "bob", "cy"]);
    const ids = threeShapes(ann);
    await server.pass(20);
    ann.own.clear();
    update(ann, (doc) => {
      for (const id of ids) {
        const shape = doc.shapes.get(id);
        if (shape !== undefined) shape.color = "red";
      }
    });
    await server.pass(20);
    update(bob, (doc) => doc.shapes.delete(ids[0]));
    update(cy, (doc) => doc.shapes.delete(ids[1]));
    update(cy, (doc) => doc.shapes.delete(ids[2]));
    await server.pass(20);
    cy.room.leave();
    await server.pass(20);
    expect(ann.own.undo()).toBeUndefined();
    const { message, by = [] } = ann.own.changed.get() ?? {};
    expect(new Set(by.map(({ name }) => name))).toEqual(new Set(["bob", "cy"]));
    expect(message).toMatch(/^(bob and cy|cy and bob) have changed this since$/);
  });

  test("a record that somebody else has moved stays where they put it", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    const ids = threeShapes(ann);
    await server.pass(20);
    ann.own.clear();
    update(ann, (doc) => doc.shapes.move(ids[0], "end"));
    await server.pass(20);
    update(bob, (doc) => doc.shapes.move(ids[0], { after: ids[1] }));
    await server.pass(20);
    expect(colors(ann)).toBe("two one three");
    expect(ann.own.undo()).toBeUndefined();
    expect(colors(ann)).toBe("two one three");
  });

  test("a moved record returns beside its old neighbour, wherever that is by now", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    const ids = threeShapes(ann);
    update(ann, (doc) => doc.shapes.move(ids[1], "end"));
    await server.pass(20);
    update(bob, (doc) => {
      doc.shapes.move(ids[0], "end");
      doc.shapes.insert({ color: "zero" }, "start");
    });
    await server.pass(20);
    expect(colors(ann)).toBe("zero three two one");
    ann.own.undo();
    expect(colors(ann)).toBe("zero three one two");
  });

  test("what somebody has put at a key stays, and what goes with it comes back beside it", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    update(ann, (doc) => doc.settings.set("theme", { value: "day" }));
    await server.pass(20);
    update(ann, (doc) => doc.settings.delete("theme"));
    await server.pass(20);
    update(bob, (doc) => doc.settings.set("theme", { value: "night" }));
    await server.pass(20);
    expect(ann.own.undo()).toBeUndefined();
    expect(ann.room.get()?.settings.get("theme")?.value).toBe("night");
  });

  test("a field that somebody drags just now goes back to what it was, not to where they drag it", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    const { local: id } = ann.room.update((doc) => doc.shapes.push({ x: 1 }));
    await server.pass(20);
    const drag = openGesture(bob.room);
    const place = (x: number) => (doc: DraftOf<typeof Board>) => {
      const shape = doc.shapes.get(id);
      if (shape !== undefined) shape.x = x;
    };
    drag.update(place(50));
    await server.pass(100);
    expect(ann.room.get()?.shapes[0]?.x).toBe(50);
    update(ann, place(2));
    await server.pass(20);
    expect(ann.own.canUndo.get()).toBe(true);
    ann.own.undo();
    drag.cancel();
    await server.pass(100);
    expect(bob.room.get()?.shapes[0]?.x).toBe(1);
    const mine = openGesture(ann.room);
    mine.update(place(70));
    ann.own.redo();
    mine.cancel();
    expect(ann.room.get()?.shapes[0]?.x).toBe(2);
  });
});

describe("[R242] steps are what its person did", () => {
  test("a gesture is one step, and a mutation", async () => {
    const {
      server,
      people: [ann],
    } = await openBoards(["ann"]);
    const { local: id } = ann.room.update((doc) => doc.shapes.push({ x: 1, color: "red" }));
    const drag = openGesture(ann.room);
    for (const x of [10, 20, 30]) {
      drag.update((doc) => {
        const shape = doc.shapes.get(id);
        if (shape !== undefined) shape.x = x;
      });
    }
    drag.commit();
    ann.room.mutate.paint({ id, color: "green" });
    await server.pass(50);
    expect(ann.room.get()?.shapes[0]).toMatchObject({ x: 30, color: "green" });
    ann.own.undo();
    expect(ann.room.get()?.shapes[0]).toMatchObject({ x: 30, color: "red" });
    ann.own.undo();
    expect(ann.room.get()?.shapes[0]).toMatchObject({ x: 1, color: "red" });
    ann.own.undo();
    expect(ann.room.get()?.shapes).toEqual([]);
  });

  test("[R736] another change ends what can be done again", async () => {
    const {
      people: [ann],
    } = await openBoards(["ann"]);
    update(ann, (doc) => void (doc.title = "a"));
    ann.own.undo();
    expect(ann.own.canRedo.get()).toBe(true);
    update(ann, (doc) => void (doc.title = "b"));
    expect(ann.own.redo()).toBeUndefined();
    expect(ann.room.get()?.title).toBe("b");
  });

  test("what an app writes when it hears of an undo is a step of its own", async () => {
    const {
      people: [ann],
    } = await openBoards(["ann"]);
    update(ann, (doc) => void (doc.title = "a"));
    update(ann, (doc) => void (doc.title = "b"));
    const stop = ann.room.subscribe(
      (state) => state.title,
      () => {
        stop();
        update(ann, (doc) => doc.votes.add());
      },
    );
    ann.own.undo();
    expect(ann.room.get()).toMatchObject({ title: "a", votes: 1 });
    ann.own.undo();
    expect(ann.room.get()).toMatchObject({ title: "a", votes: 0 });
    ann.own.undo();
    expect(ann.room.get()).toMatchObject({ title: "untitled", votes: 0 });
  });

  test("an update that throws or writes nothing is none", async () => {
    const {
      people: [ann],
    } = await openBoards(["ann"]);
    update(ann, (doc) => void (doc.title = "a"));
    ann.own.undo();
    update(ann, () => undefined);
    expect(() =>
      ann.room.update((doc) => {
        doc.title = "half";
        throw new Error("no");
      }),
    ).toThrow("no");
    expect([ann.own.canUndo.get(), ann.own.canRedo.get()]).toEqual([false, true]);
    ann.own.redo();
    expect(ann.room.get()?.title).toBe("a");
  });

  test("[R737] the last 200 are kept", async () => {
    const {
      people: [ann],
    } = await openBoards(["ann"]);
    for (let i = 0; i < 203; i++) update(ann, (doc) => doc.votes.add());
    while (ann.own.undo() !== undefined);
    expect(ann.room.get()?.votes).toBe(3);
    while (ann.own.redo() !== undefined);
    expect(ann.room.get()?.votes).toBe(203);
  });

  test("a room has one, whoever opens it", async () => {
    const {
      people: [ann],
    } = await openBoards(["ann"]);
    expect(openUndo(ann.room)).toBe(ann.own);
  });

  test("[R593] listeners hear when there is something to take back, and when not", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    const heard: string[] = [];
    ann.own.canUndo.subscribe((can) => heard.push(`undo ${can}`));
    ann.own.canRedo.subscribe((can) => heard.push(`redo ${can}`));
    update(ann, (doc) => void (doc.title = "a"));
    ann.own.undo();
    ann.own.redo();
    await server.pass(20);
    update(bob, (doc) => void (doc.title = "b"));
    await server.pass(20);
    ann.own.changed.subscribe((told) => heard.push(told === undefined ? "well" : "told"));
    ann.own.undo();
    expect(heard).toEqual([
      "undo true",
      "undo false",
      "redo true",
      "undo true",
      "redo false",
      "told",
      "undo false",
    ]);
  });
});
