import type { Entry } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { LogWriter } from "../../src/room/log-writer.ts";
import { memory } from "../../src/store/memory.ts";
import type { Store } from "../../src/store/store.ts";
import { entries } from "../store/entries.ts";
import { settle } from "./test-clock.ts";

/** A writer whose store answers when the test says so, and what it told: the `seq` of each batch, and of what was lost. */
function setup() {
  const appends: PromiseWithResolvers<void>[] = [];
  const handed: number[][] = [];
  const told: (readonly number[] | string)[] = [];
  const seqs = (batch: readonly { readonly entry: Entry }[]): number[] =>
    batch.map(({ entry }) => entry.seq);
  const store: Store = Object.assign(memory(), {
    append: (_room: string, _after: number, given: readonly Entry[]) => {
      handed.push(given.map(({ seq }) => seq));
      const append = Promise.withResolvers<void>();
      appends.push(append);
      return append.promise;
    },
  });
  const writer = new LogWriter<{ readonly entry: Entry; readonly bytes: number }>({
    room: "board:a",
    store,
    epoch: "e",
    head: 0,
    guard: (fn) => fn(),
    onDurable: (batch) => told.push(seqs(batch)),
    onFail: (error, lost) => told.push(`${error.message}, lost ${seqs(lost).join(" ")}`),
  });
  const push = (from: number, count: number, bytes = 100): void => {
    for (const entry of entries(from, count)) writer.push({ entry, bytes });
  };
  return { writer, appends, handed, told, push };
}

test("[R641] what one turn decides is one append, and the next turn's does not wait for it", async () => {
  const { writer, handed, push } = setup();
  push(1, 3);
  await settle();
  push(4, 2);
  await settle();
  expect(handed).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect([writer.head, writer.durable]).toEqual([5, 0]);
});

test("[R460] what one turn decides goes to the store in parts of some 8 MB", async () => {
  const { writer, appends, handed, told, push } = setup();
  push(1, 3, 5_000_000);
  push(4, 1, 20_000_000);
  push(5, 2);
  await settle();
  expect(handed).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  expect(writer.waitingBytes).toBe(35_000_200);
  for (const append of appends) append.resolve();
  await settle();
  expect(told).toEqual([[1, 2, 3, 4, 5, 6]]);
  expect([writer.durable, writer.waitingBytes]).toEqual([6, 0]);
});

test("[R2] what lands together is told together, once, in order", async () => {
  const { writer, appends, told, push } = setup();
  for (const seq of [1, 2, 3]) {
    push(seq, 1);
    await settle();
  }
  appends[0]?.resolve();
  appends[1]?.resolve();
  expect([told, writer.durable]).toEqual([[], 0]);
  await settle();
  expect([told, writer.durable]).toEqual([[[1, 2]], 2]);
  appends[2]?.resolve();
  await settle();
  expect([told, writer.durable]).toEqual([[[1, 2], [3]], 3]);
});

test("[R7] what landed before a failure is told first; the rest is lost, whatever becomes of it", async () => {
  const { writer, appends, handed, told, push } = setup();
  for (const seq of [1, 2, 3]) {
    push(seq, 1);
    await settle();
  }
  push(4, 1);
  appends[0]?.resolve();
  appends[1]?.reject(new Error("unknown"));
  // It may be on disk by then: whoever loads the room reads it there.
  appends[2]?.resolve();
  await settle();
  expect(told).toEqual([[1], "unknown, lost 2 3 4"]);
  expect(writer.durable).toBe(1);
  push(5, 1);
  await settle();
  appends[3]?.reject(new Error("again"));
  await settle();
  expect(handed.flat()).not.toContain(5);
  expect(told).toHaveLength(2);
});
