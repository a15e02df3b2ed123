import type { Entry } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { type Kept, Tail } from "../../src/room/tail.ts";

/** A tail after `start` with entries of these bytes. */
function tailOf(start: number, ...bytes: readonly number[]): Tail {
  const tail = new Tail(start);
  bytes.forEach((size, i) =>
    tail.push({ seq: start + i + 1, at: 0, actor: "ann", kind: "change", ops: {} } as Entry, size),
  );
  return tail;
}

function seqs(kept: readonly Kept[]): readonly number[] {
  return kept.map(({ entry }) => entry.seq);
}

test("a tail answers what came after", () => {
  const tail = tailOf(10, 1, 1, 1);
  expect(tail.start).toBe(10);
  expect(seqs(tail.after(10))).toEqual([11, 12, 13]);
  expect(seqs(tail.after(12))).toEqual([13]);
  expect(tail.after(13)).toEqual([]);
});

test("bytes are counted from the last snapshot", () => {
  const tail = tailOf(10, 10, 20, 30);
  expect(tail.bytesSinceSnapshot).toBe(60);
  tail.snapshotted(11);
  expect(tail.bytesSinceSnapshot).toBe(50);
  tail.snapshotted(13);
  expect(tail.bytesSinceSnapshot).toBe(0);
});

test("[R18] what no snapshot covers stays, whatever its size", () => {
  const tail = tailOf(0, ...Array<number>(3000).fill(1 << 12));
  tail.trim();
  expect(tail.start).toBe(0);
  tail.snapshotted(500);
  expect(tail.start).toBe(500);
  expect(seqs(tail.after(500).slice(0, 1))).toEqual([501]);
});

test("of what a snapshot covers, the newest thousand stay, or the newest megabyte", () => {
  const small = tailOf(0, ...Array<number>(3000).fill(1));
  small.snapshotted(3000);
  expect(small.start).toBe(2000);
  const large = tailOf(0, ...Array<number>(1000).fill(1 << 12));
  large.snapshotted(1000);
  expect(large.start).toBe(1000 - 256);
});
