import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lengthOf } from "../../src/text/parts.ts";
import { TextValue } from "@alongside/core";
import type { Delta, Part } from "@alongside/core/text";
import { delta, text } from "./generate.ts";
import { applySlowly, jsonOf, unitsOf } from "./oracle.ts";
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
        const step: Delta = [at, insert, -removed].filter((part) => lengthOf(part) > 0);
        caret = at + lengthOf(insert);
        value = value.apply(step);
        units = applySlowly(units, step);
        versions.push([value, units]);
      }
      for (const [version, expected] of versions.filter((_, i) => i % 7 === 0)) {
        const json = version.toJSON();
        expect(json).toEqual(jsonOf(expected));
        expect(version.length).toBe(expected.length);
        expect(TextValue.from(json).equals(version)).toBe(true);
        const from = caret % (version.length + 1);
        expect(version.slice(from, from + 700)).toBe(version.toString().slice(from, from + 700));
        const pair = from === 0 ? 0 : (version.slice(from - 1, from + 1).codePointAt(0) ?? 0);
        expect(version.splits([from, "x"])).toBe(pair > 0xffff);
        expect(version.attributesAt(from)).toEqual(expected[from]?.attributes ?? {});
      }
    }),
    { numRuns: 12 },
  );
});

test("[R169] part of a text reads as that part of the whole", () => {
  fc.assert(
    fc.property(text("rich"), fc.nat(20), fc.nat(20), (value, from, to) => {
      const units = unitsOf(value.toJSON()).slice(from, to);
      const part = TextValue.empty.apply(value.toDelta(from, to));
      expect(part.toJSON()).toEqual(jsonOf(units));
      expect(value.slice(from, to)).toBe(part.toString());
    }),
    { numRuns: 300 },
  );
});

test("[R170] a delta that comes between the halves of a surrogate pair is told", () => {
  const value = TextValue.from("a\u{1F600}b");
  for (const step of [
    [2, "x"],
    [1, -1],
    [2, -1],
    [2, { retain: 1, attributes: { b: 1 } }],
  ])
    expect(value.splits(step)).toBe(true);
  for (const step of [[1, "x"], [3, "x"], [1, -2], [-3], [1, { retain: 2, attributes: { b: 1 } }]])
    expect(value.splits(step)).toBe(false);
  // Between two chunks, and after many parts.
  const long = TextValue.from("\u{1F600}".repeat(3000));
  const parts = Array.from({ length: 20 }, () => [2, "x"]).flat();
  expect(long.splits([999, "x"])).toBe(true);
  expect(long.splits([1000, "x"])).toBe(false);
  expect(long.splits(parts)).toBe(false);
  expect(long.splits([...parts, 1, "x"])).toBe(true);
});

test("[R170] what splits no pair leaves a well-formed text", () => {
  fc.assert(
    fc.property(
      text("rich").chain((value) => fc.tuple(fc.constant(value), delta("rich", value.length))),
      ([value, change]) => {
        fc.pre(!value.splits(change));
        const after = TextValue.empty.apply(value.apply(change).toDelta());
        expect(after.toString().isWellFormed()).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test("[R171] typing in what was pasted does not copy all of that", () => {
  const start = process.cpuUsage();
  let value = TextValue.from("ab").apply([1, "abcdefgh".repeat(600_000)]);
  for (let at = 2_000_000; at < 2_005_000; at++) value = value.apply([at, "x"]);
  // 50 ms of work, however busy the machine is; copying each time takes 10 s.
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
  expect(value.slice(2_000_000, 2_005_000)).toBe("x".repeat(5000));
});

test.each<[string, () => TextValue]>([
  [
    "typed letter by letter, here and there",
    () => {
      let value = TextValue.from("abcdefgh".repeat(30_000));
      for (let at = 500; at < value.length; at += 800)
        for (let i = 0; i < 300; i++) value = value.apply([at + i, "x"]);
      return value;
    },
  ],
  [
    "deleted but for a few letters, all in one go",
    () => TextValue.from("abcdefgh".repeat(1_000_000)).apply([100, 100 - 8_000_000]),
  ],
  [
    "deleted but for a few letters, here and there",
    () => {
      let value = TextValue.from("abcdefgh".repeat(500_000));
      for (let at = 10; at + 2000 < value.length; at += 10) value = value.apply([at, -1990]);
      return value;
    },
  ],
])("[R171] a text %s takes little more memory than its letters", (_, make) => {
  const before = heapUsed();
  const value = make();
  expect(heapUsed() - before).toBeLessThan(1_500_000);
  expect(value.length).toBeGreaterThan(0);
});

function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
