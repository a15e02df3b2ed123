import { describe, expect, test } from "vitest";
import { TextValue } from "@alongside/core";
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
import type { Delta } from "@alongside/core/text";

const b = { b: true };
const i = { i: true };

function after(text: string, ...deltas: Delta[]): unknown {
  return deltas.reduce((value, delta) => value.apply(delta), TextValue.from(text)).toJSON();
}

test("[R160] a delta in normal form has one way to say a thing", () => {
  expect(normalize([1, 2, -1, "a", -2, "b", { retain: 2, attributes: {} }])).toEqual([3, "ab", -3]);
  expect(normalize([{ insert: "a" }, { insert: "b", attributes: {} }, "", 0])).toEqual(["ab"]);
  expect(normalize([5])).toEqual([]);
  expect(
    normalize([
      { retain: 1, attributes: b },
      { retain: 2, attributes: { b: true } },
    ]),
  ).toEqual([{ retain: 3, attributes: b }]);
});

test("[R161, R695] applying keeps, inserts, deletes and formats from left to right", () => {
  expect(after("hello", [5, " world"])).toBe("hello world");
  expect(after("hello", [1, "i", -4])).toBe("hi");
  expect(after("ab", [{ retain: 1, attributes: b }])).toEqual([
    { insert: "a", attributes: b },
    "b",
  ]);
  expect(
    after("ab", [{ retain: 1, attributes: b }], [{ retain: 2, attributes: { b: null } }]),
  ).toBe("ab");
  expect(after("ab", [1, { insert: { image: "x" } }])).toEqual([
    "a",
    { insert: { image: "x" } },
    "b",
  ]);
  expect(() => TextValue.from("ab").apply([1, -2])).toThrow(
    "The delta covers 3 units, the text has 2",
  );
});

test("[R163] composing does both", () => {
  expect(compose([1, "a"], [2, "b"])).toEqual([1, "ab"]);
  expect(compose([1, "ab"], [2, -1])).toEqual([1, "a"]);
  expect(compose([1, "ab"], [1, -2])).toEqual([]);
  expect(compose([2, -1], [1, -1])).toEqual([1, -2]);
  expect(compose(["ab"], [{ retain: 1, attributes: b }])).toEqual([
    { insert: "a", attributes: b },
    "b",
  ]);
});

describe("transform", () => {
  test("[R164] at one spot the left insert comes first", () => {
    expect(transform([1, "a"], [1, "bb"], "left")).toEqual([1, "a"]);
    expect(transform([1, "a"], [1, "bb"], "right")).toEqual([3, "a"]);
  });

  test("[R164] a delete spares what somebody else typed inside it", () => {
    expect(transform([1, -2], [2, "x"], "left")).toEqual([1, -1, 1, -1]);
    expect(transform([1, -2], [1, -2], "left")).toEqual([]);
  });

  test("[R164] the left one's attributes win", () => {
    const mine: Delta = [{ retain: 2, attributes: { b: 1, i: 1 } }];
    const theirs: Delta = [1, { retain: 1, attributes: { b: 2 } }];
    expect(transform(mine, theirs, "left")).toEqual(mine);
    expect(transform(mine, theirs, "right")).toEqual([
      { retain: 1, attributes: { b: 1, i: 1 } },
      { retain: 1, attributes: { i: 1 } },
    ]);
  });

  test("[R165] past each other, own attributes win on either side", () => {
    const own: Delta = [{ retain: 1, attributes: { b: 1 } }];
    const unit: Delta = [{ retain: 1, attributes: { b: 2 } }];
    expect(cross(own, unit, "left")).toEqual([own, []]);
    expect(cross(own, unit, "right")).toEqual([own, []]);
    expect(cross(["a"], ["b"], "right")).toEqual([[1, "a"], ["b"]]);
  });
});

test("[R166] the inverse brings back text, attributes and embeds", () => {
  const text = TextValue.from(["a", { insert: "bc", attributes: b }, { insert: { x: 1 } }]);
  const delta: Delta = [{ retain: 2, attributes: { b: null, i: true } }, "z", -2];
  expect(invert(delta, text)).toEqual([
    { retain: 1, attributes: { i: null } },
    { retain: 1, attributes: { b: true, i: null } },
    { insert: "c", attributes: b },
    { insert: { x: 1 } },
    -1,
  ]);
  expect(text.apply(delta).apply(invert(delta, text)).toJSON()).toEqual(text.toJSON());
});

test("[R167] a caret stays on its letter", () => {
  expect(mapPosition(2, [1, "xx"], "left")).toBe(4);
  expect(mapPosition(1, [1, "xx"], "left")).toBe(1);
  expect(mapPosition(1, [1, "xx"], "right")).toBe(3);
  expect(mapPosition(3, [1, -4], "left")).toBe(1);
  expect(mapPosition(3, [1, "y", -4], "left")).toBe(2);
  expect(mapPosition(3, [5, "y"], "right")).toBe(3);
  expect([lengthBefore([3, "ab", -2]), lengthChange([3, "ab", -2])]).toEqual([5, 0]);
});

test("[R698] the difference is found by lines, then by characters", () => {
  const one = TextValue.from("a\nbcd\ne\n");
  expect(diff(one, TextValue.from("a\nbxd\ne\nnew\n"))).toEqual([3, "x", -1, 4, "new\n"]);
  expect(diff(one, one)).toEqual([]);
  const rich = TextValue.from(["a", { insert: "b", attributes: i }]);
  expect(diff(TextValue.from("ab"), rich)).toEqual([1, { retain: 1, attributes: i }]);
  expect(diff(rich, TextValue.from("ab"))).toEqual([1, { retain: 1, attributes: { i: null } }]);
});

test("[R698] texts with little in common are replaced between what is common at both ends", () => {
  const page = (word: string): string =>
    Array.from({ length: 500 }, (_, line) => `${word}${line}`).join("\n") + word;
  const one = TextValue.from(`start ${page("a")} end`);
  const other = TextValue.from(`start ${page("b")} end`);
  const change = diff(one, other);
  expect(change).toEqual([6, page("b"), -page("a").length]);
  expect(one.apply(change).equals(other)).toBe(true);
});

test("[R169] a text reads as written", () => {
  const text = TextValue.from(["ab", { insert: "c", attributes: b }, { insert: { image: 1 } }]);
  expect([text.length, text.slice(1, 4), text.toString()]).toEqual([4, "bc\uFFFC", "abc\uFFFC"]);
  expect(text.attributesAt(2)).toEqual(b);
  expect(text.attributesAt(0)).toEqual({});
  expect(text.attributesAt(4)).toEqual({});
  expect(text.toDelta()).toEqual(text.toJSON());
  expect(TextValue.from("plain").toJSON()).toBe("plain");
  expect(TextValue.empty.toJSON()).toBe("");
  expect(TextValue.empty.toDelta()).toEqual([]);
  expect(text.apply([])).toBe(text);
  expect(text.equals(TextValue.from(text.toJSON()))).toBe(true);
  expect(text.equals(TextValue.from("abc\uFFFC"))).toBe(false);
});
