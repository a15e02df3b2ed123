import { type } from "arktype";
import * as fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Invalid, value } from "@alongside/core";
import { Incompatible } from "@alongside/core/engine";
import { isJson } from "../../src/json.ts";
import type { Schema } from "@alongside/core";
import type { SchemaResult } from "../../src/schema/standard-schema.ts";
import { plainNode } from "../../src/schema/plain/plain-node.ts";

/** A schema by hand. */
function schema(
  validate: (given: unknown) => SchemaResult<unknown> | Promise<SchemaResult<unknown>>,
): Schema {
  return { "~standard": { version: 1, vendor: "test", validate } };
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return `${error.code} ${error.message}`;
  }
  return "accepted";
}

const REFUSED = Symbol("refused");

function attempt<T>(run: () => T): T | typeof REFUSED {
  try {
    return run();
  } catch (error) {
    if (error instanceof Invalid) return REFUSED;
    throw error;
  }
}

const libraries: [
  string,
  { point: Schema; loose: Schema; defaults: Schema; optional: Schema; enumerated: Schema },
][] = [
  [
    "zod",
    {
      point: z.object({ x: z.number(), y: z.number() }),
      loose: z.looseObject({ x: z.number() }),
      defaults: z.object({
        a: z.string().default("A"),
        in: z.array(z.object({ b: z.number().default(1) })).default([]),
      }),
      optional: z.string().optional(),
      enumerated: z.enum(["rect", "ellipse"]),
    },
  ],
  [
    "valibot",
    {
      point: v.object({ x: v.number(), y: v.number() }),
      loose: v.looseObject({ x: v.number() }),
      defaults: v.object({
        a: v.optional(v.string(), "A"),
        in: v.optional(v.array(v.object({ b: v.optional(v.number(), 1) })), []),
      }),
      optional: v.optional(v.string()),
      enumerated: v.picklist(["rect", "ellipse"]),
    },
  ],
  [
    "arktype",
    {
      point: type({ "+": "delete", x: "number", y: "number" }),
      loose: type({ x: "number" }),
      defaults: type({
        a: "string = 'A'",
        in: type({ b: "number = 1" })
          .array()
          .default(() => []),
      }),
      optional: type("string | undefined"),
      enumerated: type("'rect' | 'ellipse'"),
    },
  ],
];

describe.each(libraries)("%s", (_name, { point, loose, defaults, optional, enumerated }) => {
  test("[R611] what the schema accepts passes as it came, the very same object", () => {
    const at = { x: 1, y: 2 };
    expect(plainNode(point).parse(at, "at")).toBe(at);
    expect(plainNode(loose).parse({ x: 1, more: [1] }, "at")).toEqual({ x: 1, more: [1] });
    expect(plainNode(enumerated).parse("rect", "kind")).toBe("rect");
  });

  test("[R22] what the schema refuses is refused, with the path into the value", () => {
    expect(refusal(() => plainNode(point).parse({ x: 1, y: "2" }, "shapes.a.at"))).toMatch(
      /^value\.refused shapes\.a\.at\.y: ./,
    );
    expect(refusal(() => plainNode(point).parse({ x: 1 }, "at"))).toMatch(
      /^value\.refused at\.y: ./,
    );
    expect(refusal(() => plainNode(enumerated).parse("star", () => "shapes.a.kind"))).toMatch(
      /^value\.refused shapes\.a\.kind: ./,
    );
  });

  test("[R22] a key that validation would strip is refused", () => {
    expect(refusal(() => plainNode(point).parse({ x: 1, y: 2, z: 3 }, "at"))).toMatch(
      /^value\.changed at: validation would change/,
    );
    expect(refusal(() => plainNode(point).create({ x: 1, y: 2, z: 3 }, "at"))).toMatch(
      /^value\.changed at: validation would change/,
    );
  });

  test("[R20] what is not JSON never reaches the schema", () => {
    expect(refusal(() => plainNode(loose).parse({ x: 1, at: new Date(0) }, "s"))).toBe(
      "value.json s.at: an instance of Date is not JSON",
    );
    expect(refusal(() => plainNode(point).parse({ x: Number.NaN, y: 0 }, "s"))).toBe(
      "value.json s.x: NaN is not JSON",
    );
    expect(refusal(() => plainNode(optional).parse(undefined, "s"))).toBe(
      "value.json s: undefined is not JSON",
    );
    expect(refusal(() => plainNode(loose).parse(JSON.parse('{"x":1,"__proto__":2}'), "s"))).toMatch(
      /^value\.json s\.__proto__/,
    );
  });

  test("[R24] the creator fills in defaults, at any depth, and only once", () => {
    const node = plainNode(defaults);
    const made = node.create({ in: [{}, { b: 2 }] }, "v");
    expect(made).toEqual({ a: "A", in: [{ b: 1 }, { b: 2 }] });
    expect(node.parse(made, "v")).toBe(made);
    expect(node.create(made, "v")).toEqual(made);
    expect(refusal(() => node.parse({ in: [] }, "v"))).toMatch(/^value\.changed v/);
  });

  test("[R24, R612] the creator's value is a copy without undefined and -0", () => {
    const node = plainNode(loose);
    const given = { x: -0, label: undefined, inner: { list: [1] } };
    const made = node.create(given, "v") as unknown as typeof given;
    expect(made).toStrictEqual({ x: 0, inner: { list: [1] } });
    given.inner.list.push(2);
    expect(made.inner.list).toEqual([1]);
  });

  test("[R27] an optional field may stay absent", () => {
    const node = plainNode(optional);
    expect([node.optional, node.create(undefined, "v"), node.initial()]).toEqual([
      true,
      undefined,
      undefined,
    ]);
    expect(plainNode(point).optional).toBe(false);
    expect(refusal(() => plainNode(point).create(undefined, "at"))).toMatch(
      /^value\.refused at: ./,
    );
  });

  test("[R614] where nothing is stored and the schema has no answer, the room is incompatible", () => {
    expect(() => plainNode(point).initial("shapes.*.at")).toThrow(Incompatible);
    expect(() => plainNode(point).initial("shapes.*.at")).toThrow(
      /^shapes\.\*\.at: nothing is stored, and the schema has no answer: ./,
    );
  });

  test("[R611] whatever passes is stored as it came, and passes again; whatever the creator makes passes", () => {
    const nodes = [point, loose, defaults, optional, enumerated].map(plainNode);
    const near = fc.record(
      {
        x: fc.oneof(fc.double(), fc.integer()),
        y: fc.integer(),
        a: fc.string(),
        in: fc.array(fc.record({ b: fc.integer() }, { requiredKeys: [] })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...nodes),
        fc.oneof(near, fc.anything(), fc.jsonValue(), fc.constantFrom("rect", "ellipse")),
        (node, given) => {
          const before = fc.stringify(given);
          const parsed = attempt(() => node.parse(given, "v"));
          expect(parsed === REFUSED || (isJson(given) && parsed === given)).toBe(true);
          const made = attempt(() => node.create(given, "v"));
          expect(
            made === REFUSED ||
              (made === undefined && node.optional && given === undefined) ||
              attempt(() => node.parse(made, "v")) === made,
          ).toBe(true);
          expect(fc.stringify(given)).toBe(before);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("values that validation would change", () => {
  test.each<[string, Schema, unknown]>([
    ["a coerced number", z.coerce.number(), "3"],
    ["a catch that hides a mistake", z.number().catch(0), "three"],
    ["trimmed text", z.string().trim(), " a "],
    ["lower-cased text", v.pipe(v.string(), v.toLowerCase()), "A"],
    ["a transformation", z.string().transform((s) => s.length), "abc"],
    ["a parsed number", type("string.numeric.parse"), "3"],
    ["a date", z.iso.date().transform((s) => new Date(s)), "2020-01-01"],
    [
      "a sorted list",
      schema((given) => ({ value: (given as number[]).toSorted((a, b) => a - b) })),
      [2, 1],
    ],
  ])("[R22] %s is refused, from the creator too", (_what, given, bad) => {
    expect(refusal(() => plainNode(given).parse(bad, "f"))).toMatch(/^value\.changed f: /);
    expect(refusal(() => plainNode(given).create(bad, "f"))).toMatch(/^value\.changed f: /);
  });

  test("[R22] the same schemas accept what they leave alone", () => {
    expect(plainNode(z.coerce.number()).parse(3, "f")).toBe(3);
    expect(plainNode(z.string().trim()).parse("a", "f")).toBe("a");
    expect(plainNode(z.number().catch(0)).parse(1, "f")).toBe(1);
  });

  test("[R22] keys in another order, or an undefined that validation adds, are no change", () => {
    const reorders = schema((given) => ({ value: { b: undefined, ...(given as object) } }));
    expect(plainNode(reorders).parse({ a: 1 }, "f")).toEqual({ a: 1 });
    expect(
      plainNode(z.object({ b: z.string(), a: z.string() })).parse({ a: "1", b: "2" }, "f"),
    ).toEqual({ a: "1", b: "2" });
  });
});

describe("schemas that misbehave", () => {
  test("[R22] an asynchronous schema is refused when it shows, and its rejection is heard", async () => {
    const late = schema(async (given) =>
      given === undefined ? { value: given } : { value: given },
    );
    expect(() => plainNode(late)).toThrow(/asynchronous/);
    const sometimes = plainNode(
      schema((given) =>
        given === undefined ? { issues: [{ message: "no" }] } : Promise.reject(new Error("late")),
      ),
    );
    expect(refusal(() => sometimes.parse(1, "shapes.a.n"))).toBe(
      "value.async shapes.a.n: asynchronous schema",
    );
    expect(refusal(() => sometimes.create(1, "shapes.a.n"))).toBe(
      "value.async shapes.a.n: asynchronous schema",
    );
    await new Promise((done) => setTimeout(done, 5)); // an unheard rejection would fail this run
    const asyncRefine = plainNode(z.string().refine(async () => true));
    expect(refusal(() => asyncRefine.parse("a", "f"))).toBe("value.async f: asynchronous schema");
    expect(() =>
      plainNode(
        v.pipeAsync(
          v.string(),
          v.checkAsync(async () => true),
        ),
      ),
    ).toThrow(/asynchronous/);
  });

  test("[R22] a schema that throws refuses", () => {
    const throws = plainNode(
      schema((given) => ({ value: (given as { name: string }).name.length })),
    );
    expect(refusal(() => throws.parse({}, "f"))).toBe("value.refused f: the schema threw");
  });

  test("[R22] issues without a path or a message still say where", () => {
    expect(refusal(() => plainNode(schema(() => ({ issues: [] }))).parse(1, "f"))).toBe(
      "value.refused f: refused by the schema",
    );
    const keyed = schema(() => ({
      issues: [{ message: "no", path: ["a", { key: 0 }, { key: "b" }] }],
    }));
    expect(refusal(() => plainNode(keyed).parse(1, "f"))).toBe("value.refused f.a.0.b: no");
    expect(refusal(() => plainNode(keyed).parse(1, ""))).toBe("value.refused a.0.b: no");
  });

  test("[R613] a default that the schema itself would refuse is refused", () => {
    const node = plainNode(z.object({ size: z.number().min(1).default(0) }));
    expect(refusal(() => node.create({}, "f"))).toMatch(/^value\.refused f\.size: ./);
    const date = plainNode(schema((given) => ({ value: given ?? new Date(0) })));
    expect(refusal(() => date.create(undefined, "f"))).toBe(
      "value.json f: an instance of Date is not JSON",
    );
  });

  test("[R25] the answer for what is not stored is one object, and the same each time", () => {
    const node = plainNode(z.object({ a: z.number().default(1) }).default({ a: 2 }));
    expect(node.initial()).toEqual({ a: 2 });
    expect(node.initial()).toBe(node.initial());
    let n = 0;
    const random = plainNode(z.number().default(() => n++));
    expect(() => random.initial("storage.n")).toThrow(
      "storage.n: nothing is stored, and the schema has no answer: the default is another one each time",
    );
    expect(random.create(undefined, "n")).toEqual(expect.any(Number)); // to create with, it is fine
  });
});

describe("value()", () => {
  test("[R33] any JSON passes, nothing else does", () => {
    const node = plainNode(value<unknown>("start"));
    expect(node.initial()).toBe("start");
    expect(node.optional).toBe(false);
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (given) => {
        expect(attempt(() => node.parse(given, "v"))).toBe(isJson(given) ? given : REFUSED);
      }),
    );
  });

  test("[R33] an initial value of undefined makes the field optional", () => {
    const node = plainNode(value<string | undefined>(undefined));
    expect([node.optional, node.initial(), node.create(undefined, "v")]).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });

  test("[R33] an initial value that is not JSON is refused at once", () => {
    expect(() => value(Number.NaN)).toThrow("initial: NaN is not JSON");
    expect(() => value({ at: new Date(0) })).toThrow("initial.at: an instance of Date is not JSON");
  });
});
