import {
  assert,
  constant,
  property,
  shuffledSubarray,
  string,
  tuple,
  uniqueArray,
} from "fast-check";
import { expect, test } from "vitest";
import { shiftsBetween } from "../src/canvas/draw-order.ts";

function shifted(now: readonly string[], wanted: readonly string[]): readonly string[] {
  const ids = [...now];
  for (const { id, before } of shiftsBetween(now, wanted)) {
    ids.splice(ids.indexOf(id), 1);
    ids.splice(before === undefined ? ids.length : ids.indexOf(before), 0, id);
  }
  return ids;
}

test("[R431] shapes come into any order", () => {
  const orders = uniqueArray(string({ minLength: 1, maxLength: 3 }), { maxLength: 30 }).chain(
    (ids) => tuple(constant(ids), shuffledSubarray(ids, { minLength: ids.length })),
  );
  assert(
    property(orders, ([now, wanted]) => {
      expect(shifted(now, wanted)).toEqual(wanted);
    }),
  );
});

test("[R431] what goes in front of thousands costs as much as what it leaves behind, whichever is less", () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => String(i));
  const [first = "", ...others] = ids;
  expect(shiftsBetween(ids, ids)).toEqual([]);
  expect(shiftsBetween(ids, [...others, first])).toEqual([{ id: first, before: undefined }]);
  expect(shiftsBetween([...others, first], ids)).toEqual([{ id: first, before: "1" }]);
  expect(shiftsBetween(ids, [...ids.slice(6000), ...ids.slice(0, 6000)])).toHaveLength(4000);
});
