import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { exportsOf } from "./exports/docstrings.ts";
import { entrancesOf } from "./exports/entrances.ts";

const root = join(import.meta.dirname, "..");

test.each(globSync("packages/*/package.json", { cwd: root }))(
  "[R2084] each export of %s has a docstring",
  (manifest) => {
    const all = entrancesOf(manifest).flatMap((entrance) => exportsOf(entrance, root));
    expect(
      all.filter((one) => !one.hasDocstring).map(({ file, name }) => `${file}: ${name}`),
    ).toEqual([]);
  },
);

test("a name is found where it is declared, by any number of lists", () => {
  const entrance = join(root, "packages/client/src/follow/index.ts");
  expect(exportsOf(entrance, root)).toContainEqual({
    name: "follow",
    file: "packages/client/src/presence/follow.ts",
    hasDocstring: true,
  });
});
