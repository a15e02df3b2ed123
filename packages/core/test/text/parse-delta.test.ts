import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadMessage } from "@alongside/core/engine";
import { parseDelta, parseTextJson } from "../../src/text/parse-delta.ts";
import { delta, text } from "./generate.ts";

const b = { b: true };

/** What a peer may send: JSON. */
function sent(json: string): unknown {
  return JSON.parse(json);
}

describe("[R172] a delta off the wire is refused", () => {
  test.each<[string, unknown]>([
    ["no array", { insert: "a" }],
    ["nothing", []],
    ["too many parts", Array.from({ length: 50_001 }, (_, i) => (i % 2 === 0 ? "a" : 1))],
    ["a zero", [0, "a"]],
    ["a fraction", [1.5, "a"]],
    ["an unsafe number", [2 ** 53, "a"]],
    ["an infinite number", [Infinity, "a"]],
    ["no part", [null]],
    ["an empty text", [""]],
    ["a lone surrogate", ["\uD83D"]],
    ["a carriage return", ["a\r\nb"]],
    ["an empty text with attributes", [{ insert: "", attributes: b }]],
    ["a carriage return with attributes", [{ insert: "\r", attributes: b }]],
    ["a lone surrogate with attributes", [{ insert: "\uDE00", attributes: b }]],
    ["another key", [{ insert: "a", attributes: b, x: 1 }]],
    ["another key in a retain", [{ retain: 1, attributes: b, x: 1 }]],
    ["a delete as an object", [{ delete: 1 }]],
    ["text in an object for nothing", [{ insert: "a" }]],
    ["a retain in an object for nothing", [{ retain: 1 }]],
    ["a retain of nothing", [{ retain: 0, attributes: b }]],
    ["a retain backwards", [{ retain: -1, attributes: b }]],
    ["a retain of text", [{ retain: "1", attributes: b }]],
    ["a fraction of a retain", [{ retain: 0.5, attributes: b }]],
    ["no attributes", [{ insert: "a", attributes: {} }]],
    ["no attributes in a retain", [{ retain: 1, attributes: {} }]],
    ["attributes in an array", [{ insert: "a", attributes: ["b"] }]],
    ["null inserted", [{ insert: "a", attributes: { b: null } }]],
    ["a number inserted", [{ insert: 1 }]],
    ["an embed of no kind", [{ insert: {} }]],
    ["an embed of two kinds", [{ insert: { a: 1, b: 1 } }]],
    ["an embed in an array", [{ insert: ["a"] }]],
    ["an embed named __proto__", sent('[{ "insert": { "__proto__": 1 } }]')],
    ["__proto__ in an embed", sent('[{ "insert": { "a": { "__proto__": 1 } } }]')],
    ["an attribute named __proto__", sent('[{ "insert": "a", "attributes": { "__proto__": 1 } }]')],
    ["an unformed attribute", [{ retain: 1, attributes: { b: "\uD83D" } }]],
    ["no JSON in an attribute", [{ retain: 1, attributes: { b: undefined } }]],
    ["a text too long", [Number.MAX_SAFE_INTEGER, "a", -1]],
    ["a plain retain at the end", ["a", 1]],
    ["two retains", [1, 2, "a"]],
    ["two texts", ["a", "b"]],
    ["two deletes", [-1, -1]],
    [
      "two retains of the same attributes",
      [
        { retain: 1, attributes: b },
        { retain: 1, attributes: b },
      ],
    ],
    [
      "two texts of the same attributes",
      [
        { insert: "a", attributes: b },
        { insert: "a", attributes: b },
      ],
    ],
    ["an insert after a delete", [-1, "a"]],
  ])("%s", (_, value) => {
    expect(() => parseDelta(value, "delta")).toThrow(BadMessage);
  });
});

test("[R172] every delta in normal form comes through as it is", () => {
  fc.assert(
    fc.property(delta("rich", 30), (given) => {
      fc.pre(given.length > 0);
      expect(parseDelta(sent(JSON.stringify(given)), "delta")).toEqual(given);
    }),
    { numRuns: 300 },
  );
});

test("[R173] a text off the wire is a string, or stretches that need to be", () => {
  for (const value of ["", "abc", [{ insert: "a", attributes: b }], ["a", { insert: { x: null } }]])
    expect(parseTextJson(value, "text")).toEqual(value);
  for (const value of [
    null,
    [],
    ["a"],
    "\r",
    "\uD83D",
    [1],
    ["a", "b"],
    [{ retain: 1, attributes: b }],
    [{ insert: "a" }],
  ])
    expect(() => parseTextJson(value, "text")).toThrow(BadMessage);
  fc.assert(
    fc.property(text("rich"), (value) => {
      expect(parseTextJson(sent(JSON.stringify(value)), "text")).toEqual(value.toJSON());
    }),
  );
});
