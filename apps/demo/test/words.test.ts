import { expect, test } from "vitest";
import { hrefOf, parseAddress } from "../src/page/address.ts";
import { newRoomId } from "../src/page/room-id.ts";
import { textSize } from "../src/board/text-size.ts";
import { deviceWords } from "../src/collaboration/device-words.ts";
import { changeLines, changeWords } from "../src/collaboration/change-words.ts";
import { rewritable } from "../src/collaboration/rewrite.ts";
import { savedWords } from "../src/collaboration/status-text.ts";

test.each([
  ["/", "#roadmap", "board", "roadmap"],
  ["/document", "#plan", "document", "plan"],
  ["/code", "#plan", "code", "plan"],
  ["/elsewhere", "#plan", "board", "plan"],
] as const)("[R236] the address %s%s is the %s %s", (pathname, hash, page, id) => {
  const address = { page, id };
  expect(parseAddress({ pathname, hash })).toEqual(address);
  const { pathname: path, hash: fragment } = new URL(hrefOf(address), "http://localhost");
  expect(parseAddress({ pathname: path, hash: fragment })).toEqual(address);
});

test.each([
  ["/", "", "board"],
  ["/", "#", "board"],
  ["/", "#no spaces here", "board"],
  ["/", `#${"x".repeat(129)}`, "board"],
  ["/document/", "", "document"],
] as const)("[R1333] the address %s%s names no room, but the page %s", (pathname, hash, page) => {
  expect(parseAddress({ pathname, hash })).toEqual({ page });
});

test("[R1333] a new room has a short name that can be read out, and no other room has", () => {
  const ids = Array.from({ length: 1000 }, () => newRoomId());
  for (const id of ids) expect(id).toMatch(/^[a-z]{3,8}-[a-z]{3,8}-[2-9a-z]{6}$/);
  expect(new Set(ids).size).toBe(1000);
  expect(newRoomId((bytes) => bytes.fill(0))).toBe("amber-bay-222222");
});

test("more text is smaller, within what can be read", () => {
  const box = { kind: "note", size: { w: 200, h: 200 } } as const;
  expect(textSize("Tea", box)).toBe(22);
  expect(textSize("word ".repeat(40), box)).toBeLessThan(22);
  expect(textSize("word ".repeat(400), box)).toBe(11);
});

test.each([
  ["live", 0, "server", "Saved on the server"],
  ["offline", 0, "server", "You are offline"],
  ["offline", 3, "device", "Saved on this device"],
  ["offline", 3, "memory", "Only in this tab"],
  ["live", 3, "device", "On its way to the server"],
] as const)("[R985] %s with %i pending and saved %s: %s", (name, pending, saved, title) => {
  expect(savedWords({ name, pending, saved }).title).toBe(title);
});

const shapes = { of: "root", field: "shapes" };

test.each([
  ["A new note", { op: "insert", id: "a", in: shapes, at: "end", fields: { kind: "note" } }],
  ["A new drawing", { op: "insert", id: "a", in: shapes, at: "end", fields: { kind: "ink" } }],
  ["Moved", { op: "set", id: "a", field: "at", value: { x: 0, y: 0 } }],
  ["Deleted", { op: "delete", id: "a" }],
  ["Deleted text", { op: "text", id: "a", field: "text", delta: [1, -2] }],
] as const)("[R986] a change that waits is told in words: %s", (what, op) => {
  expect(changeWords({ shapes: [op] })).toEqual({ what });
});

test("[R986] words that were written can be read in the list, and those of one text or name written anew", () => {
  const typed = { op: "text", id: "a", field: "text", delta: [3, "tea", { insert: "!" }] } as const;
  expect(changeWords({ shapes: [typed] })).toEqual({ what: "Wrote", words: "tea!" });
  expect(rewritable({ ops: { shapes: [typed] } })).toBe("tea!");
  const name = { op: "set", id: "root", field: "title", value: "Plan" } as const;
  expect(rewritable({ ops: { title: [name] } })).toBe("Plan");
  const moved = { op: "set", id: "a", field: "at", value: { x: 0, y: 0 } } as const;
  expect(rewritable({ ops: { shapes: [moved] } })).toBeUndefined();
  expect(rewritable({ ops: { shapes: [typed, typed] } })).toBeUndefined();
});

test("[R986] the letters of a word are one line of the list, and steps of one thing too", () => {
  const letter = (at: number, delta: string) =>
    ({ op: "text", id: "a", field: "text", delta: [at, delta] }) as const;
  const step = { op: "set", id: "a", field: "at", value: { x: 0, y: 0 } } as const;
  const all = [letter(1, "t"), letter(2, "e"), letter(3, "a"), step, step].map((op, id) => ({
    id: String(id),
    ops: { shapes: [op] },
  }));
  expect(changeLines(all)).toEqual([
    { id: "0", what: "Wrote", words: "tea", times: 3 },
    { id: "3", what: "Moved", times: 2 },
  ]);
});

test.each([
  [
    "open",
    undefined,
    undefined,
    /kept in this browser until it is sent. The browser may remove it/,
  ],
  ["open", undefined, true, /has promised not to remove it/],
  ["open", "device.gone", false, /kept in this browser/],
  ["opening", undefined, undefined, /^Looking/],
  [
    "memory",
    "device.full",
    false,
    /^Nothing is kept in this browser: the disk is full.*only in this tab/,
  ],
  ["memory", "device.failed", false, /^Nothing is kept in this browser: it could not be saved/],
  ["memory", "device.forgotten", true, /you signed out in another tab/],
] as const)(
  "[R1025] a device that is %s (%s, promised: %s) reads %s",
  (name, code, isPromised, words) => {
    expect(deviceWords({ name, ...(code !== undefined && { code }) }, isPromised)).toMatch(words);
  },
);
