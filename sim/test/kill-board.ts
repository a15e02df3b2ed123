import { counter, defineRoom, list, value } from "@alongside/core";

export const Board = defineRoom("board", {
  version: 1,
  storage: { votes: counter(), notes: list({ by: value(""), n: value(0) }) },
});
