import { expect, test } from "vitest";
import type { TestModule } from "vitest/node";

import { closingLine, count } from "./counts.ts";

function file(state: "passed" | "failed", ...tests: readonly string[]): TestModule {
  const cases = tests.map((outcome) => ({ fullName: outcome, result: () => ({ state: outcome }) }));
  const module = {
    relativeModuleId: "a.test.ts",
    state: () => state,
    children: { allTests: () => cases },
  };
  return module as unknown as TestModule;
}

test("each test is counted by its outcome, and a skipped one by name", () => {
  const counts = count(
    [file("failed", "passed", "failed", "skipped"), file("passed", "passed")],
    [],
  );
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: ["a.test.ts > skipped"] });
});

test("a file that fails to load counts as one failure", () => {
  expect(count([file("failed")], [])).toEqual({ passed: 0, failed: 1, skipped: [] });
});

test("an unhandled error counts as a failure", () => {
  expect(count([file("passed", "passed")], [new Error("late")]).failed).toBe(1);
});

test("the closing line names skips only when there are any", () => {
  expect(closingLine({ passed: 3, failed: 1, skipped: [] })).toBe("3 passed, 1 failed");
  expect(closingLine({ passed: 3, failed: 0, skipped: ["a"] })).toBe(
    "3 passed, 0 failed, 1 skipped",
  );
});
