import { implement } from "@alongside/server";
import { Board } from "../rooms/board.ts";

/** The board with its rules, which never reach the browser. */
export const board = implement(Board, {
  allow({ ops }, { before }) {
    const locked = new Set(before.shapes.filter((shape) => shape.locked).map(({ id }) => id));
    const isKept = (ops["shapes"] ?? []).some(
      (op) => locked.has(op.id) && !(op.op === "set" && op.field === "locked"),
    );
    return !isKept || { code: "shape.locked", message: "This shape is locked. Unlock it first." };
  },
});
