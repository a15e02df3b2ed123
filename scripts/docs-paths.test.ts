import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

import { isThere, namedIn } from "./docs-paths.ts";

const root = join(import.meta.dirname, "..");
const paths = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n");
/** Decisions tell of a day that is past; what they name may have gone. */
const documents = paths.filter((path) => /^(?:docs\/[^/]*|[A-Z]+)\.md$/.test(path));

test.each(documents)("%s names files that are there", (document) => {
  const { files, links } = namedIn(readFileSync(join(root, document), "utf8"));
  expect(files.filter((file) => !isThere(file, paths))).toEqual([]);
  const from = join(root, dirname(document));
  expect(links.filter((link) => !existsSync(join(from, link)))).toEqual([]);
});

test("a path is named by its end, with src or without", () => {
  const { files, links } = namedIn(
    "`a/src/b.ts` and `c/d.tsx`, not *.test.ts or x.ts; [one](../e.md#f), [two](https://g/h.ts).",
  );
  expect(files).toEqual(["a/src/b.ts", "c/d.tsx"]);
  expect(links).toEqual(["../e.md"]);
  expect(isThere("room/people.ts", ["packages/server/src/room/people.ts"])).toBe(true);
  expect(isThere("client/room/room.ts", ["packages/client/src/room/room.ts"])).toBe(true);
  expect(isThere("people.ts", ["packages/server/src/room/the-people.ts"])).toBe(false);
});
