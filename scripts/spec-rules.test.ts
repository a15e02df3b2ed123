import { expect, test } from "vitest";

import { citations, ruleNames } from "./spec-rules.ts";

test("a specification's rules are the lines that begin with a number", () => {
  expect(
    ruleNames("- **R1** A change ends once, by R3.\n\n- **R12** Another.\n- R13: none. Not CR3."),
  ).toEqual(["R1", "R12"]);
});

test("a rule that is defined twice is listed twice", () => {
  expect(ruleNames("- **R1** One.\n- **R1** Another.")).toEqual(["R1", "R1"]);
});

test("a test cites rules in brackets, one or several", () => {
  expect(citations('test("[R7] a", …); test("[R8, R9] b", …); // R10')).toEqual(
    new Set(["R7", "R8", "R9"]),
  );
});
