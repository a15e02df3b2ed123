import { BadMessage, describe } from "../protocol/shape.ts";
import type { Delta, Part } from "./delta.ts";
import type { TextOp } from "./text-op.ts";

/** An op of any kind; those on texts are `TextOp`s. */
interface SomeOp {
  readonly op: string;
}

/** Ops by top-level key. */
type OpLists = { readonly [key: string]: readonly SomeOp[] };

/**
 * A delta of many parts on the wire: `text` is all that it inserts, `steps` says where. JSON of a long delta is mostly
 * commas, quotes and digits.
 *
 * `steps` are numbers, two for each insert and each delete: how many units are kept before it, and twice its length, plus one
 * for a delete. A number has digits of 91, which are the printable characters from `#` on without the backslash, the lowest
 * first: one below 64 is the last of its number, a higher one goes on.
 */
export interface PackedDelta {
  readonly text: string;
  readonly steps: string;
}

const LAST = 64;
const MORE = 27;
const FIRST_CODE = 35;
const BACKSLASH = 92;

/** Parts from which on a delta is packed: shorter ones are for people to read. */
const MIN_PARTS = 32;

/** Ops as they go over the wire: the same, with long edits of texts packed, which nobody but the server reads. */
export function packOps<T extends OpLists>(ops: T): T {
  for (const key in ops) {
    if (ops[key]?.some(isLong) !== true) continue;
    const out = Object.entries(ops).map(([of, list]) => [of, list.map(packed)]);
    return Object.fromEntries(out) as T;
  }
  return ops;
}

function isLong(op: SomeOp): boolean {
  return op.op === "text" && (op as TextOp).delta.length >= MIN_PARTS;
}

function packed(op: SomeOp): SomeOp {
  if (op.op !== "text") return op;
  const text = op as TextOp;
  return { ...text, delta: pack(text.delta) as Delta } as TextOp;
}

/** The delta in its shortest form for the wire: itself, when it is short or has attributes or embeds. */
export function pack(delta: Delta): Delta | PackedDelta {
  if (delta.length < MIN_PARTS) return delta;
  let text = "";
  let steps = "";
  let kept = 0;
  for (const part of delta) {
    if (typeof part === "object") return delta;
    if (typeof part === "number" && part > 0) {
      kept = part;
      continue;
    }
    steps += digits(kept) + digits(typeof part === "string" ? 2 * part.length : 1 - 2 * part);
    if (typeof part === "string") text += part;
    kept = 0;
  }
  return { text, steps };
}

/** Unpacks without checking that the result is a delta that may be, which `parseDelta` does next. Throws `BadMessage` where text and steps do not fit each other. */
export function unpack({ text, steps }: PackedDelta, what: string): Delta {
  const delta: Part[] = [];
  let at = 0;
  let used = 0;
  const next = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const digit = digitAt(steps, at++);
      if (digit === undefined)
        throw new BadMessage(`${what} has steps that are cut off or no digits: ${describe(steps)}`);
      value += digit * factor;
      if (digit < LAST) return value;
      factor *= MORE;
    }
  };
  while (at < steps.length) {
    const kept = next();
    if (kept > 0) delta.push(kept);
    const step = next();
    const length = Math.floor(step / 2);
    if (step % 2 === 1) delta.push(-length);
    else {
      delta.push(text.slice(used, used + length));
      used += length;
    }
  }
  if (used !== text.length)
    throw new BadMessage(`${what} has steps for ${used} of ${text.length} characters of text`);
  return delta;
}

function digits(value: number): string {
  let text = "";
  let rest = value;
  while (rest >= LAST) {
    text += digitOf(LAST + ((rest - LAST) % MORE));
    rest = Math.floor((rest - LAST) / MORE);
  }
  return text + digitOf(rest);
}

function digitOf(digit: number): string {
  const code = FIRST_CODE + digit;
  return String.fromCharCode(code < BACKSLASH ? code : code + 1);
}

function digitAt(steps: string, at: number): number | undefined {
  const code = steps.charCodeAt(at);
  if (!(code >= FIRST_CODE && code <= FIRST_CODE + LAST + MORE) || code === BACKSLASH)
    return undefined;
  return code - FIRST_CODE - (code > BACKSLASH ? 1 : 0);
}
