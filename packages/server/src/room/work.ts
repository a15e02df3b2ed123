import type { OpsByKey } from "@alongside/core/engine";

// What things cost, in about µs of a core: measured on one of 2023, and meant to be right within a factor of two.

/** A change: its judge, its row, its frames. */
const CHANGE = 40;

/** An op, and as much again as the room has records, logarithmically: places are found in trees. */
const OP = 2;

/** Taking an edit over one part of another. */
const STEP = 0.4;

/** Characters of JSON that are read or written in a µs. */
const CHARACTERS = 50;

/** One reader more of an event, and the bytes that are sent to one in a µs. */
const READER = 5;
const SENT = 2000;

/** What deciding `ops` will cost in a room of so many records, besides what `workAfter` says. */
export function workOf(ops: OpsByKey | undefined, records: number): number {
  let count = 1;
  for (const key in ops) count += ops[key]?.length ?? 0;
  return CHANGE + count * (OP + Math.log2(records + 1));
}

/** What else a change has cost: the unseen edits that its own went over, and the characters that its records brought back. */
export function workAfter(steps: number, added: number): number {
  return steps * STEP + added / CHARACTERS;
}

export function workOfBytes(bytes: number): number {
  return bytes / CHARACTERS;
}

export function workOfReaders(readers: number, bytes = 0): number {
  return readers * (READER + bytes / SENT);
}
