import type { RoomDefinition } from "@alongside/core";
import { describe, expect, test, vi } from "vitest";
import { openText, openUndo, openGesture } from "../src/index.ts";
import type { RoomCopy } from "../src/room/copy.ts";
import { sessionOf } from "../src/room/sessions.ts";
import { Editor } from "./support/editor.ts";
import { openPapers, forget, page } from "./support/paper.ts";

type PendingTexts = NonNullable<RoomCopy<RoomDefinition>["replica"]["pendingTexts"]>;

describe("[R325] a page that begins anew", () => {
  test("takes what was typed in a record whose acknowledgement was lost over what others typed there", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 20);
    const own = openUndo(ann.room);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "" }));
    // The server has it, and ann does not hear of that.
    await server.pass(25);
    ann.away();
    await server.pass(50);
    bob.room.update((doc) => doc.notes.get(id)?.label.insert(0, "bob's letters"));
    await server.pass(50);
    // Nobody has asked how the text reads on her page.
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(0, "ann"));
    await forget(server);
    ann.back();
    await server.pass(500);
    const read = (): (string | undefined)[] =>
      [ann, bob].map(({ room }) => room.get()?.notes[0]?.label.toString());
    expect(read()).toEqual(["bob's lettersann", "bob's lettersann"]);
    own.undo();
    await server.pass(100);
    expect(read()).toEqual(["bob's letters", "bob's letters"]);
    expect(server.errors).toEqual([]);
  });

  test("lists what was typed in such a record as refused when that is in the trash by now", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 20);
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "a note" }));
    await server.pass(25);
    ann.away();
    await server.pass(50);
    bob.room.update((doc) => doc.notes.delete(id));
    await server.pass(50);
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(2, "longer "));
    await forget(server);
    ann.back();
    await server.pass(500);
    expect(ann.room.rejected.get()).toMatchObject([{ code: "text.gone" }]);
    expect(ann.room.status.get()).toMatchObject({ name: "live", saved: "server" });
    expect(server.errors).toEqual([]);
  });

  test("tells what was taken in of a message before that failed", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const editor = new Editor(ann.text);
    editor.type(["one"]);
    await server.pass(50);
    const session = sessionOf(ann.room);
    const by = { at: 0, actor: "cy", client: "cy", n: 1 };
    const ops = { page: [{ op: "text", id: "root", field: "page", delta: [3, " two"] }] } as const;
    const list = [
      { seq: session.copy.seq + 1, ...by, ops },
      { seq: session.copy.seq + 9, ...by, ops },
    ];
    session.receive({ type: "entries", seat: session.copy.seat, list });
    expect([page(ann), editor.reads]).toEqual(["one two", "one two"]);
    // Nobody has written that: the room that is fetched anew does not have it.
    await server.pass(2000);
    expect([page(ann), editor.reads, page(bob)]).toEqual(["one", "one", "one"]);
    expect([editor.breaks, ann.room.status.get().name]).toEqual([0, "live"]);
    expect(server.errors.map((error) => (error as Error).name)).toEqual(["OutOfStep"]);
  });

  test("goes through every step, also when one of them throws", async () => {
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"]);
    const own = openUndo(ann.room);
    ann.text.edit(["one two"]);
    ann.room.update((doc) => doc.page.insert(7, " three"));
    const { local: id } = ann.room.update((doc) => doc.notes.push({ label: "note" }));
    const editor = new Editor(openText(ann.room, (doc) => doc.page));
    const gesture = openGesture(ann.room);
    gesture.update((doc) => void (doc.votes = 7));
    await server.pass(50);
    ann.away();
    ann.room.update((doc) => doc.page.insert(0, "zero "));
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(4, "!"));
    bob.room.update((doc) => doc.page.delete(0, 4));
    await server.pass(50);
    await forget(server);
    // Who finds a text, the difference of one, and who follows what can be undone: all of them fail.
    let isFailing = false;
    openText(ann.room, () => {
      if (isFailing) throw new Error("the finder");
      return undefined;
    }).observe(() => undefined);
    isFailing = true;
    const { recorder, replica } = sessionOf(ann.room).copy;
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    if (recorder !== undefined) recorder.restarted = fail("the recorder");
    const difference = vi
      .spyOn(Object.getPrototypeOf(replica.pendingTexts) as PendingTexts, "difference")
      .mockImplementation(fail("the difference"));
    ann.back();
    await server.pass(50);
    difference.mockRestore();
    isFailing = false;
    await server.pass(500);
    expect(ann.room.status.get()).toMatchObject({ name: "live", saved: "server" });
    expect([page(ann), page(bob)]).toEqual(["zero two three", "zero two three"]);
    expect(bob.room.get()?.notes[0]?.label.toString()).toBe("note!");
    expect(ann.room.get()?.votes).toBe(7);
    // What became of the text nobody could tell, so its editor read it anew.
    expect([editor.reads, editor.breaks]).toEqual(["zero two three", 1]);
    const reported = server.errors.map(String);
    for (const what of ["the finder", "the difference", "the recorder"])
      expect(reported).toContain(`Error: ${what}`);
    // What was noted of it is left alone by undo.
    own.undo();
    await server.pass(50);
    expect([page(ann), page(bob)]).toEqual(["zero two three", "zero two three"]);
    gesture.cancel();
  });
});
