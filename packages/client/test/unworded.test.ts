import { Invalid } from "@alongside/core";
import { expect, test, vi } from "vitest";
import { createClient } from "../src/index.ts";
import { ScriptedRoom } from "./support/scripted-room.ts";

// What a page's bundle has that is built for production.
vi.mock(import("../../core/src/build/worded.ts"), () => import("../../core/src/build/unworded.ts"));

/** What a function throws. */
function thrown(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  throw new Error("It threw nothing");
}

test("[R566] without words a mistake tells the call, what was given and where that is described", () => {
  const table = ScriptedRoom.live();
  const { room, client } = table;
  for (const [call, message] of [
    [
      () => createClient({ url: "ftp://example.org" }),
      'createClient: got "ftp://example.org" (docs/errors.md#createClient)',
    ],
    [
      () => client.join({} as never, "r"),
      "join: got an object without fields (docs/errors.md#join)",
    ],
    [() => room.subscribe(3 as never), "subscribe: got 3 (docs/errors.md#subscribe)"],
    [
      () => room.update((doc) => doc.shapes.move("none", "end")),
      'list: got "none" (docs/errors.md#list)',
    ],
    [
      () => room.update(() => void room.update((doc) => (doc.title = "x"))),
      "update: got undefined (docs/errors.md#update)",
    ],
  ] as const)
    expect((thrown(call) as Error).message).toBe(message);
});

test("[R566] a value that may not enter is told by its path and the code of why", () => {
  const table = ScriptedRoom.live();
  const error = thrown(() => table.room.update((doc) => (doc.title = Number.NaN as never)));
  expect(error).toBeInstanceOf(Invalid);
  expect(error).toMatchObject({ code: "value.json", path: "title" });
  expect((error as Error).message).toMatch(/^title: value\.json/);
  // What people are shown keeps its words.
  const short = thrown(() => table.room.presence.set({ name: "too long a name" }));
  expect((short as Error).message).toMatch(/^presence\.name: at most 8 letters/);
});

test("[R840] [R592] without words what the page finds itself is told by its code, what the server says in its words", () => {
  const table = ScriptedRoom.live();
  const long = "x".repeat(3_000_000);
  const error = thrown(() => table.room.update((doc) => (doc.title = long)));
  expect(error).toMatchObject({ code: "message.too-big" });
  expect((error as Error).message).toMatch(/^message\.too-big/);
  table.room.update((doc) => (doc.title = "kept"));
  table.link.drop();
  expect(table.room.status.get()).toMatchObject({
    name: "reconnecting",
    code: "link.lost",
    reason: "link.lost",
    pending: 1,
  });
});
