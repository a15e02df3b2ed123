import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lengthOf } from "../../src/text/parts.ts";
import { TextValue } from "@alongside/core";
import type { Delta, Part } from "@alongside/core";
import { applySlowly, unitsOf } from "./oracle.ts";
import type { Units } from "./oracle.ts";

/** What somebody does next: mostly goes on where they were, sometimes elsewhere, sometimes with a lot. */
const move = fc.record({
  jump: fc.nat(),
  jumps: fc.integer({ min: 0, max: 9 }),
  gone: fc.constantFrom(0, 0, 1, 1, 3, 700),
  insert: fc.constantFrom<Part>(
    "",
    "a",
    "1-\n",
    "\u{1F600}",
    "x".repeat(600),
    "y".repeat(3000),
    { insert: "b", attributes: { b: true } },
    { insert: "bold".repeat(200), attributes: { b: true } },
    { insert: { image: 1 } },
  ),
});

test("[R162] texts after long editing read as the obvious ones, and the versions before stay", () => {
  fc.assert(
    fc.property(fc.array(move, { minLength: 60, maxLength: 60 }), (moves) => {
      let value = TextValue.empty;
      let units: Units = [];
      let caret = 0;
      const versions: [TextValue, Units][] = [];
      for (const { jump, jumps, gone, insert } of moves) {
        if (jumps > 6) caret = jump % (value.length + 1);
        const at = Math.max(0, Math.min(caret, value.length) - (jumps % 2 === 0 ? gone : 0));
        const removed = Math.min(gone, value.length - at);
        const delta: Delta = [at, insert, -removed].filter((part) => lengthOf(part) > 0);
        caret = at + lengthOf(insert);
        value = value.apply(delta);
        units = applySlowly(units, delta);
        versions.push([value, units]);
      }
      for (const [version, expected] of versions.slice(-10)) {
        expect(unitsOf(version.toJSON())).toEqual(expected);
        expect(version.length).toBe(expected.length);
        expect(TextValue.from(version.toJSON()).equals(version)).toBe(true);
      }
    }),
    { numRuns: 15 },
  );
});
