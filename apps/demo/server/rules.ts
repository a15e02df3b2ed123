import { implement, type Rules } from "@alongside/server";
import { Board } from "../src/board/definition.ts";

/** The rule that never ships to the browser: a locked shape stays as it is until someone unlocks it. */
const rules: Rules<typeof Board> = {
  allow({ ops }, { before }) {
    const locked = new Map(
      before.shapes.flatMap((shape) => (shape.locked ? [[shape.id, shape.kind]] : [])),
    );
    for (const op of ops["shapes"] ?? []) {
      const kind = locked.get(op.id);
      if (kind === undefined || (op.op === "set" && op.field === "locked")) continue;
      const name = kind === "ink" ? "drawing" : kind;
      return { code: "shape.locked", message: `This ${name} is locked. Unlock it to change it.` };
    }
    return true;
  },
};

/** The board with its rules. */
export const board = implement(Board, rules);

/** The same, for a server that hears of changes. */
export function boardHeard(onChange: NonNullable<Rules<typeof Board>["onChange"]>) {
  return implement(Board, { ...rules, onChange });
}
