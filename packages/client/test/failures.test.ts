import { expect, test } from "vitest";
import type { About } from "../src/index.ts";
import { ROOM, Table } from "./support/table.ts";

/** A live room whose client tells a test of all that fails. */
function told() {
  const heard: { readonly code: unknown; readonly about: About | undefined }[] = [];
  const table = Table.live({
    onError: (error, about) => heard.push({ code: (error as { code?: unknown }).code, about }),
  });
  return { table, heard };
}

test("[R355] a change that the server refuses is told to onError, with its item in rejected", async () => {
  const { table, heard } = told();
  const { room } = table;
  const changes = [1, 2].map((i) => room.update((doc) => void (doc.title = `title ${i}`)));
  table.refuse(1);
  table.refuse(2, "late");
  await expect(changes[0]?.committed).rejects.toMatchObject({ code: "locked" });
  const [first, second] = room.rejected.get();
  expect(first?.id).not.toBe(second?.id);
  expect(heard).toEqual([
    { code: "locked", about: { room: ROOM, rejected: first?.id } },
    { code: "late", about: { room: ROOM, rejected: second?.id } },
  ]);
  const { id } = second ?? {};
  first?.discard();
  expect(room.rejected.get().map((item) => item.id)).toEqual([id]);
});

test("[R355] what is refused at once is thrown, and told to onError too; a mistake in the code is only thrown", () => {
  const { table, heard } = told();
  expect(() =>
    table.room.update((doc) => void (doc.title = Number.NaN as unknown as string)),
  ).toThrow("title");
  expect(heard).toEqual([{ code: "value.json", about: { room: ROOM } }]);
  expect(() =>
    table.room.update(() => {
      throw new Error("a slip");
    }),
  ).toThrow("a slip");
  expect(heard).toHaveLength(1);
});

test.each([
  ["room.unknown", 'This server runs no rooms of the kind "board"; its kinds are "notes"'],
  ["schema.outdated", "reload the page"],
])("[R356] a room that the server does not run as the page does is told: %s", (code, message) => {
  const heard: unknown[] = [];
  const table = new Table({ onError: (error, about) => heard.push([error, about]) });
  table.welcome();
  table.say({ type: "closed", room: ROOM, code, message });
  expect(heard).toMatchObject([[{ code, message }, { room: ROOM }]]);
  expect(table.room.status.get()).toMatchObject({ name: "refused", code, reason: message });
});
