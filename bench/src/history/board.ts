import { counter, defineRoom, list, text, value } from "@alongside/core";

/** A board with a page. */
export const Board = defineRoom("board", {
  version: 1,
  storage: {
    votes: counter(),
    page: text(),
    shapes: list({ at: value({ x: 0, y: 0 }), color: value("black") }),
  },
});
