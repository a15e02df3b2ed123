import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Invalid } from "@alongside/core";
import { checkJson, equalJson } from "@alongside/core/engine";
import { isJson } from "../src/json.ts";
import { fillsIn, tidyJson } from "../src/json.ts";

/** JSON the obvious way: what comes back from its text as it was, and hides no prototype. */
function survivesItsText(value: unknown): boolean {
  if (value === undefined || typeof value === "bigint") return false;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    return false;
  }
  if (text === undefined || /\\ud[89a-f]/.test(text) || text.includes('"__proto__":')) return false;
  return isDeepStrictEqual(JSON.parse(text), value);
}

function flawOf(value: unknown, path = "", maxDepth?: number): string {
  try {
    checkJson(value, path, maxDepth);
  } catch (error) {
    if (!(error instanceof Invalid) || error.code !== "value.json") throw error;
    if (!error.message.startsWith(error.path))
      throw new Error(`path ${error.path}: ${error.message}`, { cause: error });
    return error.message;
  }
  return "fine";
}

/** `depth` arrays, one in the other. */
function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

class Point {
  x = 1;
}

describe("checkJson", () => {
  test("[R20] values of JSON pass as they are", () => {
    for (const value of [
      null,
      true,
      0,
      -1.5,
      "",
      "\u{1F600}",
      [],
      {},
      [[1], { a: null }],
      { constructor: 1, toString: "x" },
    ]) {
      expect(checkJson(value)).toBe(value);
    }
    expect(flawOf(Object.assign(Object.create(null) as object, { a: 1 }))).toBe("fine");
  });

  test.each<[unknown, string]>([
    [undefined, "undefined is not JSON"],
    [Number.NaN, "NaN is not JSON"],
    [Number.POSITIVE_INFINITY, "Infinity is not JSON"],
    [Number.NEGATIVE_INFINITY, "-Infinity is not JSON"],
    [-0, "-0 is not JSON"],
    [1n, "bigint is not JSON"],
    [() => 1, "function is not JSON"],
    [Symbol("s"), "symbol is not JSON"],
    ["a\uD800", "text has a lone surrogate"],
    [new Date(0), "an instance of Date is not JSON"],
    [new Map(), "an instance of Map is not JSON"],
    [new Set(), "an instance of Set is not JSON"],
    [new Point(), "an instance of Point is not JSON"],
    [/x/, "an instance of RegExp is not JSON"],
    [new Uint8Array(2), "an instance of Uint8Array is not JSON"],
    [Object.create({ inherited: 1 }), "an instance of Object is not JSON"],
  ])("[R20] %s is refused", (value, reason) => {
    expect(flawOf(value)).toBe(reason);
    expect(isJson(value)).toBe(false);
    expect(flawOf({ list: [0, { deep: value }] }, "shapes.a")).toBe(
      `shapes.a.list.1.deep: ${reason}`,
    );
  });

  test("[R20] a hole in an array is refused", () => {
    // oxlint-disable-next-line no-sparse-arrays
    expect(flawOf([1, , 3], "list")).toBe("list.1: an array may not have holes");
  });

  test("[R20] `__proto__` and lone surrogates are refused as keys", () => {
    expect(flawOf(JSON.parse('{"a":{"__proto__":{}}}'), "v")).toBe(
      "v.a.__proto__: the key __proto__ is not allowed",
    );
    expect(flawOf({ "a\uDC00": 1 }, "v")).toBe("v.a\uFFFD: a key has a lone surrogate");
  });

  test("[R608] nesting goes 64 deep, and a circle is too deep", () => {
    expect(flawOf(nest(64))).toBe("fine");
    expect(flawOf(nest(65))).toMatch(/nested too deeply, or in a circle$/);
    expect(flawOf(nest(3), "", 2)).toBe("0.0: nested too deeply, or in a circle");
    const circle: unknown[] = [];
    circle.push(circle);
    expect(flawOf(circle)).toMatch(/in a circle$/);
  });

  test("[R609] a path given as a function is asked only upon failure", () => {
    let asked = 0;
    const path = (): string => `here${++asked}`;
    expect(checkJson({ a: [1] }, path)).toEqual({ a: [1] });
    expect(asked).toBe(0);
    expect(() => checkJson({ a: [-0] }, path)).toThrow("here1.a.0: -0 is not JSON");
  });

  test("[R20] it accepts what comes back from its own text unchanged, and nothing else", () => {
    const anything = fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withBigInt: true,
    });
    fc.assert(
      fc.property(fc.oneof(anything, fc.jsonValue(), fc.string({ unit: "binary" })), (value) => {
        expect(isJson(value)).toBe(survivesItsText(value));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The same value with the keys of all objects in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

describe("equalJson", () => {
  test("[R21, R610] keys may come in any order, and one that holds undefined is absent", () => {
    expect(equalJson({ a: 1, b: [{}] }, { b: [{}], a: 1 })).toBe(true);
    expect(equalJson({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(equalJson({ a: 1 }, { a: 1, b: undefined })).toBe(true);
    expect(equalJson({ a: undefined }, { b: 1 })).toBe(false);
    expect(equalJson({ toString: 1 }, { valueOf: 1 })).toBe(false);
    expect(equalJson({}, new Date(0))).toBe(false);
    expect(equalJson([], {})).toBe(false);
    expect(equalJson({ 0: 1 }, [1])).toBe(false);
    expect(equalJson(null, {})).toBe(false);
    expect(equalJson(1, "1")).toBe(false);
  });

  test("[R21] it agrees with a deep comparison", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (a, b) => {
        expect(equalJson(a, structuredClone(a))).toBe(true);
        expect(equalJson(a, shuffled(a))).toBe(true);
        // The text's own zero: -0 and 0 have one text, so they are one value here.
        const [plainA, plainB]: unknown[] = [
          JSON.parse(JSON.stringify(a)),
          JSON.parse(JSON.stringify(b)),
        ];
        expect(equalJson(plainA, plainB)).toBe(isDeepStrictEqual(plainA, plainB));
      }),
      { numRuns: 1000 },
    );
  });

  test("[R21] one changed leaf is seen, wherever it is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(5), fc.string()), { maxLength: 6 }),
        fc.jsonValue(),
        (path, leaf) => {
          const build = (end: unknown): unknown =>
            path.reduceRight<unknown>(
              (inner, key) =>
                typeof key === "number" ? [key, inner] : { [`k${key}`]: inner, also: 1 },
              end,
            );
          expect(equalJson(build(leaf), build(leaf))).toBe(true);
          expect(equalJson(build(leaf), build([leaf]))).toBe(false);
          expect(equalJson(build(leaf), build({ leaf }))).toBe(false);
        },
      ),
    );
  });
});

describe("tidyJson", () => {
  test("[R612] keys that hold undefined are left out, and -0 is 0", () => {
    const given = { a: -0, b: undefined, c: [{ d: undefined, e: 1 }] };
    expect(tidyJson(given)).toStrictEqual({ a: 0, c: [{ e: 1 }] });
    expect(Object.is((tidyJson([-0]) as number[])[0], 0)).toBe(true);
  });

  test("[R24] the copy shares nothing with what was given", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (given) => {
        fc.pre(isJson(given));
        const copy = tidyJson(given);
        expect(equalJson(copy, given)).toBe(true);
        expect(copy === given).toBe(typeof given !== "object" || given === null);
      }),
    );
  });

  test("[R24] what is wrong stays wrong", () => {
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withMap: true, withSparseArray: true }),
        (given) => {
          fc.pre(isJson(tidyJson(given)));
          expect(isJson(given) || /undefined|-0/.test(fc.stringify(given))).toBe(true);
        },
      ),
    );
    expect(isJson(tidyJson(JSON.parse('{"__proto__":1}')))).toBe(false);
    // oxlint-disable-next-line no-sparse-arrays
    expect(isJson(tidyJson([1, , 2]))).toBe(false);
    expect(isJson(tidyJson([undefined]))).toBe(false);
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(isJson(tidyJson(circle))).toBe(false);
  });
});

describe("fillsIn", () => {
  test("[R613] added keys fill in, anything else changes", () => {
    expect(fillsIn({ a: 1, b: 2 }, { a: 1 })).toBe(true);
    expect(fillsIn([{ a: 1, b: 2 }], [{ a: 1 }])).toBe(true);
    expect(fillsIn({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(fillsIn({ a: 1 }, { a: 2 })).toBe(false);
    expect(fillsIn([1, 2], [1])).toBe(false);
    expect(fillsIn({ 0: 1 }, [1])).toBe(false);
    expect(fillsIn([1], { 0: 1 })).toBe(false);
    expect(fillsIn({}, null)).toBe(false);
    expect(fillsIn({ b: 1 }, { toString: 1 })).toBe(false);
  });
});
