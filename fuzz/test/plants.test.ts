import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { PLANTS } from "../src/plants.ts";

test("[R349] each guard that is taken away is in a line that is there, once", () => {
  const read = (file: string): string =>
    readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), "utf8");
  const lost = Object.entries(PLANTS).flatMap(([name, { edits }]) =>
    edits.filter(({ file, line }) => read(file).split(line).length !== 2).map(() => name),
  );
  expect(lost).toEqual([]);
});
