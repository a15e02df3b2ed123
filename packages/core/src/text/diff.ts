import { equalJson } from "../json.ts";
import { changeBetween } from "./attributes.ts";
import { DeltaBuilder } from "./builder.ts";
import type { Delta } from "./delta.ts";
import { attributesOf, lengthOf } from "./parts.ts";
import { PartReader } from "./reader.ts";
import type { TextValue } from "./text-value.ts";

/** `length` tokens that are the same from `a` on in the one text and from `b` on in the other. */
interface Run {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/** Differences beyond this many are not looked for: what is between the common start and end is replaced. */
const MAX_CHANGES = 400;

/**
 * A delta that makes `before` into `after`, by lines and then by characters in the lines that changed. It never comes
 * between the halves of a surrogate pair. Texts that have little in common are replaced between common start and end.
 *
 * Law: `before.apply(diff(before, after))` equals `after`.
 */
export function diff(before: TextValue, after: TextValue): Delta {
  const a = before.toString();
  const b = after.toString();
  const out = new DeltaBuilder();
  let aDone = 0;
  let bDone = 0;
  for (const run of [...sameText(a, b), { a: a.length, b: b.length, length: 0 }]) {
    for (const part of after.toDelta(bDone, run.b)) out.push(part);
    out.delete(run.a - aDone);
    aDone = run.a + run.length;
    bDone = run.b + run.length;
    if (run.length > 0) retell(out, before.toDelta(run.a, aDone), after.toDelta(run.b, bDone));
  }
  return out.done();
}

/** Keeps a stretch that reads the same in both, with the attributes and embeds of `after`. */
function retell(out: DeltaBuilder, before: Delta, after: Delta): void {
  const old = new PartReader(before);
  const now = new PartReader(after);
  while (now.more) {
    const n = Math.min(old.left, now.left);
    const from = old.take(n);
    const to = now.take(n);
    if (isEmbed(from) === isEmbed(to) && (!isEmbed(from) || equalJson(embedOf(from), embedOf(to))))
      out.keep(n, changeBetween(attributesOf(from), attributesOf(to)));
    else out.push(to).delete(lengthOf(from));
  }
}

function embedOf(part: unknown): unknown {
  return (part as { readonly insert?: unknown }).insert;
}

function isEmbed(part: unknown): boolean {
  return typeof embedOf(part) === "object";
}

/** What two strings have in common, in units. */
function sameText(a: string, b: string): Run[] {
  const aLines = linesOf(a);
  const bLines = linesOf(b);
  const found: Run[] = [];
  let aLine = 0;
  let bLine = 0;
  let aAt = 0;
  let bAt = 0;
  const upTo = (lines: readonly string[], from: number, to: number, at: number): number => {
    let end = at;
    for (let i = from; i < to; i++) end += (lines[i] as string).length;
    return end;
  };
  for (const run of [
    ...sameTokens(aLines, bLines),
    { a: aLines.length, b: bLines.length, length: 0 },
  ]) {
    const aFrom = upTo(aLines, aLine, run.a, aAt);
    const bFrom = upTo(bLines, bLine, run.b, bAt);
    // Lines that changed, by characters.
    for (const part of sameTokens(a.slice(aAt, aFrom), b.slice(bAt, bFrom)))
      found.push(...wholePairs(b, { a: aAt + part.a, b: bAt + part.b, length: part.length }));
    aLine = run.a + run.length;
    bLine = run.b + run.length;
    aAt = upTo(aLines, run.a, aLine, aFrom);
    bAt = upTo(bLines, run.b, bLine, bFrom);
    if (aAt > aFrom) found.push({ a: aFrom, b: bFrom, length: aAt - aFrom });
  }
  return found;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** The run without half a surrogate pair at its start and end. */
function wholePairs(text: string, run: Run): Run[] {
  let { a, b, length } = run;
  const isIn = (at: number, first: number): boolean => (text.charCodeAt(at) & 0xfc00) === first;
  if (isIn(b, 0xdc00)) {
    a++;
    b++;
    length--;
  }
  if (length > 0 && isIn(b + length - 1, 0xd800)) length--;
  return length > 0 ? [{ a, b, length }] : [];
}

/** The tokens that two lists have in common, in order (Myers 1986), after what is common at their start and end. */
function sameTokens(a: ArrayLike<string>, b: ArrayLike<string>): Run[] {
  let start = 0;
  let aEnd = a.length;
  let bEnd = b.length;
  while (start < aEnd && start < bEnd && a[start] === b[start]) start++;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  return [
    { a: 0, b: 0, length: start },
    ...between(a, b, start, aEnd, bEnd),
    { a: aEnd, b: bEnd, length: a.length - aEnd },
  ].filter((run) => run.length > 0);
}

function between(
  a: ArrayLike<string>,
  b: ArrayLike<string>,
  start: number,
  aEnd: number,
  bEnd: number,
): Run[] {
  // How far each diagonal reaches with so many changes; one row per number of changes.
  const rows: Int32Array[] = [];
  for (let changes = 0; changes <= MAX_CHANGES; changes++) {
    const last = rows[changes - 1];
    const row = new Int32Array(2 * changes + 1);
    rows.push(row);
    for (let k = -changes; k <= changes; k += 2) {
      let x = start;
      if (last !== undefined) x = reached(last, k);
      let y = x - k;
      while (x < aEnd && y < bEnd && a[x] === b[y]) {
        x++;
        y++;
      }
      row[k + changes] = x;
      if (x >= aEnd && y >= bEnd) return trace(rows, start, aEnd, k);
    }
  }
  return [];
}

/** Where diagonal `k` starts, given the row of one change less: below its neighbour above, or right of the one below. */
function reached(last: Int32Array, k: number): number {
  const changes = (last.length - 1) / 2;
  const insert = k + 1 > changes ? -1 : (last[k + 1 + changes] as number);
  const remove = k - 1 < -changes ? -1 : (last[k - 1 + changes] as number) + 1;
  return Math.max(insert, remove);
}

function trace(rows: readonly Int32Array[], start: number, end: number, diagonal: number): Run[] {
  const runs: Run[] = [];
  let x = end;
  let k = diagonal;
  for (let changes = rows.length - 1; changes >= 0; changes--) {
    const last = rows[changes - 1];
    const from = last === undefined ? start : reached(last, k);
    if (x > from) runs.push({ a: from, b: from - k, length: x - from });
    if (last === undefined) break;
    const inserted = k + 1 < changes && last[k + changes] === from;
    x = inserted ? from : from - 1;
    k += inserted ? 1 : -1;
  }
  return runs.toReversed();
}
