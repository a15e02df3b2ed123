import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Moving } from "@alongside/core/engine";
import {
  compose,
  cross,
  diff,
  invert,
  lengthBefore,
  lengthChange,
  mapPosition,
  normalize,
  transform,
} from "@alongside/core/text";
import type { TextValue } from "@alongside/core";
import type { Delta, Side } from "@alongside/core/text";
import { delta, text } from "./generate.ts";
import type { Kind } from "./generate.ts";
import { applySlowly, jsonOf, mapSlowly, transformSlowly, unitsOf } from "./oracle.ts";

const side = fc.constantFrom<Side>("left", "right");

/** A text and deltas that were made for it. */
function branches(kind: Kind): fc.Arbitrary<[TextValue, Delta, Delta]> {
  return text(kind).chain((value) =>
    fc.tuple(fc.constant(value), delta(kind, value.length), delta(kind, value.length)),
  );
}

/** A text and deltas that follow one another. */
function line(kind: Kind): fc.Arbitrary<[TextValue, Delta, Delta, Delta]> {
  return text(kind).chain((value) =>
    delta(kind, value.length).chain((a) =>
      delta(kind, value.length + lengthChange(a)).chain((b) =>
        fc.tuple(
          fc.constant(value),
          fc.constant(a),
          fc.constant(b),
          delta(kind, value.length + lengthChange(a) + lengthChange(b)),
        ),
      ),
    ),
  );
}

function expectNormal(given: Delta): void {
  expect(normalize(given)).toEqual(given);
}

describe.each(["plain", "rich"] as const)("%s", (kind) => {
  test("[R161] apply is the obvious one", () => {
    fc.assert(
      fc.property(branches(kind), ([value, a]) => {
        const next = value.apply(a);
        expect(next.toJSON()).toEqual(jsonOf(applySlowly(unitsOf(value.toJSON()), a)));
        expect(next.length).toBe(value.length + lengthChange(a));
      }),
      { numRuns: 400 },
    );
  });

  test("[R163, R696] compose does both, is associative and normal", () => {
    fc.assert(
      fc.property(line(kind), ([value, a, b, c]) => {
        const both = compose(a, b);
        expectNormal(both);
        expect(value.apply(both).toJSON()).toEqual(value.apply(a).apply(b).toJSON());
        expect(compose(both, c)).toEqual(compose(a, compose(b, c)));
      }),
      { numRuns: 600 },
    );
  });

  test("[R164] transform ends in the same text, and is the obvious one", () => {
    fc.assert(
      fc.property(branches(kind), side, ([value, a, b], of) => {
        const right = transform(b, a, "right");
        const left = transform(a, b, "left");
        expectNormal(left);
        expectNormal(right);
        expect(compose(a, right)).toEqual(compose(b, left));
        expect(value.apply(a).apply(right).toJSON()).toEqual(value.apply(b).apply(left).toJSON());
        expect(transform(a, b, of)).toEqual(
          normalize(transformSlowly(a, b, of === "left", of === "left")),
        );
      }),
      { numRuns: 600 },
    );
  });

  test("[R165] cross ends in the same text, and is the obvious one", () => {
    fc.assert(
      fc.property(branches(kind), side, ([, own, unit], of) => {
        const [mine, theirs] = cross(own, unit, of);
        expect(compose(unit, mine)).toEqual(compose(own, theirs));
        expect(mine).toEqual(normalize(transformSlowly(own, unit, of === "left", true)));
        expect(theirs).toEqual(normalize(transformSlowly(unit, own, of === "right", false)));
      }),
      { numRuns: 600 },
    );
  });

  test("[R165] [R269] a long delta past a short one is what going through all of it would come to", () => {
    const length = 300;
    const short = fc
      .tuple(fc.nat(length), delta(kind, 40, 4))
      .map(([at, some]) => normalize([Math.min(at, length - 40), ...some]));
    const pair = fc.tuple(delta(kind, length, 150), fc.oneof(short, delta(kind, length, 60)));
    let long = 0;
    fc.assert(
      fc.property(pair, side, fc.boolean(), ([a, b], of, turned) => {
        const [own, unit] = turned ? [b, a] : [a, b];
        if (a.length > 16) long += 1;
        const [mine, theirs] = cross(own, unit, of);
        expect(mine).toEqual(normalize(transformSlowly(own, unit, of === "left", true)));
        expect(theirs).toEqual(normalize(transformSlowly(unit, own, of === "right", false)));
      }),
      { numRuns: 1500 },
    );
    expect(long).toBeGreaterThan(300);
  });

  test("[R165] one past many is one past each in turn, whatever form it is kept in", () => {
    const own = line(kind).chain(([value, ...units]) =>
      fc.tuple(delta(kind, value.length), fc.constant(units)),
    );
    fc.assert(
      fc.property(own, fc.tuple(side, side, side), ([first, units], sides) => {
        const moving = new Moving(first);
        const moved = units.map((unit) => new Moving(unit));
        let mine = first;
        for (const [i, unit] of units.entries()) {
          const of = sides[i] ?? "left";
          const [next, theirs] = cross(mine, unit, of);
          moving.cross(moved[i] as Moving, of);
          mine = next;
          expect(moved[i]?.delta).toEqual(theirs);
        }
        expect(moving.delta).toEqual(mine);
      }),
      { numRuns: 600 },
    );
  });

  test("[R166] the inverse leads back", () => {
    fc.assert(
      fc.property(branches(kind), ([value, a]) => {
        const back = invert(a, value);
        expectNormal(back);
        expect(value.apply(a).apply(back).toJSON()).toEqual(value.toJSON());
      }),
      { numRuns: 400 },
    );
  });

  test("[R167] a caret is where the obvious walk finds it", () => {
    fc.assert(
      fc.property(branches(kind), fc.nat(25), side, ([value, a], at, stick) => {
        const position = Math.min(at, value.length);
        const found = mapPosition(position, a, stick);
        expect(found).toBe(mapSlowly(position, a, stick, value.length));
        expect(lengthBefore(a)).toBeLessThanOrEqual(value.length);
      }),
      { numRuns: 400 },
    );
  });

  test("[R167] [R269] carets are looked up in a delta of many parts, and are where the obvious walk finds them", () => {
    const length = 400;
    const word = kind === "rich" ? { insert: "x", attributes: { b: true } } : "x";
    const long = delta(kind, length, 150).map((some) =>
      normalize([...Array.from({ length: 40 }, () => [1, word] as const).flat(), ...some]),
    );
    const at = fc.nat(length + 45);
    fc.assert(
      fc.property(long, fc.array(at, { minLength: 20, maxLength: 20 }), side, (a, spots, stick) => {
        expect(a.length).toBeGreaterThan(64);
        expect(spots.map((spot) => mapPosition(spot, a, stick))).toEqual(
          spots.map((spot) => mapSlowly(spot, a, stick, length + 45)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("[R168] a difference gives the other text", () => {
    fc.assert(
      fc.property(text(kind), text(kind), (before, after) => {
        const change = diff(before, after);
        expectNormal(change);
        expect(before.apply(change).toJSON()).toEqual(after.toJSON());
        expect(before.splits(change)).toBe(false);
      }),
      { numRuns: 600 },
    );
  });
});
