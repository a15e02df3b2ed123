import { describe, expect, test } from "vitest";
import { openUndo } from "../src/index.ts";
import { openBoards, shown, update } from "./support/drawers.ts";
import { openPapers, forget, page } from "./support/paper.ts";

describe("[R243] what the server says of a change is heeded", () => {
  test("a refused change is no step", async () => {
    const {
      server,
      people: [ann],
    } = await openBoards(["ann"]);
    update(ann, (doc) => void (doc.title = "kind"));
    const { local: id } = ann.room.update((doc) => doc.shapes.push({ color: "rude" }));
    update(ann, (doc) => doc.votes.add());
    await server.pass(20);
    expect(ann.room.get()).toMatchObject({ title: "kind", votes: 1, shapes: [] });
    expect(id).toBeDefined();
    ann.own.undo();
    expect(ann.room.get()).toMatchObject({ title: "kind", votes: 0 });
    ann.own.undo();
    expect(ann.room.get()).toMatchObject({ title: "untitled", votes: 0 });
    expect(ann.own.undo()).toBeUndefined();
  });

  test("what a refused change wrote does not come back with a later one", async () => {
    const {
      server,
      people: [ann],
    } = await openBoards(["ann"]);
    update(ann, (doc) => void (doc.title = "kind"));
    update(ann, (doc) => void (doc.title = "rude"));
    update(ann, (doc) => void (doc.title = "calm"));
    await server.pass(20);
    ann.own.undo();
    expect(ann.room.get()?.title).toBe("kind");
    await server.pass(20);
    expect(ann.room.rejected.get()).toHaveLength(1);
  });

  test("nor where it was tried twice", async () => {
    const {
      server,
      people: [ann],
    } = await openBoards(["ann"]);
    for (const title of ["kind", "rude", "calm", "rude", "last"])
      update(ann, (doc) => void (doc.title = title));
    await server.pass(20);
    for (const title of ["calm", "kind", "untitled"]) {
      ann.own.undo();
      expect(ann.room.get()?.title).toBe(title);
    }
  });

  test("nor does a record that it put at a key", async () => {
    const {
      server,
      people: [ann],
    } = await openBoards(["ann"]);
    for (const word of ["kind", "rude", "calm"])
      update(ann, (doc) => doc.settings.set("tone", { value: word }));
    await server.pass(20);
    ann.own.undo();
    expect(ann.room.get()?.settings.get("tone")?.value).toBe("kind");
    ann.own.redo();
    expect(ann.room.get()?.settings.get("tone")?.value).toBe("calm");
  });

  // Seed 900257: the refused change had brought back what the step before it took the key from, and that step forgot it.
  test("and a step before it still brings back what it took a key from", async () => {
    const {
      server,
      people: [ann],
    } = await openBoards(["ann"]);
    update(ann, (doc) => doc.settings.set("tone", { value: "first" }));
    const first = ann.room.get()?.settings.get("tone")?.id as string;
    update(ann, (doc) => doc.settings.set("tone", { value: "second" }));
    await server.pass(20);
    update(ann, (doc) => {
      doc.settings.restore(first);
      doc.title = "rude";
    });
    await server.pass(20);
    expect(ann.room.get()?.settings.get("tone")?.value).toBe("second");
    ann.own.undo();
    expect(ann.room.get()?.settings.get("tone")?.value).toBe("first");
  });

  test("one that was undone before it was refused is not done again", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    update(ann, (doc) => void (doc.title = "rude"));
    ann.own.undo();
    expect(ann.own.canRedo.get()).toBe(true);
    await server.pass(20);
    expect(ann.own.canRedo.get()).toBe(false);
    expect(shown(ann)).toBe(shown(bob));
  });

  test("[R738] a mutation is taken back as it came out, not as it was guessed", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    ann.room.mutate.add({ label: "milk" });
    await server.pass(20);
    expect(ann.room.get()?.notes[0]?.label.toString()).toBe("milk (noted)");
    own.undo();
    await server.pass(20);
    expect(bob.room.get()?.notes).toEqual([]);
    own.redo();
    await server.pass(20);
    expect(bob.room.get()?.notes[0]?.label.toString()).toBe("milk (noted)");
  });

  test("[R738] also where the server wrote what was not guessed, and where somebody went on from the guess", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    ann.room.mutate.count(3);
    ann.room.update((doc) => void (doc.votes = 10));
    await server.pass(20);
    own.undo();
    await server.pass(20);
    expect(bob.room.get()?.votes).toBe(6);
    expect(bob.room.get()?.notes).toHaveLength(1);
    own.undo();
    await server.pass(20);
    expect(bob.room.get()?.votes).toBe(0);
    expect(bob.room.get()?.notes).toEqual([]);
    own.redo();
    await server.pass(20);
    expect(bob.room.get()?.votes).toBe(6);
  });

  test.each([0, 3])("a mutation that added %i is taken back by so much", async (times) => {
    const {
      server,
      people: [ann],
    } = await openBoards(["ann"]);
    update(ann, (doc) => doc.votes.add(10));
    ann.room.mutate.cheer(times);
    expect(ann.room.get()?.votes).toBe(11);
    await server.pass(20);
    expect(ann.room.get()?.votes).toBe(10 + times);
    ann.own.undo();
    expect(ann.room.get()?.votes).toBe(times > 0 ? 10 : 0);
  });

  test("who may not write any more can take nothing back", async () => {
    const {
      server,
      people: [ann],
    } = await openBoards(["ann"]);
    update(ann, (doc) => void (doc.title = "a"));
    await server.pass(20);
    server.readers.add("ann");
    server.restart();
    await server.pass(6000);
    expect(ann.own.canUndo.get()).toBe(false);
    expect(() => ann.own.undo()).toThrow("may read the room and not write");
    server.readers.clear();
    server.restart();
    await server.pass(6000);
    ann.own.undo();
    expect(ann.room.get()?.title).toBe("untitled");
  });

  test("what was done offline is taken back offline", async () => {
    const {
      server,
      people: [ann, bob],
    } = await openBoards(["ann", "bob"]);
    update(ann, (doc) => void (doc.title = "before"));
    await server.pass(20);
    ann.away();
    update(ann, (doc) => void (doc.title = "away"));
    update(ann, (doc) => doc.votes.add());
    ann.own.undo();
    ann.own.undo();
    ann.own.undo();
    ann.own.redo();
    expect(ann.room.get()).toMatchObject({ title: "before", votes: 0 });
    ann.back();
    await server.pass(6000);
    expect(bob.room.get()).toMatchObject({ title: "before", votes: 0 });
  });
});

describe("[R420] what went with a refused change comes back with that one alone", () => {
  // Seed 924172: the undo of what was typed in a refused record was refused too, and sent again it edited a text that was not there.
  test("a refused undo that is sent again edits no text of a record that was refused", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    ann.room.subscribe((state) => void state.notes.length);
    const own = openUndo(ann.room);
    const { local: id } = ann.room.update((doc) => {
      doc.page.insert(0, "rude");
      return doc.notes.push({});
    });
    ann.room.update((doc) => {
      doc.page.delete(0, 4);
      doc.notes.get(id)?.label.insert(0, "0");
      doc.votes = 1;
    });
    own.undo();
    await server.pass(20);
    expect(ann.room.get()).toMatchObject({ votes: 1, notes: [] });
    const [record, undo] = ann.room.rejected.get();
    expect(Object.keys(undo?.ops ?? {}).toSorted()).toEqual(["page", "votes"]);
    undo?.retry();
    expect(ann.room.get()).toMatchObject({ votes: 0, notes: [] });
    expect(page(ann)).toBe("rude");
    await server.pass(20);
    record?.retry();
    // What was typed, and that it was taken back.
    expect(ann.room.get()?.notes.map(({ label }) => label.toString())).toEqual([""]);
    await server.pass(20);
    expect(page(ann)).toBe(page(bob));
    expect(server.errors).toEqual([]);
  });

  test("[R664] also where its record never comes back, whatever is sent again and undone then", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ color: "rude" }));
    ann.room.update((doc) => {
      doc.notes.get(id)?.label.insert(0, "a");
      doc.page.insert(0, "rude");
    });
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(1, "b"));
    await server.pass(20);
    const [record, words, ...others] = ann.room.rejected.get();
    expect(others).toEqual([]);
    record?.discard();
    words?.retry();
    own.undo();
    own.redo();
    await server.pass(20);
    own.undo();
    await server.pass(20);
    expect([page(ann), page(bob)]).toEqual(["", ""]);
    // The retry and the redo.
    expect(ann.room.rejected.get()).toHaveLength(2);
    expect(server.errors).toEqual([]);
  });

  test("[R662] what was typed into a refused record comes back where it stood in it", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"]);
    const { local: id } = ann.room.update((doc) => {
      const made = doc.notes.push({ label: "hello", color: "rude" });
      doc.notes.get(made)?.label.insert(5, " dear");
      return made;
    });
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(10, " world"));
    await server.pass(20);
    ann.room.rejected.get()[0]?.retry();
    expect(ann.room.get()?.notes[0]?.label.toString()).toBe("hello dear world");
  });

  test("[R662] also where all of it came back as its author may not write any more", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    ann.away();
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "hello" }));
    const typed = ann.room.update((doc) => doc.notes.get(id)?.label.insert(5, " world"));
    ann.room.update((doc) => {
      doc.notes.get(id)?.label.insert(11, "!");
      doc.votes = 1;
    });
    server.readers.add("ann");
    ann.back();
    await server.pass(6000);
    await expect(typed.committed).rejects.toMatchObject({ code: "change.leaning" });
    const [record, votes, ...others] = ann.room.rejected.get();
    expect(others).toEqual([]);
    server.readers.clear();
    server.restart();
    await server.pass(6000);
    votes?.retry();
    record?.retry();
    await server.pass(20);
    expect(bob.room.get()?.notes.map(({ label }) => label.toString())).toEqual(["hello world!"]);
    expect(bob.room.get()?.votes).toBe(1);
    expect(server.errors).toEqual([]);
  });

  // Seeds 3005879, 3008594, 3009368 and 3010310: what was typed was listed twice, with its record and as an edit of a text that is gone.
  test("also where its page heard of the refusal as it came back after long", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 20);
    const { local: id } = ann.room.update((doc) =>
      doc.notes.push({ label: "hello", color: "rude" }),
    );
    await server.pass(25);
    ann.room.update((doc) => {
      doc.notes.get(id)?.label.insert(5, " world");
      doc.votes = 1;
    });
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(11, "!"));
    ann.away();
    await forget(server);
    ann.back();
    await server.pass(6000);
    const [record, ...others] = ann.room.rejected.get();
    expect(others).toEqual([]);
    record?.retry();
    expect(ann.room.get()?.notes.map(({ label }) => label.toString())).toEqual(["hello world!"]);
    await server.pass(100);
    expect(bob.room.get()).toMatchObject({ votes: 1, notes: [] });
    expect(server.errors).toEqual([]);
  });

  test("[R663] and over the text of what stands in its place, whatever that says", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const label = (): string | undefined => ann.room.get()?.notes[0]?.label.toString();
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "rude hello" }));
    for (const [at, word] of [
      [10, " world"],
      [16, "!"],
    ] as const)
      ann.room.update((doc) => {
        doc.notes.get(id)?.label.insert(at, word);
        doc.votes += 1;
      });
    await server.pass(20);
    ann.room.rejected.get()[0]?.resubmit((doc) => void doc.notes.push({ label: "hi" }));
    expect(label()).toBe("hi world!");
    await server.pass(20);
    expect(bob.room.get()?.notes[0]?.label.toString()).toBe("hi world!");
    expect(ann.room.rejected.get()).toEqual([]);
    expect(server.errors).toEqual([]);
  });

  test("[R663] or of what the mutation makes that is called instead", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"]);
    ann.room.mutate.refuse({ label: "hello" });
    ann.room.update((doc) => {
      doc.notes.at(0)?.label.insert(5, " world");
      doc.votes += 1;
    });
    await server.pass(20);
    ann.room.rejected.get()[0]?.resubmit({ label: "hi" });
    expect(ann.room.get()?.notes[0]?.label.toString()).toBe("hi world");
    await server.pass(20);
    expect(ann.room.get()).toMatchObject({ votes: 1, notes: [] });
    ann.room.rejected.get()[0]?.resubmit({ label: "" });
    expect(ann.room.get()?.notes[0]?.label.toString()).toBe(" world");
    expect(server.errors).toEqual([]);
  });

  test("a page that asks for nothing in its place loses what leaned on it, and nothing else", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "rude hello" }));
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(10, " world"));
    await server.pass(20);
    ann.room.rejected.get()[0]?.resubmit((doc) => void (doc.votes = 1));
    await server.pass(20);
    expect(ann.room.get()).toMatchObject({ votes: 1, notes: [] });
    expect(bob.room.get()).toMatchObject({ votes: 1, notes: [] });
    expect(server.errors).toEqual([]);
  });
});

describe("[R423] an id is given once", () => {
  // Seeds 4005110, 4009502, 4011654 and 4011762: what the server never heard of leaves its number to another change.
  test("also where all pending work was handed back", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    ann.away();
    const { local: first } = ann.room.update((doc) => doc.notes.push({ label: "first" }));
    const paint = (id: string | undefined, color: string): void => {
      ann.room.update((doc) => {
        const note = doc.notes.get(id ?? "");
        if (note !== undefined) note.color = color;
      });
    };
    paint(first, "red");
    server.readers.add("ann");
    ann.back();
    await server.pass(6000);
    expect(ann.room.rejected.get()).toHaveLength(1);
    server.readers.clear();
    server.restart();
    await server.pass(6000);
    const { local: second } = ann.room.update((doc) => doc.notes.push({ label: "second" }));
    expect(second).not.toBe(first);
    await server.pass(20);
    ann.room.rejected.get()[0]?.retry();
    paint(second, "blue");
    await server.pass(20);
    expect(bob.room.get()?.notes.map(({ label, color }) => [label.toString(), color])).toEqual([
      ["second", "blue"],
      ["first", "red"],
    ]);
    expect(server.errors).toEqual([]);
  });
});
