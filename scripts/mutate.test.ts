import { expect, test } from "vitest";

import { mutantsOf } from "./mutate/mutants.ts";
import { shuffled } from "./mutate/sample.ts";

function mutated(source: string): readonly string[] {
  return mutantsOf(source).map((mutant) => mutant.mutated);
}

test.each([
  ["const x = a === b;", ["const x = a !== b;"]],
  ["const x = a <= b;", ["const x = a < b;"]],
  ["const x = a >= b;", ["const x = a > b;"]],
  ["const x = a && b;", ["const x = a || b;"]],
  ["const x = a ?? b;", ["const x = a;"]],
  ["const x = !a;", ["const x = a;"]],
  ["const x = true;", ["const x = false;"]],
  ["const x = a + 1;", ["const x = a - 1;", "const x = a + 0;"]],
  ["const x = a + 2;", []],
  ["a += 1;", ["a -= 1;", "a += 0;", ";"]],
  ["a ||= b;", ["a &&= b;", ";"]],
  ["f(a);", [";"]],
  ["function f() { return 1; }", ["function f() { ; }"]],
  ["if (a) throw b;", ["if (a) ;"]],
])("%s", (source, expected) => {
  expect(mutated(source).toSorted()).toEqual(expected.toSorted());
});

test("types and texts are left alone", () => {
  expect(
    mutated(
      '"use strict";\nlet x: true | "a && b" = `${a + 1}`;\ntype T<A> = A extends true ? 1 : 2;',
    ),
  ).toEqual([]);
});

test("what would not parse is left out", () => {
  expect(mutated("const x = (a ?? b) ?? c;")).not.toContain("const x = (a || b) ?? c;");
  // `a && b ?? c` needs its parentheses; so does what it is turned into.
  expect(mutated("const x = a?.[0] && b;")).toEqual(["const x = a?.[0] || b;"]);
});

test("a mutant says where it is, and has the rest of the file as it was", () => {
  const [mutant] = mutantsOf("let a;\nif (a ===\n  1) {\n}\n");
  expect(mutant).toEqual({
    line: 2,
    original: "if (a ===",
    mutated: "if (a !==",
    source: "let a;\nif (a !==\n  1) {\n}\n",
  });
});

test("a file may be mutated in some functions only, which must be there", () => {
  const source = "class A { #a() { f(); } b() { g(); } }\nfunction c() { h(); }";
  expect(mutantsOf(source, ["#a", "c"]).map((mutant) => mutant.source)).toEqual([
    source.replace("f();", ";"),
    source.replace("h();", ";"),
  ]);
  expect(() => mutantsOf(source, ["a"])).toThrow("There is no a to mutate");
});

test("a sample is decided by its seed, and loses nothing", () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  expect(shuffled(items, 1)).toEqual(shuffled(items, 1));
  expect(shuffled(items, 1)).not.toEqual(shuffled(items, 2));
  expect(shuffled(items, 1).toSorted((a, b) => a - b)).toEqual(items);
});
