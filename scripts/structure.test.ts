import { expect, test } from "vitest";
import { drawing } from "./structure/drawing.ts";
import { arrowsInCircles, circlesOf, reduced } from "./structure/graph.ts";
import { sourceFile } from "./structure/imports.ts";
import { exportedNames } from "./structure/measures.ts";
import { graphOf, roomsOf } from "./structure/rooms.ts";

function graph(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>();
  for (const arrow of text.split(", ")) {
    const [from = "", to = ""] = arrow.split(">");
    all.set(from, (all.get(from) ?? new Set()).add(to));
    all.set(to, all.get(to) ?? new Set());
  }
  return all;
}

test("imports are found of types, of values, of what is passed on, and of what is loaded later; not in comments", () => {
  const text = `import { a } from "@alongside/core";
import type {
  B,
} from "@alongside/core/engine";
import "./for-its-effect.ts";
// import { c } from "./comment.ts";
export { d } from "../d.ts";
/** See \`import("./docs.ts")\`. */
const e = import("./later.ts");
`;
  const { imports, packages, lines } = sourceFile("packages/x/src/folder/file.ts", text);
  expect([...imports]).toEqual([
    "packages/x/src/folder/for-its-effect.ts",
    "packages/x/src/d.ts",
    "packages/x/src/folder/later.ts",
  ]);
  expect([...packages]).toEqual(["@alongside/core"]);
  expect(lines).toBe(9);
});

test("circles are found, and the arrows in them", () => {
  const all = graph("a>b, b>c, c>a, c>d, d>e, f>f");
  expect(arrowsInCircles(all).map((arrow) => arrow.join(">"))).toEqual(["a>b", "b>c", "c>a"]);
  expect(circlesOf(all).get("d")).toEqual(new Set(["d"]));
});

test("an arrow that others imply is left out of the drawing; one in a circle is dotted", () => {
  const all = graph("a>b, b>c, a>c");
  expect([...(reduced(all).get("a") ?? [])]).toEqual(["b"]);
  expect(drawing(graph("a>b, b>a"))).toContain("n0 -. circle .-> n1");
});

test("files beside the folders are told apart: entrances, the base, and what stands between", () => {
  const files = new Map(
    [
      sourceFile("p/src/index.ts", 'export { a } from "./middle.ts";'),
      sourceFile("p/src/middle.ts", 'import { b } from "./folder/b.ts";'),
      sourceFile("p/src/folder/b.ts", 'import { c } from "../base.ts";'),
      sourceFile("p/src/base.ts", ""),
    ].map((file) => [file.name, file]),
  );
  const rooms = roomsOf("p/src", files);
  expect(rooms.map(({ name }) => name)).toEqual(["entrances", "middle.ts", "folder", "base"]);
  expect([...(graphOf(rooms, files).get("folder") ?? [])]).toEqual(["base"]);
});

test("names are counted once, however they are exported", () => {
  const text = `export { a, b as c } from "./a.ts";
export type { D } from "./d.ts";
export const e = 1;
export async function f() {}
export interface G {}
export { a };
`;
  expect(exportedNames(text)).toEqual(["a", "c", "D", "e", "f", "G"]);
});
