import { describe, expect, test } from "vitest";
import { openText } from "../src/index.ts";
import { Editor } from "./support/editor.ts";
import { openPapers, forget, open, page, type, type Writer } from "./support/paper.ts";

describe("[R189] a text that is opened for an editor", () => {
  test("tells what others did and what was refused, in the coordinates of what was seen", async () => {
    const { server, writers } = await openPapers(["ann", "bob"], 20);
    const [ann, bob] = writers;
    const [mine, theirs] = [new Editor(ann.text), new Editor(bob.text)];
    mine.type(["hello"]);
    await server.pass(100);
    theirs.type([5, " there"]);
    mine.type([5, " rude"]);
    await server.pass(10);
    mine.type(["> "]);
    await server.pass(500);
    expect([mine.reads, theirs.reads]).toEqual([page(ann), page(bob)]);
    expect(mine.reads).toBe("> hello there");
    expect(mine.told.filter((delta) => JSON.stringify(delta).includes("there"))).toHaveLength(1);
    expect([mine.breaks, theirs.breaks]).toEqual([0, 0]);
    // Each was told of what it did not do itself.
    expect(JSON.stringify(mine.told)).not.toContain("hello");
  });

  test("[R706] tells two editors of one page of each other's edits, and no editor of its own", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"]);
    const [left, right] = [new Editor(ann.text), new Editor(openText(ann.room, (doc) => doc.page))];
    left.type(["one"]);
    right.type([3, " two"]);
    ann.room.update((doc) => doc.page.insert(0, "zero "));
    await server.pass(50);
    expect([left.reads, right.reads]).toEqual(["zero one two", "zero one two"]);
    expect(left.told).toEqual([[3, " two"], ["zero "]]);
    expect(right.told).toEqual([["one"], ["zero "]]);
    left.detach();
    right.type(["- "]);
    expect(left.told).toHaveLength(2);
    expect([left.breaks, right.breaks]).toEqual([0, 0]);
  });

  test("takes letters into the change that waits, and nothing of an edit that it cannot have", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 20);
    const first = ann.text.edit(["a"]).committed;
    const waiting = ann.text.edit([1, "b"]).committed;
    expect(ann.text.edit([2, "c"]).committed).toBe(waiting);
    expect(() => ann.text.edit([9, "x"])).toThrow(RangeError);
    expect(() => ann.text.edit([1, "\ud800"])).toThrow("lone surrogate");
    expect(ann.text.edit([1, "!", -1]).committed).toBe(waiting);
    expect(ann.room.status.get().pending).toBe(2);
    expect(page(ann)).toBe("a!c");
    await server.pass(500);
    expect((await waiting).seq - (await first).seq).toBe(1);
    expect([page(bob), ann.room.status.get().saved]).toEqual(["a!c", "server"]);
  });

  test("tells the difference when the room begins anew", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    const mine = new Editor(ann.text);
    mine.type(["one two three"]);
    await server.pass(20);
    ann.away();
    mine.type([7, " X"]);
    type(bob, 4, "2 ");
    await server.pass(500);
    await forget(server);
    ann.back();
    await server.pass(500);
    expect(mine.told).toEqual([[4, "2 "]]);
    expect([mine.reads, mine.breaks]).toEqual(["one 2 two X three", 0]);
  });

  test("says when it came and went with its record, and tells nothing of what it missed", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    const { local: id } = bob.room.update((doc) => doc.notes.push({ label: "note" }));
    const handle = openText(ann.room, (doc) => doc.notes.get(id)?.label);
    const editor = new Editor(handle);
    expect([editor.shown, handle.canWrite.get()]).toEqual([undefined, false]);
    expect(() => handle.edit(["x"])).toThrow("The text is not there to be edited");
    await server.pass(20);
    expect([editor.reads, editor.breaks, handle.canWrite.get()]).toEqual(["note", 1, true]);
    bob.room.update((doc) => doc.notes.delete(id));
    await server.pass(20);
    expect([editor.shown, editor.breaks, handle.canWrite.get()]).toEqual([undefined, 2, false]);
    expect(() => handle.edit(["x"])).toThrow("The text is not there to be edited");
    bob.room.update((doc) => doc.notes.restore(id));
    await server.pass(20);
    expect([editor.reads, editor.breaks, editor.told]).toEqual(["note", 3, []]);
    editor.type([4, "?"]);
    await server.pass(20);
    expect(bob.room.get()?.notes[0]?.label.toString()).toBe("note?");
  });

  test("stays the text that was found first, wherever it moves", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"]);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "first" }));
    const handle = openText(ann.room, (doc) => doc.notes.at(0)?.label);
    const editor = new Editor(handle);
    ann.room.update((doc) => doc.notes.insert({ label: "second" }, "start"));
    editor.type([5, "!"]);
    await server.pass(20);
    expect(ann.room.get()?.notes.map(({ label }) => label.toString())).toEqual([
      "second",
      "first!",
    ]);
    expect([handle.get()?.toString(), editor.reads, editor.breaks]).toEqual([
      "first!",
      "first!",
      0,
    ]);
    ann.room.update((doc) => doc.notes.move(id, "start"));
    editor.type(["1"]);
    expect(handle.get()?.toString()).toBe("1first!");
  });

  test("is not disturbed by what else happens, nor by an update that is given up", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    const mine = new Editor(ann.text);
    mine.type(["text"]);
    mine.type([4, "!"]);
    expect(() =>
      ann.room.update((doc) => {
        doc.page.delete(0, 3);
        throw new Error("no");
      }),
    ).toThrow("no");
    const value = ann.text.get();
    bob.room.update((doc) => void (doc.votes = 1));
    bob.room.update((doc) => doc.title.insert(0, "t"));
    await server.pass(200);
    expect(ann.text.get()).toBe(value);
    expect([mine.told, mine.breaks, mine.reads]).toEqual([[], 0, "text!"]);
  });
});

describe("[R326] what an editor is told leads to what the room shows", () => {
  test("where the server begins a new record's text otherwise than was guessed, and somebody types in it at once", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 20);
    ann.room.mutate.add({ label: "milk" });
    const editor = new Editor(openText(ann.room, (doc) => doc.notes.at(0)?.label));
    expect(editor.reads).toBe("milk");
    await server.pass(25);
    // Nothing arrives for a while, so the outcome and what is typed over it come at once.
    ann.away();
    await server.pass(50);
    bob.room.update((doc) => doc.notes.at(0)?.label.insert(0, "2 "));
    await server.pass(50);
    ann.back();
    await server.pass(200);
    expect([editor.reads, editor.breaks]).toEqual(["2 milk (noted)", 0]);
    expect(server.errors).toEqual([]);
  });

  test("where its record goes to the trash and comes back while the page is away, and the room begins anew in between", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 5);
    const { local: id } = bob.room.update((doc) => doc.notes.push({ label: "one" }));
    await server.pass(20);
    const editor = new Editor(openText(ann.room, (doc) => doc.notes.get(id)?.label));
    ann.away();
    bob.room.update((doc) => doc.notes.get(id)?.label.insert(3, " two"));
    bob.room.update((doc) => doc.notes.delete(id));
    await server.pass(50);
    await forget(server);
    await server.pass(2000);
    bob.room.update((doc) => doc.notes.restore(id));
    bob.room.update((doc) => doc.notes.get(id)?.label.insert(7, " three"));
    await server.pass(50);
    ann.back();
    await server.pass(500);
    expect(editor.reads).toBe("one two three");
    expect(server.errors).toEqual([]);
  });

  test("where a key deletes, the link is cut, and an update goes on beside the editor", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 20);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "xyz" }));
    const editor = new Editor(openText(ann.room, (doc) => doc.notes.get(id)?.label));
    await server.pass(25);
    ann.away();
    await server.pass(50);
    bob.room.update((doc) => doc.notes.get(id)?.label.insert(3, "d"));
    editor.type([3, "B"]);
    editor.type([-3]);
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(0, "A"));
    await forget(server);
    ann.back();
    await server.pass(500);
    expect([editor.reads, editor.breaks]).toEqual([bob.room.get()?.notes[0]?.label.toString(), 0]);
    expect(server.errors).toEqual([]);
  });

  test("where the editor formats and nothing else happens", async () => {
    const {
      server,
      writers: [ann],
    } = await openPapers(["ann"]);
    const editor = new Editor(ann.text);
    editor.type(["word"]);
    editor.type([{ retain: 4, attributes: { bold: true } }]);
    await server.pass(100);
    expect([editor.told, editor.breaks, editor.shown?.equals(ann.text.get()!)]).toEqual([
      [],
      0,
      true,
    ]);
  });
});

test("[R327] what is written while it is told is told after that, and not to who wrote it", async () => {
  const {
    server,
    writers: [ann, bob],
  } = await openPapers(["ann", "bob"]);
  const [left, right] = [new Editor(ann.text), new Editor(openText(ann.room, (doc) => doc.page))];
  // It answers each of the others' words at the end of the text.
  const answers = ann.text.observe((delta) => {
    if (JSON.stringify(delta).includes("?")) left.type([left.shown?.length ?? 0, "!"]);
  });
  ann.away();
  bob.text.edit(["who?"]);
  await server.pass(20);
  bob.room.update((doc) => void (doc.votes = 1));
  bob.room.update((doc) => doc.page.insert(0, "and "));
  await server.pass(20);
  ann.back();
  await server.pass(500);
  answers();
  expect([left.reads, right.reads, page(bob)]).toEqual(Array(3).fill("and who?!"));
  expect(right.told).toEqual([["and who?"], [8, "!"]]);
  expect([left.breaks, right.breaks, server.errors]).toEqual([0, 0, []]);
});

describe("[R185] a caret stays on its letter", () => {
  /** What is right of each other's caret, as `who` sees it, by their names. */
  function seen(who: Writer, text = who.text): string[] {
    const shown = text.get()?.toString() ?? "";
    return text.carets
      .get()
      .map(({ user, anchor, head }) =>
        anchor === head
          ? `${user.name} at ${shown.slice(head)}`
          : `${user.name} on ${shown.slice(Math.min(anchor, head), Math.max(anchor, head))}`,
      )
      .toSorted();
  }

  test("whoever types, while keys are under way and when all is quiet", async () => {
    const { server, writers } = await openPapers(["ann", "bob", "cem"], 30);
    const [ann, bob, cem] = writers;
    ann.text.edit(["one two three"]);
    await server.pass(200);
    ann.text.setCaret({ anchor: 4, head: 7 });
    bob.text.setCaret({ anchor: 8, head: 8 });
    await server.pass(200);
    expect(seen(cem)).toEqual(["ann on two", "bob at three"]);
    for (let i = 0; i < 6; i++) {
      cem.text.edit(["."]);
      type(bob, page(bob).indexOf("three"), "3");
      ann.text.edit([page(ann).length, "!"]);
      // oxlint-disable-next-line no-await-in-loop -- keys cross
      await server.pass(13);
      expect(seen(cem)[0]).toBe("ann on two");
      expect(seen(bob)[0]).toBe("ann on two");
    }
    await server.pass(500);
    const all = writers.map((who) => seen(who));
    expect(all[0]).toEqual([expect.stringMatching(/^bob at three/)]);
    expect(all[1]).toEqual(["ann on two"]);
    expect(all[2]).toEqual(["ann on two", all[0]?.[0]]);
    // Somebody who comes later sees the same.
    const dan = open(server, "dan");
    await server.pass(200);
    expect(seen(dan)).toEqual(all[2]);
  });

  test("on its owner's page, and where it was when the text was taken from under it", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    ann.text.edit(["one two three"]);
    ann.text.setCaret({ anchor: 4, head: 7 });
    await server.pass(20);
    bob.text.edit(["zero "]);
    await server.pass(50);
    expect(ann.room.presence.get().caret).toMatchObject({ anchor: 9, head: 12 });
    bob.text.edit([8, -5]);
    await server.pass(50);
    expect(ann.room.presence.get().caret).toMatchObject({ anchor: 8, head: 8 });
    expect(seen(bob)).toEqual(["ann at three"]);
  });

  test("that was set before what it counts is sent", async () => {
    const { server, writers } = await openPapers(["ann", "bob"], 40);
    const [ann, bob] = writers;
    for (const [i, letter] of ["a", "b", "c", "d"].entries()) {
      ann.text.edit(i === 0 ? [letter] : [i, letter]);
      ann.text.setCaret({ anchor: i + 1, head: i + 1 });
    }
    await server.pass(60);
    // The rest is not there yet, so the caret is not either behind it.
    for (const { head } of bob.text.carets.get())
      expect(head).toBeLessThanOrEqual(page(bob).length);
    await server.pass(500);
    expect([page(bob), seen(bob)]).toEqual(["abcd", ["ann at "]]);
    expect(server.errors).toEqual([]);
  });

  test("in a record that is only just being made, as soon as others have that", async () => {
    const { server, writers } = await openPapers(["ann", "bob"], 30);
    const [ann, bob] = writers;
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "new" }));
    const mine = openText(ann.room, (doc) => doc.notes.get(id)?.label);
    mine.setCaret({ anchor: 3, head: 3 });
    await server.pass(500);
    const theirs = openText(bob.room, (doc) => doc.notes.get(id)?.label);
    expect(theirs.carets.get()).toMatchObject([{ anchor: 3, head: 3 }]);
  });

  test("of a text that went to the trash, and is taken out of a text by its own editor alone", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "note" }));
    await server.pass(20);
    const note = openText(ann.room, (doc) => doc.notes.get(id)?.label);
    const theirs = openText(bob.room, (doc) => doc.notes.get(id)?.label);
    note.setCaret({ anchor: 4, head: 4 });
    await server.pass(50);
    ann.text.setCaret(null);
    await server.pass(50);
    expect(theirs.carets.get()).toHaveLength(1);
    expect(bob.text.carets.get()).toEqual([]);
    bob.room.update((doc) => doc.notes.delete(id));
    await server.pass(50);
    expect(theirs.carets.get()).toEqual([]);
    bob.room.update((doc) => doc.notes.restore(id));
    await server.pass(50);
    expect(theirs.carets.get()).toMatchObject([{ head: 4 }]);
    note.setCaret(null);
    await server.pass(50);
    expect(theirs.carets.get()).toEqual([]);
  });

  test("and is seen by nobody who may not read its text", async () => {
    const { server, writers } = await openPapers(["ann", "bob"]);
    const [ann, bob] = writers;
    server.grants.set("cem", { read: ["page"], write: ["page"] });
    const secret = openText(ann.room, (doc) => doc.secret);
    secret.edit(["hidden"]);
    secret.setCaret({ anchor: 3, head: 3 });
    await server.pass(50);
    const cem = open(server, "cem");
    await server.pass(50);
    const carets = (who: Writer): unknown[] =>
      who.room.others
        .get()
        .map(({ presence }) => presence.caret)
        .filter((caret) => caret !== undefined && caret !== null);
    expect([carets(bob).length, carets(cem).length]).toEqual([1, 0]);
    secret.setCaret({ anchor: 5, head: 5 });
    await server.pass(50);
    expect(carets(cem)).toEqual([]);
    ann.text.edit(["page"]);
    ann.text.setCaret({ anchor: 2, head: 2 });
    await server.pass(50);
    expect(seen(cem)).toEqual(["ann at ge"]);
    secret.setCaret({ anchor: 1, head: 1 });
    await server.pass(50);
    expect(carets(cem)).toEqual([]);
    expect(server.errors).toEqual([]);
  });
});
