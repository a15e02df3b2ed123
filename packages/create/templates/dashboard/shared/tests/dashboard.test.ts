import { testRoom } from "@alongside/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dashboard } from "../server/rules.ts";

let room = testRoom(dashboard);
beforeEach(() => {
  room = testRoom(dashboard);
});
afterEach(() => room.close());

const note = (user: string, by = user) =>
  room.as(user).update((doc) => {
    doc.notes.push({ at: 1000, text: "A new version", by, name: by });
  });

test("nobody writes a note in somebody else's name", async () => {
  await note("ann");
  await expect(note("ben", "ann")).rejects.toMatchObject({ code: "note.not-yours" });
  expect((await room.read()).notes.map(({ by }) => by)).toEqual(["ann"]);
});

test("a note is taken away, or changed, by who wrote it alone", async () => {
  await note("ann");
  const id = (await room.read()).notes[0]?.id ?? "";
  const remove = (user: string) => room.as(user).update((doc) => doc.notes.delete(id));
  await expect(remove("ben")).rejects.toMatchObject({ code: "note.not-yours" });
  await expect(
    room.as("ben").update((doc) => {
      const mine = doc.notes.get(id);
      if (mine) mine.by = "ben";
    }),
  ).rejects.toMatchObject({ code: "note.not-yours" });
  await remove("ann");
  expect((await room.read()).notes).toEqual([]);
});
