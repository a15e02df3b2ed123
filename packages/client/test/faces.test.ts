import { expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

test("[R1176] everybody sees somebody in one colour, by the same initials: the others, and that one itself", async () => {
  const server = new InMemoryServer(Board);
  const pages = [];
  for (const name of ["Ann Lee", "Anna Low", "Bob", "Ann Lee"]) {
    pages.push(server.open(name));
    await server.pass(100);
  }
  const seen = pages.map(({ room }) =>
    Object.fromEntries(
      room.people.get().map(({ user }) => [user.id, [user.color, user["initials"]]]),
    ),
  );
  const [first] = seen;
  for (const people of seen) expect(people).toEqual(first);
  const initials = ["Ann Lee", "Anna Low", "Bob"].map((id) => first?.[id]?.[1]);
  expect(initials).toEqual(["AL", "AnL", "B"]);
  expect(new Set(Object.values(first ?? {}).map(([color]) => color)).size).toBe(3);
  for (const { room } of pages) {
    const self = room.self.get();
    expect([self?.color, self?.initials]).toEqual(first?.[self?.id ?? ""]);
    for (const { user } of room.others.get())
      expect([user.color, user.initials]).toEqual(first?.[user.id]);
  }
});
