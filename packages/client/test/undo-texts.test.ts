import type { DraftOf } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { openText, openUndo } from "../src/index.ts";
import { openPapers, forget, page, type Paper, type } from "./support/paper.ts";

describe("[R244] edits of texts are taken back where they are by now", () => {
  test("whatever others type around them and in them", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    ann.room.update((doc) => doc.page.insert(0, "The ferry leaves."));
    ann.room.update((doc) => doc.page.delete(4, 5));
    await server.pass(20);
    expect(page(bob)).toBe("The  leaves.");
    type(bob, 0, "Now: ");
    type(bob, page(bob).length, " Soon");
    await server.pass(100);
    own.undo();
    await server.pass(20);
    expect(page(bob)).toBe("Now: The ferry leaves. Soon");
    own.undo();
    await server.pass(20);
    expect(page(bob)).toBe("Now:  Soon");
    own.redo();
    own.redo();
    await server.pass(20);
    expect(page(bob)).toBe("Now: The  leaves. Soon");
    expect(page(ann)).toBe(page(bob));
  });

  test("what an editor typed is left to the editor, and steps move with it", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"]);
    const own = openUndo(ann.room);
    ann.room.update((doc) => doc.page.insert(0, "ferry"));
    type(ann, 0, "The ");
    type(ann, 9, " leaves");
    expect(page(ann)).toBe("The ferry leaves");
    own.undo();
    expect(page(ann)).toBe("The  leaves");
    expect(own.undo()).toBeUndefined();
    await server.pass(100);
    own.redo();
    expect(page(ann)).toBe("The ferry leaves");
  });

  test("[R735] what is typed in a text that asks for it is a step, until its person rests", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    const { local: id } = ann.room.update((doc) => doc.notes.push({}));
    const label = openText(ann.room, (doc) => doc.notes.get(id)?.label, { undo: true });
    const read = (): string | undefined => ann.room.get()?.notes[0]?.label.toString();
    const letters = async (at: number, word: string): Promise<void> => {
      for (const [i, letter] of Array.from(word).entries()) {
        label.edit(at + i === 0 ? [letter] : [at + i, letter]);
        // oxlint-disable-next-line no-await-in-loop -- a key each 100 ms
        await server.pass(100);
      }
    };
    await letters(0, "milk");
    bob.room.update((doc) => doc.notes.get(id)?.label.insert(0, "2 "));
    await letters(4, "s");
    await server.pass(1000);
    await letters(7, " and bread");
    expect(read()).toBe("2 milks and bread");
    own.undo();
    expect(read()).toBe("2 milks");
    own.undo();
    expect(read()).toBe("2 ");
    own.redo();
    await letters(7, "!");
    expect(own.canRedo.get()).toBe(false);
    own.undo();
    expect(read()).toBe("2 milks");
    own.undo();
    own.undo();
    expect(ann.room.get()?.notes).toEqual([]);
    await server.pass(100);
    own.redo();
    own.redo();
    await server.pass(100);
    expect(bob.room.get()?.notes[0]?.label.toString()).toBe("2 milks");
  });

  test("formats and what stands in a record that came back", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "milk" }));
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(4, " and bread"));
    ann.room.update((doc) => doc.notes.delete(id));
    await server.pass(20);
    own.undo();
    expect(ann.room.get()?.notes[0]?.label.toString()).toBe("milk and bread");
    own.undo();
    expect(ann.room.get()?.notes[0]?.label.toString()).toBe("milk");
    own.undo();
    expect(ann.room.get()?.notes).toEqual([]);
    for (let i = 0; i < 3; i++) own.redo();
    await server.pass(20);
    expect(bob.room.get()?.notes).toEqual([]);
    own.undo();
    await server.pass(20);
    expect(bob.room.get()?.notes[0]?.label.toString()).toBe("milk and bread");
  });

  test("a refused edit takes no other step with it", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 20);
    const own = openUndo(ann.room);
    for (const word of ["one ", "rude ", "three "]) {
      ann.room.update((doc) => {
        doc.page.insert(doc.page.length, word);
        doc.votes += 1;
      });
    }
    expect(page(ann)).toBe("one rude three ");
    await server.pass(200);
    expect(page(ann)).toBe("one three ");
    own.undo();
    expect(page(ann)).toBe("one ");
    own.undo();
    expect(page(ann)).toBe("");
    expect(own.undo()).toBeUndefined();
    own.redo();
    own.redo();
    await server.pass(200);
    expect(page(bob)).toBe("one three ");
  });

  test("a refused deletion between others leaves its letters, and nothing else", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 20);
    const own = openUndo(ann.room);
    const write = (fn: (doc: DraftOf<typeof Paper>) => void): void => {
      ann.room.update((doc) => {
        fn(doc);
        doc.votes += 1;
      });
    };
    write((doc) => doc.page.insert(0, "one two three"));
    write((doc) => {
      doc.page.delete(4, 4);
      doc.notes.push({ label: "rude" });
    });
    write((doc) => doc.page.insert(0, "zero "));
    write((doc) => doc.page.insert(doc.page.length, " four"));
    expect(page(ann)).toBe("zero one three four");
    await server.pass(200);
    expect(page(ann)).toBe("zero one two three four");
    own.undo();
    expect(page(ann)).toBe("zero one two three");
    own.undo();
    expect(page(ann)).toBe("one two three");
    own.undo();
    expect(page(ann)).toBe("");
    for (let i = 0; i < 3; i++) own.redo();
    await server.pass(200);
    expect(page(bob)).toBe("zero one two three four");
  });

  test("[R734] a step that is stuck leaves those before it right, and is there again with what it wrote to", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    const read = (): string | undefined => bob.room.get()?.notes[0]?.label.toString();
    const { local: id } = ann.room.update((doc) => doc.notes.push({}));
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(0, "one two three"));
    ann.room.update((doc) => doc.page.insert(0, "page"));
    ann.room.update((doc) => doc.notes.get(id)?.label.delete(4, 4));
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(0, "zero "));
    await server.pass(20);
    bob.room.update((doc) => doc.notes.delete(id));
    await server.pass(20);
    // The last two edited what is in the trash.
    for (let i = 0; i < 2; i++) {
      expect(own.undo()).toBeUndefined();
      expect(own.changed.get()?.by).toEqual([{ id: "bob", name: "bob" }]);
      expect(page(ann)).toBe("page");
    }
    own.undo();
    expect(page(ann)).toBe("");
    bob.room.update((doc) => doc.notes.restore(id));
    await server.pass(20);
    expect(read()).toBe("zero one three");
    for (const left of ["one three", "one two three", ""]) {
      own.undo();
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(20);
      expect(read()).toBe(left);
    }
    for (let i = 0; i < 4; i++) own.redo();
    await server.pass(20);
    expect(read()).toBe("zero one three");
    expect(page(bob)).toBe("page");
  });

  test("edits in a record that somebody else threw away wait until it is back", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "milk" }));
    const label = openText(ann.room, (doc) => doc.notes.get(id)?.label);
    await server.pass(20);
    own.clear();
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(4, " bread"));
    ann.room.update((doc) => doc.notes.get(id)?.label.delete(0, 5));
    await server.pass(20);
    bob.room.update((doc) => doc.notes.delete(id));
    await server.pass(20);
    expect(own.undo()).toBeUndefined();
    expect(own.undo()).toBeUndefined();
    expect(own.canUndo.get()).toBe(false);
    bob.room.update((doc) => doc.notes.restore(id));
    await server.pass(20);
    expect(label.get()?.toString()).toBe("bread");
    expect(own.canUndo.get()).toBe(true);
    own.undo();
    expect(label.get()?.toString()).toBe("milk bread");
    own.undo();
    expect(label.get()?.toString()).toBe("milk");
  });

  test("after so long an absence that the room begins anew", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    ann.room.update((doc) => doc.page.insert(0, "ferry"));
    await server.pass(20);
    ann.away();
    bob.room.update((doc) => doc.page.insert(0, "The "));
    await server.pass(2000);
    await forget(server);
    ann.back();
    await server.pass(6000);
    expect(page(ann)).toBe("The ferry");
    own.undo();
    await server.pass(20);
    expect(page(bob)).toBe("The ");
  });

  test("[R322] in a text that others have deleted from, and that was another one after an absence", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "the old ferry" }));
    await server.pass(20);
    const own = openUndo(ann.room);
    const edit = (by: typeof ann, at: number, n: number, word: string): void =>
      void by.room.update((doc) => {
        const label = doc.notes.get(id)?.label;
        if (n > 0) label?.delete(at, n);
        if (word !== "") label?.insert(at, word);
      });
    // Nobody has undone anything yet, and no step of hers edits it: it is followed because of what bob deletes.
    edit(bob, 4, 4, "");
    await server.pass(20);
    ann.away();
    edit(bob, 0, 9, "");
    await server.pass(20);
    edit(bob, 0, 0, "ab");
    await server.pass(2000);
    await forget(server);
    ann.back();
    await server.pass(6000);
    const read = (): (string | undefined)[] =>
      [ann, bob].map(({ room }) => room.get()?.notes[0]?.label.toString());
    expect(read()).toEqual(["ab", "ab"]);
    edit(bob, 1, 1, "");
    await server.pass(20);
    edit(ann, 0, 1, "");
    await server.pass(20);
    expect(read()).toEqual(["", ""]);
    own.undo();
    await server.pass(20);
    expect(read()).toEqual(["a", "a"]);
    expect(server.errors).toEqual([]);
  });
});
