import type { Op } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { checkApart, type Listed } from "../src/checkers/apart.ts";

const insert: Op = {
  op: "insert",
  id: "a",
  in: { of: "root", field: "shapes" },
  at: "end",
  fields: {},
};
const remove: Op = { op: "delete", id: "a" };

function listed(code: string, op: Op): Listed {
  return { code, ops: { shapes: [op] } };
}

test("what was written to a record is not listed apart from the refused change that made it", () => {
  for (const code of ["rule.forbidden", "room.rewound"]) {
    const list = [listed(code, insert), listed(code, remove)];
    expect(() => checkApart(list)).toThrow("what was written to a");
  }
  const later = [listed("room.rewound", insert), listed("rule.forbidden", remove)];
  expect(() => checkApart(later)).toThrow("what was written to a");
});

test("an undo that could not go on as the log went back is listed before the server refuses what it would have undone", () => {
  const list = [listed("room.rewound", remove), listed("rule.forbidden", insert)];
  expect(() => checkApart(list)).not.toThrow();
});
