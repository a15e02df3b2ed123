import { equalJson } from "../json.ts";
import { changeBetween } from "./attributes.ts";
import { DeltaBuilder } from "./builder.ts";
import type { Delta, Part } from "./delta.ts";
import { attributesOf, bodyOf, lengthOf } from "./parts.ts";
import { PartReader } from "./reader.ts";
import type { TextValue } from "./text-value.ts";

/** Lines, or characters. */
type Tokens = readonly string[];

/** Differences beyond this many are not looked for: what is between the common start and end is replaced. */
const MAX_CHANGES = 400;

/**
 * A delta that makes `before` into `after`, by lines and then by characters in the lines that changed. It never comes
 * between the halves of a surrogate pair. Texts that have little in common are replaced between common start and end.
 *
 * Law: `before.apply(diff(before, after))` equals `after`.
 */
export function diff(before: TextValue, after: TextValue): Delta {
  const out = new DeltaBuilder();
  const old = new PartReader(before.toDelta());
  const now = new PartReader(after.toDelta());
  const take: Take = (gone, come, same) => {
    for (const part of next(now, come)) out.push(part);
    for (const part of next(old, gone)) out.delete(lengthOf(part));
    // Reads the same, but may be an embed in one, or have other attributes.
    const [from, to] = [new PartReader(next(old, same)), new PartReader(next(now, same))];
    while (to.more) {
      const n = Math.min(from.left, to.left);
      const [part, other] = [from.take(n), to.take(n)];
      if (equalJson(bodyOf(part), bodyOf(other)))
        out.keep(n, changeBetween(attributesOf(part), attributesOf(other)));
      else out.push(other).delete(n);
    }
  };
  align(linesOf(before), linesOf(after), (gone, come, same) => {
    align(Array.from(gone.join("")), Array.from(come.join("")), take);
    take([], [], same);
  });
  return out.done();
}

/** Reads as far as the tokens are long. */
function next(reader: PartReader, tokens: Tokens): Delta {
  const parts: Part[] = [];
  let n = tokens.reduce((size, token) => size + token.length, 0);
  while (n > 0) {
    const part = reader.take(n);
    n -= lengthOf(part);
    parts.push(part);
  }
  return parts;
}

function linesOf(text: TextValue): Tokens {
  return text.toString().match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Takes the tokens that go, those that come in their place, and those after them that are the same. */
type Take = (gone: Tokens, come: Tokens, same: Tokens) => void;

/** Goes from `a` to `b`, from the start to the end. */
function align(a: Tokens, b: Tokens, take: Take): void {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let x = 0;
  let y = 0;
  const runs = runsAfter(a, b, start);
  for (let run: Run | undefined = { x, y, length: start, next: runs }; run; run = run.next) {
    const same = a.slice(run.x, run.x + run.length);
    take(a.slice(x, run.x), b.slice(y, run.y), same);
    x = run.x + run.length;
    y = run.y + run.length;
  }
}

/** Tokens that are the same from `x` on in the one and from `y` on in the other, and those further on. */
interface Run {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly next: Run | undefined;
}

/** The runs behind `start` that leave the fewest changes, found from the end (Myers 1986). */
function runsAfter(a: Tokens, b: Tokens, start: number): Run {
  let run: Run = { x: a.length, y: b.length, length: 0, next: undefined };
  let last = run;
  const aSize = a.length - start;
  const bSize = b.length - start;
  // By diagonal, which is x - y: how far from the end it was followed, and the runs on the way.
  const reached = new Map([[1, { x: 0, run }]]);
  const nowhere = { x: -2, run };
  for (let changes = 0; changes <= MAX_CHANGES; changes++) {
    for (let k = -changes; k <= changes; k += 2) {
      const above = reached.get(k + 1) ?? nowhere;
      const below = reached.get(k - 1) ?? nowhere;
      const inserts = above.x > below.x;
      const from = inserts ? above.x : below.x + 1;
      ({ run } = inserts ? above : below);
      let x = from;
      while (x < aSize && x - k < bSize && a.at(~x) === b.at(~(x - k))) x++;
      if (x > from) run = { x: a.length - x, y: b.length - x + k, length: x - from, next: run };
      if (x >= aSize && x - k >= bSize) return run;
      if (changes === 0) last = run;
      reached.set(k, { x, run });
    }
  }
  return last;
}
