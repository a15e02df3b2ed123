import * as fc from "fast-check";
import { expect, test } from "vitest";
import { keyParts } from "../../src/model/key-parts.ts";
import { loadPart } from "../../src/model/load-part.ts";
import type { KeyState, RecordState } from "../../src/model/record-state.ts";
import { State } from "../../src/model/state.ts";
import { keyStates } from "../../src/model/state-codec.ts";

/** Strings as mean as JSON allows. One backslash alone is none of them: V8 13.6 sometimes reads the name `"\""` as that. */
const word = fc.constantFrom("", "a", '"', '\\"', "[", "{", "},{", '"id":', "é", "😀", "more");
const json = fc.oneof(fc.integer(), fc.boolean(), fc.array(word), fc.dictionary(word, word));

/** Records with ids of their own, nested, some of them cut as in a joiner's trash. */
const records: fc.Arbitrary<readonly Shape[]> = fc.letrec<{ shape: Shape; list: Shape[] }>(
  (tie) => ({
    shape: fc.record(
      {
        fields: fc.dictionary(word, fc.oneof(word, json), { maxKeys: 3 }),
        lists: fc.dictionary(word, tie("list"), { maxKeys: 2 }),
        trashed: fc.boolean(),
      },
      { requiredKeys: ["fields", "trashed"] },
    ),
    list: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constant<Shape[]>([]),
      fc.array(tie("shape"), { maxLength: 5 }),
    ),
  }),
).list;

interface Shape {
  readonly fields: { readonly [name: string]: unknown };
  readonly lists?: { readonly [field: string]: readonly Shape[] };
  readonly trashed: boolean;
}

function statesOf(shapes: readonly Shape[], path = "r"): RecordState[] {
  return shapes.map(({ fields, lists, trashed }, i) => {
    const id = `${path}.${i}`;
    if (trashed) return { id, trashed };
    const inner = Object.entries(lists ?? {})
      .map(([field, list], n) => [field, statesOf(list, `${id}.${n}`)] as const)
      .filter(([, list]) => list.length > 0);
    return {
      id,
      fields,
      ...(inner.length > 0 && { lists: Object.fromEntries(inner) }),
    } as RecordState;
  });
}

/** The state that `parts` come to, as it would be saved. */
function loaded(parts: Iterable<string>): unknown {
  const state = new State();
  for (const part of parts) loadPart(state, "key", JSON.parse(part) as KeyState);
  return JSON.stringify([...keyStates(state)]);
}

test("[R348] what stands under a key is read in parts of any size, cut at any depth, as it is read whole", () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 60 }), (shapes, size) => {
      const text = JSON.stringify({ list: statesOf(shapes) });
      expect(loaded(keyParts(text, size))).toBe(loaded([text]));
    }),
    { numRuns: 300 },
  );
});

test("[R348] maps are cut as lists are, and a record's own children too", () => {
  const child = (i: number): RecordState => ({ id: `c${i}`, fields: { text: "child" } });
  const children = Array.from({ length: 1000 }, (_, i) => child(i));
  const map = [
    {
      id: "a",
      fields: {},
      key: "k",
      lists: { children },
      maps: { more: [{ ...child(-1), key: "x" }] },
    },
    { id: "b", key: "k", trashed: true as const },
  ];
  const text = JSON.stringify({ map });
  const parts = [...keyParts(text, 1000)];
  expect(parts.length).toBeGreaterThan(20);
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(1300);
  expect(loaded(parts)).toBe(loaded([text]));
});

test("[R348] a plain value is one part, however large", () => {
  const text = JSON.stringify({
    value: Array.from({ length: 100 }, (_, i) => ({ list: [i, "a"] })),
  });
  expect([...keyParts(text, 10)]).toEqual([text]);
});
