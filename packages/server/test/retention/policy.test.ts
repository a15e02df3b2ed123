import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import type { Retention } from "../../src/retention/policy.ts";
import { Board } from "../room/board.ts";

test("[R1431] a room keeps thirty days and a hundred thousand entries, unless its app says otherwise", () => {
  expect(implement(Board).retention).toEqual({ days: 30, entries: 100_000 });
  expect(implement(Board, { retention: "all" }).retention).toBe("all");
  expect(implement(Board, { retention: { days: 0.5 } }).retention).toEqual({ days: 0.5 });
});

test.each([
  ["some", /the retention should be "all", or \{ days, entries, bytes \}.*"some"/],
  [{ weeks: 1 }, /the retention should be/],
  [{ days: 0 }, /the retention's days should be a number above 0/],
  [{ days: Number.NaN }, /the retention's days/],
  [{ entries: 10.5 }, /the retention's entries/],
  [{ bytes: -1 }, /the retention's bytes/],
  [{ bytes: "1 GB" }, /the retention's bytes/],
])("[R1431] a retention that cannot be is told at once: %j", (retention, message) => {
  expect(() => implement(Board, { retention: retention as Retention })).toThrow(message);
});
