import { describe, expect, test } from "vitest";
import { openText } from "../src/index.ts";
import { agree, openPapers, page, type } from "./support/paper.ts";

describe("a record that a mutation under way makes", () => {
  test("is typed in at once, and what was typed goes over how the server begins it", async () => {
    const { server, writers } = await openPapers(["ann", "bob"], 30);
    const [ann, bob] = writers;
    const added = ann.room.mutate.add({ label: "milk" });
    const id = ann.room.get()?.notes[0]?.id ?? "";
    const note = openText(ann.room, (doc) => doc.notes.get(id)?.label);
    const seen: unknown[] = [];
    note.observe((delta) => seen.push(delta));
    note.edit(["buy "]);
    note.edit([8, "!"]);
    type(ann, 0, "page");
    await server.pass(200);
    await added.committed;
    await agree(server, writers);
    expect(bob.room.get()?.notes[0]?.label.toString()).toBe("buy milk (noted)!");
    expect(seen).toEqual([[8, " (noted)"]]);
    expect(page(bob)).toBe("page");
  });

  // Found by seed 7011163: an edit of two such records waited for the first of their mutations alone.
  test("[R546] is edited together with another one's once both mutations have ended", async () => {
    const { server, writers } = await openPapers(["ann", "bob"], 30);
    const [ann] = writers;
    ann.room.mutate.add({ label: "milk" });
    await server.pass(20);
    ann.room.mutate.add({ label: "tea" });
    ann.room.update((doc) => {
      for (const note of doc.notes) note.label.insert(note.label.toString().length, "!");
    });
    await server.pass(300);
    await agree(server, writers);
    const labels = ann.room.get()?.notes.map(({ label }) => label.toString());
    expect(labels).toEqual(["milk (noted)!", "tea (noted)!"]);
  });

  test("goes with what was typed in it when the mutation is refused", async () => {
    const { server, writers } = await openPapers(["ann", "bob"], 30);
    const [ann] = writers;
    ann.room.mutate.refuse({ label: "milk" });
    const id = ann.room.get()?.notes[0]?.id ?? "";
    const typed = ann.room.update((doc) => doc.notes.get(id)?.label.insert(4, "!"));
    ann.room.update((doc) => doc.notes.get(id)?.label.insert(5, "!"));
    type(ann, 0, "page");
    await expect(Promise.all([typed.committed, server.pass(300)])).rejects.toMatchObject({
      code: "change.leaning",
    });
    expect(ann.room.get()?.notes).toEqual([]);
    expect(await agree(server, writers)).toBe("page");
    expect(ann.room.rejected.get()).toMatchObject([{ code: "paper.today", name: "refuse" }]);
  });
});
