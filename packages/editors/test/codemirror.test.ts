import { ChangeSet, Text } from "@codemirror/state";
import * as fc from "fast-check";
import { TextValue } from "@alongside/core";
import { expect, test } from "vitest";
import { changesOf, deltaOf } from "../src/codemirror-delta.ts";

function documentOf(text: string): Text {
  return Text.of(text.split("\n"));
}

test("[R223] what several carets type is one delta", () => {
  const changes = ChangeSet.of(
    [
      { from: 1, insert: "x" },
      { from: 3, to: 5, insert: "x\ny" },
      { from: 8, to: 9 },
    ],
    9,
  );
  expect(deltaOf(changes)).toEqual([1, "x", 2, "x\ny", -2, 3, -1]);
});

test("[R223] changes and deltas do the same, each way", () => {
  const piece = fc.string({ unit: fc.constantFrom("a", "1", "\n", "\u{1F600}"), maxLength: 3 });
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("b", "-", "\n"), minLength: 8, maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(8), fc.nat(8), piece), { maxLength: 4 }),
      (before, edits) => {
        const spots = edits.map(([a, b, text]) => ({
          from: Math.min(a, b),
          to: Math.max(a, b),
          insert: documentOf(text),
        }));
        const sorted = spots
          .toSorted((a, b) => a.from - b.from)
          .filter(({ from }, i, all) => i === 0 || from > (all[i - 1]?.to ?? 0));
        const changes = ChangeSet.of(sorted, before.length);
        const after = changes.apply(documentOf(before)).toString();
        const delta = deltaOf(changes);
        expect(TextValue.from(before).apply(delta).toString()).toBe(after);
        const back = ChangeSet.of(changesOf(delta), before.length);
        expect(back.apply(documentOf(before)).toString()).toBe(after);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("[R717] CodeMirror shows an embed as one letter, and knows no formats", () => {
  expect(
    changesOf([
      2,
      { insert: "bold", attributes: { bold: true } },
      { insert: { image: "x" } },
      -1,
      { retain: 3, attributes: { bold: true } },
      "end",
    ]).map((change) => JSON.parse(JSON.stringify(change))),
  ).toEqual([
    { from: 2, to: 3, insert: ["bold\uFFFC"] },
    { from: 6, to: 6, insert: ["end"] },
  ]);
});
