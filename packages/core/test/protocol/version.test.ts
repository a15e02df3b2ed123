import { agreeOnVersion, BadMessage, parseDown, WIRE_VERSIONS } from "@alongside/core/engine";
import { expect, test } from "vitest";

test("[R557] both sides speak the newest version they have in common", () => {
  expect(WIRE_VERSIONS).toEqual([2]);
  expect(agreeOnVersion([2])).toBe(2);
  expect(agreeOnVersion([3, 2, 1])).toBe(2);
  expect(agreeOnVersion([1, 3])).toBeUndefined();
  expect(agreeOnVersion([])).toBeUndefined();
});

test("[R446] a client passes over what a newer server says, and refuses what is no message at all", () => {
  expect(parseDown('["tomorrow",1]')).toBeUndefined();
  expect(parseDown('["toString"]')).toBeUndefined();
  for (const text of [
    "<html>502</html>",
    "",
    "null",
    "[]",
    "1",
    "{}",
    "[5]",
    '[""]',
    '{"type":"pong"}',
  ]) {
    expect(() => parseDown(text)).toThrow(BadMessage);
  }
});
