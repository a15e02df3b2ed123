import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { filesOf, modulesOf } from "./guides/blocks.ts";
import { filesOfGuide, guideNames, writeProgram } from "./guides/extract.ts";

const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));

test("[R2080] [R2087] the blocks of all guides and of the packages' READMEs compile", () => {
  const settings = writeProgram();
  // On one thread it takes two thirds of the work: other tests have the others.
  const args = [tsc, "-p", settings, "--singleThreaded"];
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stdout).toBe("");
});

test("[R2081] each guide is run by a test", () => {
  const tests = ["guides-server.test.ts", "guides-page.test.tsx"]
    .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"))
    .join("\n");
  const opened = Array.from(tests.matchAll(/\bopen\("([\w-]+)"/g), ([, name]) => name);
  const withBlocks = guideNames().filter((name) => filesOfGuide(name).size > 0);
  expect(new Set(opened)).toEqual(new Set(withBlocks));
  expect(opened.length).toBe(withBlocks.length);
});

test("blocks make files by the names on their first lines", () => {
  const files = filesOf(
    "```sh\nls\n```\n\n```ts\n// a/b.ts, as before\none();\n```\n```ts\ntwo();\n```\n```tsx\n// c.tsx\nthree();\n```\n" +
      "```ts\n// a/b.ts\nfour();\n```\n",
  );
  expect(Object.fromEntries(files)).toEqual({
    "a/b.ts": "// a/b.ts, as before\none();\n\ntwo();\n\n// a/b.ts\nfour();\n\n",
    "c.tsx": "// c.tsx\nthree();\n\n",
  });
  expect(() => filesOf("```ts\none();\n```")).toThrow("should begin with its file");
});

test("blocks of a README are modules by themselves", () => {
  const modules = modulesOf(
    "```ts\none();\n```\n```tsx\n// b.tsx\ntwo();\n```\n```tsx\nthree();\n```\n",
  );
  expect([...modules.keys()]).toEqual(["block-1.ts", "b.tsx", "block-3.tsx"]);
});
