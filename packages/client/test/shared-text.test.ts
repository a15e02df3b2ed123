import type { Delta, TextValue } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { openText, type SharedText } from "../src/index.ts";
import { atPaper, open, page, type, type Writer } from "./support/paper.ts";

/** An editor as simple as can be: it shows what it is told. `breaks` counts how often it had to read anew. */
class Editor {
  shown: TextValue | undefined;
  breaks = 0;
  readonly told: Delta[] = [];
  readonly detach: () => void;
  readonly #text: SharedText;

  constructor(text: SharedText) {
    this.#text = text;
    this.shown = text.get();
    this.detach = text.observe((delta) => {
      if (delta === undefined) {
        this.breaks += 1;
        this.shown = text.get();
      } else {
        this.told.push(delta);
        this.shown = this.shown?.apply(delta);
      }
    });
  }

  type(delta: Delta): void {
    this.shown = this.shown?.apply(delta);
    this.#text.edit(delta);
  }

  get reads(): string | undefined {
    return this.shown?.toString();
  }
}

describe("[R189] a text that is opened for an editor", () => {
  test("tells what others did and what was refused, in the coordinates of what was seen", async () => {
    const { server, writers } = await atPaper(["ann", "bob"], 20);
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

  test("tells two editors of one page of each other's edits, and no editor of its own", async () => {
    const {
      server,
      writers: [ann],
    } = await atPaper(["ann"]);
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

  test("tells the difference when the room begins anew", async () => {
    const { server, writers } = await atPaper(["ann", "bob"]);
    const [ann, bob] = writers;
    const mine = new Editor(ann.text);
    mine.type(["one two three"]);
    await server.pass(20);
    ann.away();
    mine.type([7, " X"]);
    type(bob, 4, "2 ");
    await server.pass(500);
    let head = 0;
    for await (const { seq } of server.store.read("paper:r", 0)) head = seq;
    await server.store.saveSnapshot("paper:r", head);
    server.restart();
    ann.back();
    await server.pass(500);
    expect(mine.told).toEqual([[4, "2 "]]);
    expect([mine.reads, mine.breaks]).toEqual(["one 2 two X three", 0]);
  });

  test("says when it came and went with its record, and tells nothing of what it missed", async () => {
    const { server, writers } = await atPaper(["ann", "bob"]);
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
    } = await atPaper(["ann"]);
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
    const { server, writers } = await atPaper(["ann", "bob"]);
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

describe("[R185] a caret stays on its letter", () => {
  /** What is right of each other's caret, as `who` sees it. */
  function seen(who: Writer, text = who.text): string[] {
    const shown = text.get()?.toString() ?? "";
    return text.carets
      .get()
      .map(({ user, anchor, head }) =>
        anchor === head
          ? `${user.name} at ${shown.slice(head)}`
          : `${user.name} on ${shown.slice(Math.min(anchor, head), Math.max(anchor, head))}`,
      );
  }

  test("whoever types, while keys are under way and when all is quiet", async () => {
    const { server, writers } = await atPaper(["ann", "bob", "cem"], 30);
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
    expect(seen(dan).toSorted()).toEqual(all[2]?.toSorted());
  });

  test("on its owner's page, and where it was when the text was taken from under it", async () => {
    const { server, writers } = await atPaper(["ann", "bob"]);
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
    const { server, writers } = await atPaper(["ann", "bob"], 40);
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
    const { server, writers } = await atPaper(["ann", "bob"], 30);
    const [ann, bob] = writers;
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "new" }));
    const mine = openText(ann.room, (doc) => doc.notes.get(id)?.label);
    mine.setCaret({ anchor: 3, head: 3 });
    await server.pass(500);
    const theirs = openText(bob.room, (doc) => doc.notes.get(id)?.label);
    expect(theirs.carets.get()).toMatchObject([{ anchor: 3, head: 3 }]);
  });

  test("of a text that went to the trash, and is taken out of a text by its own editor alone", async () => {
    const { server, writers } = await atPaper(["ann", "bob"]);
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
    const { server, writers } = await atPaper(["ann", "bob"]);
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
