import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isClientId, ownerOf, parseRoomId, recordId, roomId } from "@alongside/core/engine";
import { isDefinitionName, isMapKey, isRoomKey } from "../src/ids.ts";

const client = fc.string({
  minLength: 12,
  maxLength: 24,
  unit: fc.constantFrom(..."ABYZabyz0189_-".split("")),
});
const count = fc.maxSafeNat();

test("[R28] a definition's name is [a-z][a-z0-9-]{0,63}", () => {
  for (const name of ["a", "board", "team-board-2", `a${"b".repeat(63)}`])
    expect(isDefinitionName(name)).toBe(true);
  for (const name of [
    "",
    "A",
    "2d",
    "-a",
    "a_b",
    "a:b",
    "board\n",
    `a${"b".repeat(64)}`,
    "constructor",
    "__proto__",
    3,
    null,
  ]) {
    expect(isDefinitionName(name)).toBe(false);
  }
});

test("[R29] a room's own id is 1–128 of A-Z a-z 0-9 . _ : -", () => {
  for (const id of [
    "a",
    "0",
    "team:a/b".replace("/", "."),
    "x".repeat(128),
    "A-Z_0.9:",
    "toString",
  ])
    expect(isRoomKey(id)).toBe(true);
  for (const id of [
    "",
    "x".repeat(129),
    "a b",
    "a/b",
    "ä",
    "a\n",
    "__proto__",
    "constructor",
    "prototype",
    7,
    undefined,
  ]) {
    expect(isRoomKey(id)).toBe(false);
  }
});

test("[R29] the text of a room ends its name at the first colon", () => {
  expect(roomId("board", "a:b")).toBe("board:a:b");
  expect(parseRoomId("board:a:b")).toEqual({ name: "board", id: "a:b" });
  for (const text of [
    "board",
    ":a",
    "board:",
    "Board:a",
    "board:a b",
    "board:__proto__",
    "__proto__:a",
    "constructor:a",
    3,
    null,
  ]) {
    expect(parseRoomId(text)).toBeUndefined();
  }
  expect(() => roomId("Board", "a")).toThrow(TypeError);
  expect(() => roomId("board", "__proto__")).toThrow('"__proto__"');
});

test("[R29] what roomId makes, parseRoomId reads", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,63}$/),
      fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/),
      (name, id) => {
        fc.pre(isDefinitionName(name) && isRoomKey(id));
        expect(parseRoomId(roomId(name, id))).toEqual({ name, id });
      },
    ),
  );
});

describe("record ids", () => {
  test("[R30] a client's id is 12–24 of A-Z a-z 0-9 _ -", () => {
    for (const id of ["A".repeat(12), "a-_Z09".repeat(4)]) expect(isClientId(id)).toBe(true);
    for (const id of [
      "A".repeat(11),
      "A".repeat(25),
      "constructor",
      "__proto__",
      `${"a".repeat(12)}.`,
      `${"a".repeat(12)}\n`,
      3,
    ]) {
      expect(isClientId(id)).toBe(false);
    }
  });

  test("[R619] a record's id says who made it, and there is one id for each", () => {
    fc.assert(
      fc.property(client, count, count, (owner, n, index) => {
        expect(ownerOf(recordId(owner, n, index))).toEqual({ client: owner, n, index });
      }),
    );
    expect(recordId("aaaaaaaaaaaa", 36, 35)).toBe("aaaaaaaaaaaa.10.z");
  });

  test.each([
    "",
    "root",
    "__proto__",
    "constructor",
    "aaaaaaaaaaaa",
    "aaaaaaaaaaaa.1",
    "aaaaaaaaaaaa.01.1",
    "aaaaaaaaaaaa.1.00",
    "aaaaaaaaaaaa.1.A",
    "aaaaaaaaaaaa.1.1.1",
    "aaaaaaaaaaaa.-1.1",
    "aaaaaaaaaaaa.1.1\n",
    "short.1.1",
    "aaaaaaaaaaaa.zzzzzzzzzzz.1",
  ])("[R619] %j is not a record's id", (id) => {
    expect(ownerOf(id)).toBeUndefined();
  });

  test("[R619] an id is not made from what is not its parts", () => {
    expect(() => recordId("short", 1, 1)).toThrow(TypeError);
    expect(() => recordId("aaaaaaaaaaaa", -1, 1)).toThrow(TypeError);
    expect(() => recordId("aaaaaaaaaaaa", 1.5, 1)).toThrow(TypeError);
    expect(() => recordId("aaaaaaaaaaaa", Number.NaN, 1)).toThrow(TypeError);
  });
});

test("[R618] a map's key is any well-formed text that a plain object can hold", () => {
  for (const key of ["a", " ", "constructor", "toString", "\u{1F600}", "k".repeat(256)])
    expect(isMapKey(key)).toBe(true);
  for (const key of ["", "__proto__", "\uD800", "k".repeat(257), 3, null])
    expect(isMapKey(key)).toBe(false);
});
