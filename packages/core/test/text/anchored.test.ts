import * as fc from "fast-check";
import type { AnchoredRange } from "@alongside/core/engine";
import { compose, type Delta, mapPosition, normalize } from "@alongside/core/text";
import { describe, expect, test } from "vitest";
import { moveRange } from "../../src/text/anchored.ts";
import { delta as anyDelta } from "./generate.ts";

const RUNS = { numRuns: 500 };

/** Letters of a text, and whether the thread is about each. */
type Letters = readonly boolean[];

/** The obvious version: each letter knows whether it is in the range, and what comes between two that are is too. */
function edited(letters: Letters, delta: Delta): Letters {
  const now: boolean[] = [];
  let at = 0;
  for (const part of delta) {
    if (typeof part === "string") {
      const isInside = letters.slice(0, at).includes(true) && letters.slice(at).includes(true);
      now.push(...Array.from({ length: part.length }, () => isInside));
    } else if (typeof part === "number" && part > 0) {
      now.push(...letters.slice(at, at + part));
      at += part;
    } else if (typeof part === "number") at -= part;
  }
  return [...now, ...letters.slice(at)];
}

function hull(letters: Letters): readonly [number, number] | undefined {
  const from = letters.indexOf(true);
  return from < 0 ? undefined : [from, letters.lastIndexOf(true) + 1];
}

/** Deletes a little, or puts in more than was ever deleted: nothing comes back. */
const step = fc.tuple(fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 3 }));

function deltaOf([isPut, place, size]: readonly [boolean, number, number], length: number): Delta {
  const at = place % (length + 1);
  if (isPut) return normalize([at, "x".repeat(60 + size)]);
  return at + size > length ? [] : normalize([at, -size]);
}

describe("[R1960] a range of a text", () => {
  test("is where its letters are, with what came between them, and ends where the last of them was", () => {
    fc.assert(
      fc.property(
        fc.nat(9),
        fc.integer({ min: 1, max: 6 }),
        fc.array(step),
        (from, size, steps) => {
          let letters: Letters = Array.from({ length: 20 }, (_, i) => i >= from && i < from + size);
          let range: AnchoredRange = { from, to: from + size };
          for (const one of steps) {
            const delta = deltaOf(one, letters.length);
            const before = range;
            letters = edited(letters, delta);
            range = moveRange(range, delta);
            // One that is empty is where it was, or where its last letters were.
            const empty =
              before.from === before.to ? mapPosition(before.to, delta, "left") : range.to;
            expect([range.from, range.to]).toEqual(hull(letters) ?? [empty, empty]);
          }
        },
      ),
      RUNS,
    );
  });

  test("has the ends that two carets have, whatever is edited, as long as nothing comes back", () => {
    fc.assert(
      fc.property(
        anyDelta("rich", 30),
        fc.nat(14),
        fc.integer({ min: 1, max: 15 }),
        (delta, from, size) => {
          const now = moveRange({ from, to: from + size }, delta);
          const to = mapPosition(from + size, delta, "left");
          expect([now.from, now.to]).toEqual([Math.min(mapPosition(from, delta, "right"), to), to]);
        },
      ),
      RUNS,
    );
  });

  test("comes back with its letters, undone in as many steps as one likes, while others type elsewhere", () => {
    const cut = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 5 }));
    const far = fc.tuple(fc.boolean(), fc.integer({ min: 40, max: 50 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(cut, { minLength: 1, maxLength: 8 }),
        fc.array(far, { maxLength: 4 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        (from, size, cuts, others, together) => {
          // Around the range; what others type is before and behind all of it.
          let range: AnchoredRange = { from: 20 + from, to: 20 + from + size };
          const first = range;
          let start = 20;
          let length = 15;
          const undone: Delta[] = [];
          for (const [place, much] of cuts) {
            // At one spot, as people delete: right before or behind where they deleted last.
            const spot =
              undone.length === 0
                ? range.from + (place % (size + 1))
                : (undone.at(-1)?.[0] as number);
            const gone = Math.min(much, length);
            const at = Math.max(
              start,
              Math.min(spot - (place % (gone + 1)), start + length - gone),
            );
            if (gone === 0) break;
            range = moveRange(range, [at, -gone]);
            undone.push([at, "y".repeat(gone)]);
            length -= gone;
          }
          let shift = 0;
          for (const [isBefore, much] of others) {
            const delta: Delta = isBefore
              ? ["z".repeat(much)]
              : [start + length + 5, "z".repeat(much)];
            range = moveRange(range, delta);
            if (isBefore) {
              shift += much;
              start += much;
            }
          }
          let undo: Delta = [];
          for (const [i, [at, text]] of undone.toReversed().entries()) {
            const back: Delta = [(at as number) + shift, text as string];
            undo = undo.length === 0 ? back : compose(undo, back);
            if (together[i] === true && i < undone.length - 1) continue;
            range = moveRange(range, undo);
            undo = [];
          }
          expect([range.from, range.to]).toEqual([first.from + shift, first.to + shift]);
        },
      ),
      RUNS,
    );
  });

  test("comes back where one typed over it, and that is undone", () => {
    const over = moveRange({ from: 2, to: 7 }, [2, "other words", -5]);
    expect(over.from).toBe(over.to);
    expect(moveRange(over, [2, "hello", -11])).toMatchObject({ from: 2, to: 7 });
  });
});
