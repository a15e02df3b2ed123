import { expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

test("[R1183] an event is sent to some, and says who sent it", async () => {
  const server = new InMemoryServer(Board);
  const pages = ["ann", "bob", "cy"].map((name) => server.open(name));
  await server.pass(50);
  const heard: (readonly [string, string | undefined])[] = [];
  for (const { room } of pages)
    room.on("wave", (_, from) => heard.push([room.self.get()?.id ?? "", from?.user.id]));
  const [ann, bob] = pages;
  expect(ann?.room.broadcast("wave", "x", { to: ["cy", bob?.client.id ?? ""] })).toBe(true);
  await server.pass(50);
  expect(heard.toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
    ["bob", "ann"],
    ["cy", "ann"],
  ]);
});

test("[R1183] ids that are none are told to the program at once", async () => {
  const server = new InMemoryServer(Board);
  const { room } = server.open("ann");
  await server.pass(50);
  for (const to of ["bob", [7], [""], ["x".repeat(257)], Array.from({ length: 101 }, () => "bob")])
    expect(() => room.broadcast("wave", "x", { to: to as never })).toThrow(TypeError);
  expect(room.status.get().name).toBe("live");
});
