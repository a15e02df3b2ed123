import type { Entry } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { AppendQueue } from "../../src/store/sqlite/append-queue.ts";
import {
  type AppendBatch,
  BatchFailure,
  type Refusal,
} from "../../src/store/sqlite/batch-appender.ts";
import { type EncodedRow, RowEncoder } from "../../src/store/row.ts";
import { Conflict, UnknownResult } from "../../src/store/store.ts";
import { entries } from "./entries.ts";

function encoded(of: readonly Entry[]): EncodedRow {
  const encoder = new RowEncoder(of[0] as Entry);
  encoder.add(of);
  return encoder.done();
}

/** A queue whose disk answers when the test says so. */
function setup() {
  const writes: {
    batch: AppendBatch;
    resolve: (refused: readonly Refusal[]) => void;
    reject: (error: Error) => void;
  }[] = [];
  const queue = new AppendQueue(
    (batch) => new Promise((resolve, reject) => writes.push({ batch, resolve, reject })),
  );
  return { queue, writes };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("[R641] what one turn appends goes together, one row for each room", async () => {
  const { queue, writes } = setup();
  void queue.append("a", 0, entries(1, 1));
  void queue.append("b", 4, entries(5, 2));
  void queue.append("a", 1, entries(2, 2));
  await turn();
  const rows = [entries(1, 3), entries(5, 2)].map(encoded);
  expect(writes.map((write) => write.batch)).toEqual([
    {
      rooms: ["a", "b"],
      afters: [0, 4],
      lasts: [3, 6],
      ats: rows.map(({ at }) => at),
      authors: rows.map(({ authors }) => authors),
      bodies: rows.map(({ body }) => body),
      epochs: ["", ""],
    },
  ]);
});

test("[R642] while the disk is busy appends wait, and go out with what comes in the turn after it is free", async () => {
  const { queue, writes } = setup();
  const first = queue.append("a", 0, entries(1, 1));
  await turn();
  const second = queue.append("a", 1, entries(2, 1));
  void queue.append("b", 0, entries(1, 1));
  await turn();
  expect(writes.length).toBe(1);
  writes[0]?.resolve([]);
  await first;
  expect(writes.length).toBe(1);
  await turn();
  void queue.append("c", 0, entries(1, 1));
  await turn();
  expect(writes[1]?.batch.rooms).toEqual(["a", "b", "c"]);
  writes[1]?.resolve([]);
  await second;
  await queue.idle();
});

test("[R639] a refused row is a conflict for each of its appends, and for no other", async () => {
  const { queue, writes } = setup();
  const results = Promise.allSettled([
    queue.append("a", 0, entries(1, 1)),
    queue.append("b", 0, entries(1, 1)),
    queue.append("a", 1, entries(2, 1)),
  ]);
  await turn();
  writes[0]?.resolve([[0, 9]]);
  expect(await results).toEqual([
    { status: "rejected", reason: new Conflict("a", 0, 9) },
    { status: "fulfilled", value: undefined },
    { status: "rejected", reason: new Conflict("a", 1, 9) },
  ]);
});

test("[R640] what waits behind a refused row is refused with it, whatever the head is by then", async () => {
  const { queue, writes } = setup();
  const first = [queue.append("a", 1, entries(2, 2)), queue.append("b", 0, entries(1, 1))];
  await turn();
  const behind = [queue.append("a", 3, entries(4, 1)), queue.append("b", 1, entries(2, 1))];
  const results = Promise.allSettled([...first, ...behind]);
  writes[0]?.resolve([[0, 3]]);
  await first[1];
  await turn();
  await turn();
  expect(writes[1]?.batch.rooms).toEqual(["b"]);
  writes[1]?.resolve([]);
  expect(await results).toEqual([
    { status: "rejected", reason: new Conflict("a", 1, 3) },
    { status: "fulfilled", value: undefined },
    { status: "rejected", reason: new Conflict("a", 3, 3) },
    { status: "fulfilled", value: undefined },
  ]);
  const next = queue.append("a", 3, entries(4, 1));
  await turn();
  await turn();
  writes[2]?.resolve([]);
  await next;
});

test.each([false, true])(
  "[R640] what waits behind a batch that failed (unknown: %s) was surely not written",
  async (unknown) => {
    const { queue, writes } = setup();
    const first = queue.append("a", 0, entries(1, 1));
    await turn();
    const second = queue.append("a", 1, entries(2, 1));
    const other = queue.append("b", 0, entries(1, 1));
    writes[0]?.reject(new BatchFailure(new Error("disk I/O error"), unknown));
    await expect(first).rejects.toThrow(unknown ? UnknownResult : "nothing was written");
    await expect(second).rejects.toThrow(
      "Append to a failed, nothing was written: what it follows may not be there",
    );
    await turn();
    await turn();
    expect(writes[1]?.batch.rooms).toEqual(["b"]);
    writes[1]?.resolve([]);
    await other;
    await queue.idle();
  },
);

test("[R75] a batch that failed says that nothing was written, one that may have been says so", async () => {
  const { queue, writes } = setup();
  const failed = queue.append("a", 0, entries(1, 1));
  await turn();
  writes[0]?.reject(new Error("database or disk is full"));
  await expect(failed).rejects.toThrow(
    "Append to a failed, nothing was written: database or disk is full",
  );

  const unknown = queue.append("a", 0, entries(1, 1));
  await turn();
  await turn();
  writes[1]?.reject(new BatchFailure(new Error("disk I/O error"), true));
  await expect(unknown).rejects.toThrow(UnknownResult);

  const next = queue.append("a", 0, entries(1, 1));
  await turn();
  await turn();
  writes[2]?.resolve([]);
  await next;
});
