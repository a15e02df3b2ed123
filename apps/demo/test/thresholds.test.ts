import { expect, test } from "vitest";
import { crossingsOf } from "../src/dashboard/thresholds.ts";

const calm = { cpu: 1, memory: 80, delay: 20, frames: 60 };

test("[R1808] a figure crosses its threshold once, and back once it is well below", () => {
  const told: unknown[] = [];
  const above = new Set<string>();
  for (const cpu of [10, 51.4, 80, 49, 51, 41, 39, 45, 60])
    for (const { figure, value, isAbove } of crossingsOf({ ...calm, cpu }, above)) {
      told.push([figure, value, isAbove]);
      if (isAbove) above.add(figure);
      else above.delete(figure);
    }
  expect(told).toEqual([
    ["cpu", 51, true],
    ["cpu", 39, false],
    ["cpu", 60, true],
  ]);
});
