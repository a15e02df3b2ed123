import { expect, test } from "vitest";
import { defineRoom, feed, value } from "@alongside/core";
import { parseUp } from "@alongside/core/engine";

function room(feeds: object, storage: object = {}): unknown {
  return defineRoom("talk", { version: 1, storage, feeds } as never);
}

test("[R1731] a feed is named apart from storage, and what is none is told with its path", () => {
  expect(room({ chat: feed(value("")) })).toMatchObject({ feeds: { chat: { "~kind": "feed" } } });
  expect(() => room({ chat: value("") })).toThrow("feeds.chat should be a feed()");
  expect(() => room({ chat: null })).toThrow("feeds.chat should be a feed()");
  expect(() => room([])).toThrow("feeds should be an object");
  expect(() => room({ chat: feed(value("")) }, { chat: value("") })).toThrow("feeds.chat");
  expect(() => room({ chat: feed(value("")) }, { feeds: value("") })).toThrow("storage.feeds");
  expect(() => room({ "a.b": feed(value("")) })).toThrow("feeds.a.b");
  for (const maxSize of [0, -1, 1.5, 262_145, Number.NaN, "9"])
    expect(() => feed(value(""), { maxSize } as never)).toThrow("maxSize");
});

const ID = "ana-aaaaaaaaa.1.0";

function parsed(act: unknown): unknown {
  return parseUp(JSON.stringify(["c", 1, 1, 0, ["chat", [["f", ID, act]]]]));
}

test("[R1732] acts of each kind are read, and what is none is refused, with the value and the limit", () => {
  const good = [
    ["post", { text: "" }],
    ["post", "x", { to: ID, mentions: ["ann"], on: { record: ID } }],
    ["post", "x", { on: { point: { x: 1, y: [2] } } }],
    ["edit", null],
    ["edit", 1, []],
    ["delete"],
    ["react", "👍", 1],
    ["pin", 0],
    ["resolve", 1],
  ];
  for (const act of good)
    expect(parsed(act)).toMatchObject({ ops: { chat: [{ op: "feed", id: ID, act }] } });
  const bad: readonly (readonly [unknown, string])[] = [
    ["post", "array"],
    [[], "Unknown act"],
    [["__proto__"], "Unknown act"],
    [["post"], "2 to 3 elements"],
    [["post", "x", null], "object"],
    [["post", "x", { too: ID }], "unknown field too"],
    [["post", "x", { to: 1 }], "to should be"],
    [["post", "x", { to: "" }], "to should be"],
    [["post", "x", { mentions: "ann" }], "mentions"],
    [["post", "x", { mentions: [1] }], "mentions"],
    [["post", "x", { mentions: Array(51).fill("a") }], "51 users are mentioned, the limit is 50"],
    [["post", "x", { on: {} }], "on should be"],
    [["post", "x", { on: { record: ID, point: 1 } }], "on should be"],
    [["post", "x", { on: { point: "x".repeat(1024) } }], "1026 characters, the limit is 1024"],
    [["edit"], "2 to 3 elements"],
    [["edit", 1, { length: 1 }], "array"],
    [["delete", 1], "1 elements"],
    [["react", "", 1], "1 to 64 characters"],
    [["react", "x".repeat(65), 1], "1 to 64 characters"],
    [["react", "__proto__", 1], "1 to 64 characters"],
    [["react", "\ud83d", 1], "1 to 64 characters"],
    [["react", "x", true], "0 or 1"],
    [["pin", 2], "0 or 1"],
    [["resolve"], "2 elements"],
    [["post", "x", {}, 1], "limit is 3"],
  ];
  for (const [act, words] of bad) expect(() => parsed(act)).toThrow(words);
});
