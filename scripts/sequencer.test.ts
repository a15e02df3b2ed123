import { expect, test } from "vitest";
import { spread } from "./sequencer.ts";

/** Of files named `e1`, `s1` and `u1` the projects. */
const projectOf = (file: string): string =>
  ({ e: "e2e", s: "sim", u: "unit" })[file.charAt(0)] ?? "";

const some = (letter: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);

test("files with browsers begin beside the others, all along, and small ones come last", () => {
  const files = [...some("e", 4), ...some("u", 20)];
  const order = spread(files, projectOf);
  expect(order.toSorted()).toEqual(files.toSorted());
  expect(order.filter((file) => file.startsWith("e"))).toEqual(some("e", 4));
  const places = some("e", 4).map((file) => order.indexOf(file));
  expect(places).toEqual([0, 5, 11, 16]);
});

test("a file of the simulator counts for several", () => {
  const order = spread([...some("e", 3), "s1", ...some("u", 8)], projectOf);
  expect(order.slice(0, 5)).toEqual(["e1", "s1", "e2", "e3", "u1"]);
});

test("each kind alone keeps its order", () => {
  for (const letter of ["e", "s", "u"])
    expect(spread(some(letter, 3), projectOf)).toEqual(some(letter, 3));
});
