import * as fc from "fast-check";
import { expect, test } from "vitest";
import { plainTextType, richTextType } from "@alongside/core/text";
import type { TextValue } from "@alongside/core";
import type { OtType, TextJson } from "@alongside/core/text";
import { delta, text } from "./generate.ts";
import type { Kind } from "./generate.ts";

/** What `OtType` says of every type. */
function holdsItsLaws<S extends TextJson>(type: OtType<S>, kind: Kind): void {
  const branches = text(kind).chain((value: TextValue) =>
    fc.tuple(fc.constant(value), delta(kind, value.length), delta(kind, value.length)),
  );
  fc.assert(
    fc.property(branches, ([value, a, b]) => {
      const before = type.create(value.toJSON());
      const read = (snapshot: S): unknown => type.serialize(snapshot);
      const afterA = type.apply(before, a);
      const right = type.transform(b, a, "right");
      const left = type.transform(a, b, "left");
      const both = read(type.apply(afterA, right));
      expect(both).toEqual(read(type.apply(type.apply(before, b), left)));
      expect(both).toEqual(read(type.apply(before, type.compose(a, right))));
      expect(read(type.apply(afterA, type.invertWithDoc(a, before)))).toEqual(read(before));
      expect(read(type.deserialize(type.serialize(before)))).toEqual(read(before));
      expect(type.normalize(a)).toEqual(a);
    }),
    { numRuns: 200 },
  );
}

test("[R174] the plain text type holds what outside engines ask of a type", () => {
  expect(plainTextType.create()).toBe("");
  expect(plainTextType.apply("ac", [1, "b"])).toBe("abc");
  holdsItsLaws(plainTextType, "plain");
});

test("[R174] the rich text type does too", () => {
  expect(richTextType.create()).toBe("");
  const bold = [{ insert: "a", attributes: { b: true } }];
  expect(richTextType.apply("c", [...bold, 1])).toEqual([...bold, "c"]);
  holdsItsLaws(richTextType, "rich");
});
