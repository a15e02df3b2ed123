import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Position } from "@alongside/core";
import { anchorOf, indexIn, place } from "../../src/model/place.ts";

interface Item {
  readonly id: string;
  hint: number;
}

/** The order after an item, `x`, was placed among the letters of `order`. */
function placed(order: string, at: Position): string {
  const items = Array.from(order, (id): Item => ({ id, hint: 0 }));
  const outside: Item = { id: "z", hint: 0 };
  place(items, { id: "x", hint: 0 }, at, (id) =>
    [...items, outside].find((item) => item.id === id),
  );
  return items.map((item) => item.id).join("");
}

test("[R42] a place is the start, the end, or right beside another record", () => {
  expect(placed("abc", "start")).toBe("xabc");
  expect(placed("abc", "end")).toBe("abcx");
  expect(placed("abc", { after: "a" })).toBe("axbc");
  expect(placed("abc", { after: "c" })).toBe("abcx");
  expect(placed("abc", { before: "a" })).toBe("xabc");
  expect(placed("abc", { before: "c" })).toBe("abxc");
  expect(placed("", "start")).toBe("x");
  expect(placed("", { after: "a" })).toBe("x");
});

test("[R43] a neighbour that is gone, or in another list, means the end", () => {
  expect(placed("abc", { after: "gone" })).toBe("abcx");
  expect(placed("abc", { before: "gone" })).toBe("abcx");
  expect(placed("abc", { before: "z" })).toBe("abcx");
});

test("the record a place leans on", () => {
  expect(anchorOf("start")).toBeUndefined();
  expect(anchorOf("end")).toBeUndefined();
  expect(anchorOf({ after: "a" })).toBe("a");
  expect(anchorOf({ before: "b" })).toBe("b");
});

test("an item is found from whatever place it is remembered at", () => {
  const hint = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(fc.array(hint, { maxLength: 20 }), fc.nat(), hint, (hints, which, strange) => {
      const order = hints.map((n): { hint: number } => ({ hint: n }));
      const stranger = { hint: strange };
      expect(indexIn(order, stranger)).toBe(-1);
      if (order.length === 0) return;
      const index = which % order.length;
      const item = order[index] as { hint: number };
      expect(indexIn(order, item)).toBe(index);
      expect(item.hint).toBe(index);
    }),
  );
});
