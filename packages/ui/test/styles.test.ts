import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const css = readFileSync(new URL("../src/styles.css", import.meta.url), "utf8");

/** The variables that a rule sets, and to what. */
function setBy(selector: string): readonly string[] {
  const body = css.split(`${selector} {`)[1]?.split("}")[0] ?? "";
  return [...body.matchAll(/--[\w-]+: [^;]+/g)].map(([set]) => set);
}

test("a page that is dark by itself looks as one that was made dark", () => {
  const made = setBy('\n[data-theme="dark"]');
  expect(made.length).toBeGreaterThan(5);
  expect(setBy(':root:not([data-theme="light"])')).toEqual(made);
});
