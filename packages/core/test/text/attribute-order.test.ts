import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineRoom, text as textField, TextValue, toJSON, value } from "@alongside/core";
import { createDraft, recordIds, Replica } from "@alongside/core/engine";
import { compose, cross, type Delta, invert, normalize, transform } from "@alongside/core/text";
import { parseDelta, parseTextJson } from "../../src/text/parse-delta.ts";
import { ANA } from "../model/notes.ts";
import { delta, text } from "./generate.ts";

const BOTH = { bold: true, italic: true };
const REVERSED = { italic: true, bold: true };
const LINK = { link: { href: "a", title: "b" } };
const KNIL = { link: { title: "b", href: "a" } };

/** `toEqual` does not see the order of keys. */
function bytes(json: unknown): string {
  return JSON.stringify(json);
}

describe("[R261] the attributes of a text are in one order everywhere, whatever order they were written in", () => {
  test("in a text, however it came about", () => {
    const wanted = [{ insert: "ab", attributes: BOTH }];
    const at = (name: string): Delta => [{ retain: 2, attributes: { [name]: true } }];
    expect(bytes(TextValue.from("ab").apply(at("bold")).apply(at("italic")))).toBe(bytes(wanted));
    expect(bytes(TextValue.from("ab").apply(at("italic")).apply(at("bold")))).toBe(bytes(wanted));
    expect(bytes(TextValue.from([{ insert: "ab", attributes: REVERSED }]))).toBe(bytes(wanted));
    const typed = TextValue.from(wanted).apply([1, { insert: "x", attributes: REVERSED }]);
    expect(bytes(typed)).toBe(bytes([{ insert: "axb", attributes: BOTH }]));
    expect(bytes(typed.attributesAt(1))).toBe(bytes(BOTH));
  });

  test("in an attribute's own value", () => {
    const parts = [
      { insert: "a", attributes: KNIL },
      { insert: "b", attributes: LINK },
    ];
    expect(bytes(TextValue.from(parts))).toBe(bytes([{ insert: "ab", attributes: LINK }]));
    expect(bytes(TextValue.from(parts).apply([-1]))).toBe(
      bytes([{ insert: "b", attributes: LINK }]),
    );
  });

  test("in what is composed, transformed, crossed, inverted and put in normal form", () => {
    const insert: Delta = [{ insert: "a", attributes: REVERSED }];
    const wanted = [{ insert: "a", attributes: BOTH }];
    expect(bytes(normalize(insert))).toBe(bytes(wanted));
    expect(bytes(compose(insert, []))).toBe(bytes(wanted));
    expect(bytes(compose([], insert))).toBe(bytes(wanted));
    expect(bytes(compose(insert, [1, { insert: "b", attributes: BOTH }]))).toBe(
      bytes([{ insert: "ab", attributes: BOTH }]),
    );
    for (const side of ["left", "right"] as const) {
      expect(bytes(transform(insert, [], side))).toBe(bytes(wanted));
      expect(bytes(transform(insert, [5, "x"], side))).toBe(bytes(wanted));
      expect(bytes(cross(insert, [5, "x"], side)[0])).toBe(bytes(wanted));
    }
    expect(bytes(invert([-1], TextValue.from(insert as never)))).toBe(bytes(wanted));
  });

  test("in what comes off the wire", () => {
    expect(bytes(parseDelta([{ retain: 1, attributes: REVERSED }], "it"))).toBe(
      bytes([{ retain: 1, attributes: BOTH }]),
    );
    expect(bytes(parseTextJson([{ insert: "a", attributes: REVERSED }], "it"))).toBe(
      bytes([{ insert: "a", attributes: BOTH }]),
    );
  });

  test("in what a draft writes", () => {
    const Sheet = defineRoom("sheet", {
      version: 1,
      storage: { body: textField({ attributes: { bold: value(true), italic: value(true) } }) },
    });
    const replica = new Replica(Sheet.schema);
    const change = replica.begin(1);
    const { doc } = createDraft(replica, change, recordIds(ANA, 1));
    const { body } = doc as { body: { insert(at: number, text: string, with_: object): void } };
    body.insert(0, "a", REVERSED);
    expect(bytes(change.ops())).toBe(
      bytes({
        body: [
          { op: "text", id: "root", field: "body", delta: [{ insert: "a", attributes: BOTH }] },
        ],
      }),
    );
    expect(bytes(toJSON(replica.view))).toBe(bytes({ body: [{ insert: "a", attributes: BOTH }] }));
  });

  test("whoever goes first: both ends have the same bytes", () => {
    const branches = text("rich").chain((before) =>
      fc.tuple(fc.constant(before), delta("rich", before.length), delta("rich", before.length)),
    );
    fc.assert(
      fc.property(branches, ([before, a, b]) => {
        const right = transform(b, a, "right");
        const left = transform(a, b, "left");
        const end = before.apply(a).apply(right);
        expect(bytes(before.apply(b).apply(left))).toBe(bytes(end));
        expect(bytes(before.apply(compose(a, right)))).toBe(bytes(end));
        expect(bytes(TextValue.from(JSON.parse(JSON.stringify(end)) as never))).toBe(bytes(end));
        const [own, unit] = cross(a, b, "left");
        expect(bytes(before.apply(a).apply(unit))).toBe(bytes(before.apply(b).apply(own)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("[R697] what is transformed is in normal form, whatever form it was given in", () => {
  const parts: readonly Delta[] = [
    [5],
    [1, 1, "x", 3],
    ["x", 5],
    [-1, 3],
    [{ retain: 3, attributes: { b: true } }, 2],
    [{ insert: "x" }],
    [{ insert: "x", attributes: {} }],
    ["", -2],
    [-1, "x"],
  ];
  const others: readonly Delta[] = [[], [5], [3, "y"], ["y"], [-2], [2, "y", -1], [3, 2]];
  const cases = parts.map((part) => [part] as const);
  test.each(cases)("%j has no trailing retain, and no part that could be shorter", (given) => {
    for (const other of others) {
      for (const side of ["left", "right"] as const) {
        const results = [
          transform(given, other, side),
          compose(given, other),
          ...cross(given, other, side),
        ];
        for (const result of results) expect(result).toEqual(normalize(result));
      }
    }
  });
});
