import * as fc from "fast-check";
import { TextValue } from "@alongside/core";
import { compose, normalize } from "@alongside/core/text";
import { expect, test } from "vitest";
import { MAX_INSERTED, pieces } from "../src/pieces.ts";
import { stringChange } from "../src/string-change.ts";

const family = "\u{1F469}\u200D\u{1F469}\u200D\u{1F467}";
const otherFamily = "\u{1F469}\u200D\u{1F469}\u200D\u{1F466}";
const text = fc.string({
  unit: fc.constantFrom(
    "a",
    "a",
    "b",
    "\n",
    "e\u0301",
    "\u{1F600}",
    "\u{1F601}",
    "\u{10600}",
    family,
  ),
  maxLength: 12,
});

test("[R214] the edit makes the one text into the other, wherever the caret is, and splits no pair", () => {
  fc.assert(
    fc.property(text, text, fc.nat(20), (before, after, caret) => {
      const delta = stringChange(before, after, Math.min(caret, after.length));
      expect(TextValue.from(before).apply(delta).toString()).toBe(after);
      expect(TextValue.from(before).splits(delta)).toBe(false);
      expect(delta.every((part) => typeof part !== "string" || part.isWellFormed())).toBe(true);
      expect(delta).toEqual(normalize(delta));
    }),
    { numRuns: 5_000 },
  );
});

test.each([
  ["a letter typed among equal ones", "aaa", "aaaa", 2, [1, "a"]],
  ["one deleted among equal ones", "aaaa", "aaa", 2, [2, -1]],
  ["a word put right behind the caret", "teh cat", "the cat", 4, [1, "he", -2]],
  ["a selection typed over", "abcd", "axd", 2, [1, "x", -2]],
  ["nothing", "abc", "abc", 1, []],
  ["an emoji made another", "\u{1F600}", "\u{1F601}", 2, ["\u{1F601}", -2]],
  ["a family made another", family, otherFamily, 8, [otherFamily, -8]],
  ["an accent added", "e", "e\u0301", 2, [1, "\u0301"]],
  ["an accent taken", "e\u0301", "e", 1, [1, -1]],
] as const)("[R214] %s", (_name, before, after, caret, delta) => {
  expect(stringChange(before, after, caret)).toEqual(delta);
});

test("[R213] pieces do together what the delta does, none too large, none ending inside a character", () => {
  const before = TextValue.empty.apply([{ insert: "0123456789", attributes: { b: true } }]);
  const large = `${family}e\u0301\u{1F600}`.repeat(10_000);
  const delta = normalize([
    2,
    large,
    -3,
    { retain: 1, attributes: { b: null } },
    { insert: large, attributes: { i: true } },
    { insert: { image: "x" } },
    1,
    "z",
    -1,
  ]);
  const cut = pieces(delta);
  expect(cut).toHaveLength(3);
  let after = before;
  for (const piece of cut) {
    const inserted = piece.flatMap((part) => {
      const what = typeof part === "object" && "insert" in part ? part.insert : part;
      return typeof what === "string" ? [what] : [];
    });
    expect(inserted.join("").length).toBeLessThanOrEqual(MAX_INSERTED);
    for (const string of inserted) expect(string).not.toMatch(/^(?:\u200D|\u0301)|\u200D$/u);
    expect(piece).toEqual(normalize(piece));
    after = after.apply(piece);
  }
  expect(after.equals(before.apply(delta))).toBe(true);
  expect(cut.reduce((all, piece) => compose(all, piece))).toEqual(delta);
});

test("[R213] a small delta is one piece", () => {
  expect(pieces([3, "abc", -1])).toEqual([[3, "abc", -1]]);
});
