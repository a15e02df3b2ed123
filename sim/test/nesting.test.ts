import type { Entry, Op } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { checkNesting } from "../src/checkers/nesting.ts";

const into = (of: string) => ({ of, field: of === "root" ? "tree" : "branches" }) as const;

const insert = (id: string, of: string): Op => ({
  op: "insert",
  id,
  in: into(of),
  at: "end",
  fields: {},
});

const move = (id: string, of: string): Op => ({ op: "move", id, in: into(of), at: "end" });

function entry(ops: readonly Op[]): Entry {
  const by = { actor: "ann", client: "ann", n: 1 } as const;
  return { seq: 1, at: 1, ...by, kind: "change", ops: { tree: ops } };
}

/** Records `a0`, `a1` and so on, each in the one before. */
const tower = (name: string, levels: number): readonly Op[] =>
  Array.from({ length: levels }, (_, i) =>
    insert(`${name}${i}`, i === 0 ? "root" : `${name}${i - 1}`),
  );

test("[R335] the simulator finds a record that a log puts into itself, however far down", () => {
  const log = [...tower("a", 5), ...tower("b", 2)];
  expect(() => checkNesting([entry([...log, move("b0", "a4")])])).not.toThrow();
  for (const inner of ["a0", "a1", "a4"])
    expect(() => checkNesting([entry([...log, move("a0", inner)])])).toThrow("a0 into itself");
  // By two moves that are each right without the other.
  const both = [move("b0", "a4"), move("a0", "b1")];
  expect(() => checkNesting([entry([...log, ...both])])).toThrow("a0 into itself");
});

test("[R335] and records deeper than they may stand, by an insert or by a move of what has much in it", () => {
  expect(() => checkNesting([entry(tower("a", 64))])).not.toThrow();
  expect(() => checkNesting([entry(tower("a", 65))])).toThrow("65 deep");
  const log = [...tower("a", 40), ...tower("b", 30)];
  expect(() => checkNesting([entry([...log, move("b0", "a33")])])).not.toThrow();
  expect(() => checkNesting([entry([...log, move("b0", "a34")])])).toThrow("65 deep");
});
