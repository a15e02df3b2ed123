import * as fc from "fast-check";
import { TextValue } from "@alongside/core";
import type { Attributes, Delta, Part } from "@alongside/core/text";
import { expect, test } from "vitest";
import { deltaOf, fromQuill, limited, opsOf, quillText, toQuill } from "../src/quill-delta.ts";

const isKind = (name: string): boolean => name === "header" || name === "list";
const line: fc.Arbitrary<Attributes> = fc.constantFrom({ header: 1 }, { list: "bullet" });
const stretch: fc.Arbitrary<Part> = fc.oneof(
  fc.constantFrom<Part>("a", "b1", "\n", "\n\n", { insert: "bold", attributes: { bold: true } }),
  line.map((attributes): Part => ({ insert: "\n", attributes })),
  fc.constant<Part>({ insert: { image: "x" } }),
);
/** A line that two people made something else at the same time. */
const clash: fc.Arbitrary<Part> = fc.constant<Part>({
  insert: "\n",
  attributes: { list: "bullet", header: 2 },
});
const textOf = (part: fc.Arbitrary<Part>): fc.Arbitrary<TextValue> =>
  fc.array(part, { maxLength: 6 }).map((parts) => TextValue.empty.apply(parts));
const text = textOf(fc.oneof({ weight: 6, arbitrary: stretch }, clash));
/** What Quill says when a line becomes another. */
const turned: fc.Arbitrary<Attributes> = fc.constantFrom<Attributes>(
  { header: 1, list: null },
  { list: "bullet", header: null },
  { header: null },
);
/** A change of anything that is so long; the end is touched often. */
const change = (length: number, format: fc.Arbitrary<Attributes>): fc.Arbitrary<Delta> =>
  fc
    .tuple(fc.nat(length), fc.nat(3), fc.array(stretch, { maxLength: 2 }), fc.option(format))
    .map(([at, size, inserted, attributes]) => {
      const n = Math.min(size, length - at);
      const parts: Part[] = at > 0 ? [at] : [];
      parts.push(...inserted);
      if (n > 0) parts.push(attributes === null ? -n : { retain: n, attributes });
      return parts;
    });

test("[R227] whatever is shared, Quill shows it with a newline at its end, and no two texts alike", () => {
  fc.assert(
    fc.property(textOf(stretch), textOf(stretch), (a, b) => {
      expect(quillText(a, isKind).toString().endsWith("\n")).toBe(true);
      expect(quillText(a, isKind).equals(quillText(b, isKind))).toBe(a.equals(b));
    }),
    { numRuns: 3_000 },
  );
});

test("[R227] a change of either side is the same change on the other", () => {
  fc.assert(
    fc.property(
      text.chain((before) => fc.tuple(fc.constant(before), change(before.length, line))),
      ([before, delta]) => {
        const shown = quillText(before, isKind).apply(toQuill(delta, before, isKind));
        expect(shown.equals(quillText(before.apply(delta), isKind))).toBe(true);
      },
    ),
    { numRuns: 3_000 },
  );
  fc.assert(
    fc.property(
      // Quill never deletes its last newline.
      text.chain((before) =>
        fc.tuple(fc.constant(before), change(quillText(before, isKind).length - 1, turned)),
      ),
      ([before, delta]) => {
        const shown = quillText(before, isKind).apply(delta);
        expect(
          quillText(before.apply(fromQuill(delta, before, isKind)), isKind).equals(shown),
        ).toBe(true);
      },
    ),
    { numRuns: 3_000 },
  );
});

test("[R227] the last newline is outside the shared text until it is a heading's", () => {
  const before = TextValue.from("title");
  const heading = fromQuill([5, { retain: 1, attributes: { header: 1 } }], before, isKind);
  expect(heading).toEqual([5, { insert: "\n", attributes: { header: 1 } }]);
  const after = before.apply(heading);
  expect(quillText(after, isKind).equals(after)).toBe(true);
  expect(fromQuill([5, { retain: 1, attributes: { header: null } }], after, isKind)).toEqual([
    5, -1,
  ]);
  expect(fromQuill([6, "\n"], after, isKind)).toEqual([6, "\n"]);
  expect(toQuill([5, "!"], before, isKind)).toEqual([5, "!"]);
});

test("[R716] a line that two people made something else at the same time is the same for all, until somebody changes it", () => {
  const before = TextValue.from("a\nb");
  const both = before.apply([1, { retain: 1, attributes: { list: "bullet", header: 2 } }]);
  expect(quillText(both, isKind).toDelta()).toEqual([
    "a",
    { insert: "\n", attributes: { header: 2 } },
    "b\n",
  ]);
  const item = before.apply([1, { retain: 1, attributes: { list: "bullet" } }]);
  expect(toQuill([1, { retain: 1, attributes: { header: 2 } }], item, isKind)).toEqual([
    1,
    { retain: 1, attributes: { list: null, header: 2 } },
  ]);
  const plain = fromQuill([1, { retain: 1, attributes: { header: null } }], both, isKind);
  expect(both.apply(plain).equals(before)).toBe(true);
});

test("[R226] ops and deltas say the same", () => {
  const delta: Delta = [
    2,
    "a",
    { insert: "b", attributes: { bold: true } },
    { insert: { image: "x" } },
    -3,
    { retain: 1, attributes: { bold: null } },
  ];
  expect(deltaOf(opsOf(delta))).toEqual(delta);
  expect(opsOf(delta)).toEqual([
    { retain: 2 },
    { insert: "a" },
    { insert: "b", attributes: { bold: true } },
    { insert: { image: "x" } },
    { delete: 3 },
    { retain: 1, attributes: { bold: null } },
  ]);
});

test("[R715] what is not allowed is left out; what is allowed stays the same object", () => {
  const isAllowed = (name: string): boolean => name === "bold" || name === "image";
  const good: Delta = [1, { insert: "a", attributes: { bold: true } }, { insert: { image: "x" } }];
  expect(limited(good, isAllowed)).toBe(good);
  expect(
    limited(
      [
        { insert: "a", attributes: { bold: true, color: "red" } },
        { insert: { video: "x" } },
        { insert: "b", attributes: { color: "red" } },
        { retain: 2, attributes: { color: "red" } },
        { retain: 1, attributes: { bold: true, color: null } },
      ],
      isAllowed,
    ),
  ).toEqual([
    { insert: "a", attributes: { bold: true } },
    "b",
    2,
    { retain: 1, attributes: { bold: true } },
  ]);
});
