import type { Json } from "@alongside/core";
import type { Op, OpsByKey } from "@alongside/core/engine";
import type { Delta, Part } from "@alongside/core/text";
import { isInsert, lengthOf } from "@alongside/core/text";
import { ERASED_LETTER } from "./erasing.ts";

/** Who wrote a text, letter by letter or whole. */
export type Runs = readonly (readonly [length: number, user?: string])[];

/** Counts the letters that it replaces. */
export class Mask {
  letters = 0;
  readonly #is: (user: string | undefined) => boolean;

  /** `is` says of a user whether it is the one to erase. */
  constructor(is: (user: string | undefined) => boolean) {
    this.#is = is;
  }

  /** As many letters as `text` has UTF-16 code units. */
  text(text: string): string {
    this.letters += text.length;
    return ERASED_LETTER.repeat(text.length);
  }

  /** A value with every string in it replaced: keys, numbers and the rest stay. */
  value(value: Json): Json {
    if (typeof value === "string") return this.text(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((one) => this.value(one));
    return Object.fromEntries(
      Object.entries(value as object).map(([key, one]) => [key, this.value(one as Json)]),
    );
  }

  /** A delta whose author is erased: of the same lengths, with no letter, embed or value of an attribute of theirs. */
  delta(delta: Delta): Delta {
    const masked: Part[] = [];
    for (const part of delta) {
      const next = typeof part === "number" ? part : this.#part(part);
      const last = masked.at(-1);
      if (typeof next === "string" && typeof last === "string")
        masked[masked.length - 1] = last + next;
      else masked.push(next);
    }
    return masked;
  }

  #part(part: Exclude<Part, number>): Part {
    if (typeof part === "string") return this.text(part);
    const attributes = part.attributes && (this.value(part.attributes) as typeof part.attributes);
    if (!isInsert(part)) return { ...part, attributes: attributes ?? {} };
    const letters = this.text(ERASED_LETTER.repeat(lengthOf(part)));
    return attributes === undefined ? letters : { insert: letters, attributes };
  }

  /** The JSON of a text of which `runs` says who wrote which letters. */
  runs(json: Json, runs: Runs): Json {
    const parts = typeof json === "string" ? [json] : (json as unknown as Delta);
    const out: Part[] = [];
    let run = 0;
    let left = runs[0]?.[0] ?? Infinity;
    for (const part of parts) {
      let length = lengthOf(part);
      for (let from = 0; length > 0;) {
        while (left === 0) left = runs[++run]?.[0] ?? Infinity;
        const many = Math.min(left, length);
        const piece = slice(part, from, many);
        add(out, this.#is(runs[run]?.[1]) ? (this.delta([piece])[0] as Part) : piece);
        from += many;
        length -= many;
        left -= many;
      }
    }
    return out.length === 1 && typeof out[0] === "string" ? out[0] : (out as unknown as Json);
  }
}

function slice(part: Part, from: number, length: number): Part {
  if (typeof part === "string") return part.slice(from, from + length);
  if (typeof part === "number" || !("insert" in part) || typeof part.insert !== "string")
    return part;
  return { ...part, insert: part.insert.slice(from, from + length) };
}

/** Neighbours that are alike are one, as `toDelta` has it. */
function add(out: Part[], part: Part): void {
  const last = out.at(-1);
  if (typeof part === "string" && typeof last === "string") out[out.length - 1] = last + part;
  else if (
    isMarked(part) &&
    isMarked(last) &&
    JSON.stringify(part.attributes) === JSON.stringify(last.attributes)
  )
    out[out.length - 1] = { ...last, insert: last.insert + part.insert };
  else out.push(part);
}

function isMarked(part: Part | undefined): part is { insert: string; attributes: never } {
  return typeof part === "object" && "insert" in part && typeof part.insert === "string";
}

/** All ops of a change, each rewritten. */
export function mapOps(ops: OpsByKey, map: (key: string, op: Op) => Op): OpsByKey {
  const mapped: { [key: string]: readonly Op[] } = {};
  for (const key in ops) mapped[key] = (ops[key] ?? []).map((op) => map(key, op));
  return mapped;
}
