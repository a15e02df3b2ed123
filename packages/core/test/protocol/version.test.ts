import { agreeOnVersion, WIRE_VERSIONS } from "@alongside/core/engine";
import { expect, test } from "vitest";

test("[R557] both sides speak the newest version they have in common", () => {
  expect(WIRE_VERSIONS).toEqual([2]);
  expect(agreeOnVersion([2])).toBe(2);
  expect(agreeOnVersion([3, 2, 1])).toBe(2);
  expect(agreeOnVersion([1, 3])).toBeUndefined();
  expect(agreeOnVersion([])).toBeUndefined();
});
