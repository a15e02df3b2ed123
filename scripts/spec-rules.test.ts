import { expect, test } from "vitest";

import { citations, ruleNames } from "./spec-rules.ts";

test("a specification's rules are its numbered names", () => {
  expect(ruleNames("**R1** A change ends once.\n- R12: see R1. Not CR3.")).toEqual(
    new Set(["R1", "R12"]),
  );
});

test("a test cites rules in brackets, one or several", () => {
  expect(citations('test("[R7] a", …); test("[R8, R9] b", …); // R10')).toEqual(
    new Set(["R7", "R8", "R9"]),
  );
});
