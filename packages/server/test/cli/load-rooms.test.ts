import { defineRoom, value } from "@alongside/core";
import { expect, test } from "vitest";
import { roomsOf } from "../../src/cli/load-rooms.ts";
import { implement } from "../../src/implement.ts";

const Board = defineRoom("board", { version: 1, storage: { title: value("") } });
const Chat = defineRoom("chat", { version: 1, storage: { topic: value("") } });

test("[R141] rooms are found among all exports, and in lists", () => {
  expect(roomsOf({ Board, Chat, other: 7, nothing: null, text: "board" })).toEqual([Board, Chat]);
  expect(roomsOf({ default: [Board, Chat] })).toEqual([Board, Chat]);
  expect(roomsOf({ default: { Board } })).toEqual([]);
});

test("[R141] where a definition and its implementation are exported, the implementation counts", () => {
  const board = implement(Board, { authorize: () => "read" });
  expect(roomsOf({ Board, board })).toEqual([board]);
  expect(roomsOf({ board, Board })).toEqual([board]);
});
