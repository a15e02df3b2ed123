import { asCount, asTuple, BadMessage } from "./shape.ts";

/** How many change numbers one composed change may end. */
export const MAX_RANGE = 1000;

/** Which of a client's change numbers a change ends: `n` alone, or all from `first` to `n`. */
export interface Numbers {
  readonly n: number;
  /** Of a change that was composed of several. Left out where it ends `n` alone. */
  readonly first?: number;
}

/** Numbers on the wire and in the log: `n`, or `[first, n]`. */
export type NumbersPart = number | readonly [first: number, n: number];

/** Numbers of changes as they stand in a frame: one, or the first and the last of a run. */
export function numbersPart({ first, n }: Numbers): NumbersPart {
  return first === undefined ? n : [first, n];
}

/** Reads what this side, or the server, wrote. */
export function readNumbers(part: NumbersPart): Numbers {
  return typeof part === "number" ? { n: part } : { first: part[0], n: part[1] };
}

/** Parses what a stranger sent. Throws `BadMessage`, also for a range that goes backwards or has more than {@link MAX_RANGE} numbers. */
export function parseNumbers(value: unknown, what: string): Numbers {
  if (!Array.isArray(value)) return { n: asCount(value, what, 1) };
  const [from, to] = asTuple(value, what, 2);
  const [first, n] = [asCount(from, what, 1), asCount(to, what, 1)];
  if (first >= n) throw new BadMessage(`${what} should go up, got ${first} to ${n}`);
  if (n - first >= MAX_RANGE)
    throw new BadMessage(`${what} ends ${n - first + 1} numbers, the limit is ${MAX_RANGE}`);
  return { first, n };
}
