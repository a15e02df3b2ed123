import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

import { isThere, namedIn, placesIn } from "./docs-paths.ts";

const root = join(import.meta.dirname, "..");
const paths = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).split("\n");
/** Decisions tell of a day that is past; what they name may have gone. */
const documents = paths.filter((path) => /^(?:docs\/(?:guides\/)?[^/]*|[A-Z]+)\.md$/.test(path));

test.each(documents)("[R2082] %s names files, pages and places that are there", (document) => {
  const { files, links, places } = namedIn(readFileSync(join(root, document), "utf8"));
  expect(files.filter((file) => !isThere(file, paths))).toEqual([]);
  const from = join(root, dirname(document));
  expect(links.filter((link) => !existsSync(join(from, link)))).toEqual([]);
  const isPlace = (place: string): boolean => {
    const [path = "", name = ""] = place.split("#");
    const file = path === "" ? join(root, document) : join(from, path);
    const page = file.endsWith(".md") ? file : join(file, "README.md");
    return placesIn(readFileSync(page, "utf8")).has(name);
  };
  expect(places.filter((place) => !isPlace(place))).toEqual([]);
});

test("a path is named by its end, with src or without", () => {
  const { files, links, places } = namedIn(
    "`a/src/b.ts` and `c/d.tsx`, not *.test.ts or x.ts; [one](../e.md#f), [two](https://g/h.ts).",
  );
  expect(files).toEqual(["a/src/b.ts", "c/d.tsx"]);
  expect(links).toEqual(["../e.md"]);
  expect(places).toEqual(["../e.md#f"]);
  expect(isThere("room/people.ts", ["packages/server/src/room/people.ts"])).toBe(true);
  expect(isThere("client/room/room.ts", ["packages/client/src/room/room.ts"])).toBe(true);
  expect(isThere("people.ts", ["packages/server/src/room/the-people.ts"])).toBe(false);
});

test("a place is named as GitHub names it", () => {
  expect([...placesIn('# A thing, `b` & [c](d.md)\n| <a id="e.f"></a> |\n## 3. Let')]).toEqual([
    "a-thing-b--c",
    "3-let",
    "e.f",
  ]);
});

test("[R2083] the index names every page of the documentation", () => {
  const { links } = namedIn(readFileSync(join(root, "docs/README.md"), "utf8"));
  const pages = documents.flatMap((path) => (path.startsWith("docs/") ? path.slice(5) : []));
  expect(pages.filter((page) => page !== "README.md" && !links.includes(page))).toEqual([]);
});
