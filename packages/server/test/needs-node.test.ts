import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import about from "../package.json" with { type: "json" };
import { whatIsMissing } from "../src/needs-node.ts";

test.each([
  ["18.20.8", false],
  ["20.20.2", false],
  ["22.20.0", false],
  ["22.21.0", true],
  ["23.11.1", false],
  ["24.8.0", false],
  ["24.9.0", true],
  ["26.3.0", true],
])("[R377] on Node %s the server runs: %s", (version, runs) => {
  const line = `@alongside/server needs Node ${about.engines.node}, and this is ${version}. The client packages run on Node 20 too`;
  expect(whatIsMissing(version)).toBe(runs ? undefined : line);
});

test("[R377] this is said before anything else: the index begins with it, and nothing imports what Node 20 does not have", () => {
  const source = fileURLToPath(new URL("../src/", import.meta.url));
  const read = (file: string): string => readFileSync(`${source}${file}`, "utf8");
  expect(read("index.ts")).toMatch(/^import "\.\/check-node\.ts";/);
  expect(about.sideEffects).toContain("./dist/check-node.js");
  const later = globSync("**/*.ts", { cwd: source }).filter((file) =>
    /^import (?!type )[^;]*"node:(?:sqlite|sea|test)/m.test(read(file)),
  );
  expect(later).toEqual([]);
});
