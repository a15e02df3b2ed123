import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SortedMap } from "../../src/model/sorted-map.ts";

const key = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map((n) => `k${n}`),
  fc.string({ minLength: 1, maxLength: 4 }),
);
const steps = fc.array(fc.tuple(key, fc.option(fc.integer({ min: 0, max: 5 }))), {
  maxLength: 400,
});

function byKey<V>(pairs: Iterable<readonly [string, V]>): (readonly [string, V])[] {
  return [...pairs].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

test("[R41] a sorted map reads as a Map in the order of its keys, whatever was put in and taken out", () => {
  fc.assert(
    fc.property(steps, fc.array(key, { maxLength: 5 }), (writes, absent) => {
      const plain = new Map<string, number>();
      let sorted: SortedMap<number> = SortedMap.empty;
      for (const [name, value] of writes) {
        const before = sorted;
        const changes = value === null ? plain.has(name) : plain.get(name) !== value;
        if (value === null) {
          sorted = sorted.without(name);
          plain.delete(name);
        } else {
          sorted = sorted.with(name, value);
          plain.set(name, value);
        }
        expect(sorted !== before).toBe(changes);
      }
      expect(sorted.size).toBe(plain.size);
      expect([...sorted]).toEqual(byKey(plain));
      expect([...sorted.keys()]).toEqual(byKey(plain).map(([name]) => name));
      expect([...sorted.values()]).toEqual(byKey(plain).map(([, value]) => value));
      for (const name of [...plain.keys(), ...absent]) {
        expect(sorted.has(name)).toBe(plain.has(name));
        expect(sorted.get(name)).toBe(plain.get(name));
      }
      expect([...SortedMap.from(plain)]).toEqual([...sorted]);
    }),
    { numRuns: 200 },
  );
});

test("[R621] writing a sorted map leaves the one before as it was", () => {
  const pairs = Array.from({ length: 200 }, (_, n) => [`k${n}`, n] as const);
  const before = SortedMap.from(pairs);
  const seen = [...before];
  before.with("k100a", 1).without("k5").with("k7", 8);
  expect([...before]).toEqual(seen);
});

test("an emptied sorted map takes new keys", () => {
  const map = SortedMap.from([["a", 1]])
    .without("a")
    .with("b", 2);
  expect([...map]).toEqual([["b", 2]]);
  expect(map.size).toBe(1);
});

test("forEach tells value, key and the map", () => {
  const map = SortedMap.from([
    ["b", 2],
    ["a", 1],
  ]);
  const told: unknown[] = [];
  map.forEach((value, name, of) => {
    told.push([value, name, of === map]);
  });
  expect(told).toEqual([
    [1, "a", true],
    [2, "b", true],
  ]);
});
