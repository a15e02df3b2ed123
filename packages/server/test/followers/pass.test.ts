import { counter, defineRoom, value } from "@alongside/core";
import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { createServer } from "../../src/server.ts";
import { memory } from "../../src/store/memory.ts";
import type { Store } from "../../src/store/store.ts";

const Board = defineRoom("board", {
  version: 1,
  storage: { title: value(""), votes: counter() },
});

/** A store, and the names of what was asked of it. */
function watched(): { readonly store: Store; readonly asked: string[] } {
  const asked: string[] = [];
  const behind = memory();
  const store = new Proxy(behind, {
    get(_, name: keyof Store) {
      const ask = behind[name];
      if (typeof ask !== "function") return ask;
      return (...args: unknown[]) => {
        asked.push(name);
        return (ask as (...args: unknown[]) => unknown).apply(behind, args);
      };
    },
  });
  return { store, asked };
}

test("[R1997] a follower reads nothing of entries that are none of its concern, and misses none that is", async () => {
  const { store, asked } = watched();
  const server = createServer({ rooms: [implement(Board)], store, log: () => {} });
  const given: number[] = [];
  const options = { rooms: [Board], parts: ["title" as const] };
  const follower = server.follow("titles", options, ({ entries }) => {
    given.push(...entries.map(({ seq }) => seq));
  });
  const room = server.room(Board, "a");
  const name = (title: string) => room.update((doc) => void (doc.title = title));
  const vote = () => room.update((doc) => doc.votes.add(1));
  await name("one");
  await follower.settled();
  asked.length = 0;
  for (let i = 0; i < 5; i++)
    // oxlint-disable-next-line no-await-in-loop -- one entry each
    await vote();
  expect(follower.lag().entries).toBe(0);
  expect(new Set(asked)).toEqual(new Set(["append"]));
  await name("two");
  await vote();
  await name("three");
  await follower.settled();
  expect(given).toEqual([1, 7, 9]);
  await follower.stop();
  // It has noted how far it came.
  const again = server.follow("titles", options, ({ entries }) => {
    given.push(...entries.map(({ seq }) => seq));
  });
  await vote();
  await name("four");
  await again.settled();
  expect(given).toEqual([1, 7, 9, 11]);
  await server.close();
});
