import { type Op, Replica, UndoStep } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { ANA, id, move, named, notes, outline, restore, schema, setText, trash } from "./notes.ts";

const A = id(ANA, 1);
const B = id(ANA, 1, 1);
const C = id(ANA, 1, 2);

/** Three notes, `b` in `a`. */
function page(): Replica {
  const replica = new Replica(schema);
  replica.confirm(notes(named(A, "a"), named(B, "b", "end", A), named(C, "c")));
  return replica;
}

/** Writes ops as change 1 and notes them. */
function noted(replica: Replica, ...ops: readonly Op[]): UndoStep {
  const step = new UndoStep();
  const open = replica.begin(1);
  for (const op of ops) {
    step.note(replica, 1, "notes", op);
    open.push("notes", op);
  }
  replica.confirm(undefined, 1);
  return step;
}

/** Takes a step back as change 2. Returns how many ops that took. */
function takeBack(replica: Replica, step: UndoStep): number {
  const open = replica.begin(2);
  let count = 0;
  for (const [key, op] of step.ops(replica, 2)) {
    open.push(key, op);
    count += 1;
  }
  return count;
}

test("[R241] a record does not return into one that stands in it by now", () => {
  const replica = page();
  const step = noted(replica, move(B, "root"));
  expect(outline(replica)).toBe("a c b");
  replica.confirm(notes(move(A, B)));
  expect(outline(replica)).toBe("c b(a)");
  expect(takeBack(replica, step)).toBe(0);
  expect(outline(replica)).toBe("c b(a)");
});

test("[R241] a record does not return into one that is gone, and what went with that is not brought back", () => {
  const replica = page();
  const moved = noted(replica, move(B, "root"));
  replica.confirm(notes(trash(A)));
  expect(takeBack(replica, moved)).toBe(0);

  const other = page();
  const gone = noted(other, trash(B));
  other.confirm(notes(trash(A)));
  expect(takeBack(other, gone)).toBe(0);
  expect(outline(other)).toBe("c");
});

test("[R240] what was moved there and back, made and thrown away in one step is as it was", () => {
  const replica = page();
  const before = outline(replica);
  const D = id(ANA, 1, 3);
  const step = noted(
    replica,
    move(C, "root", "start"),
    named(D, "d"),
    move(B, D),
    trash(D),
    move(C, A, "end"),
  );
  expect(outline(replica)).toBe("a(c)");
  takeBack(replica, step);
  expect(outline(replica)).toBe(before);
});

test("[R241] a place that is gone is the one before its old right neighbour", () => {
  const replica = page();
  const step = noted(replica, move(C, A));
  expect(outline(replica)).toBe("a(b c)");
  replica.confirm(notes(move(B, "root", "start")));
  takeBack(replica, step);
  expect(outline(replica)).toBe("b a c");

  const other = new Replica(schema);
  other.confirm(notes(named(A, "a"), named(B, "b"), named(C, "c")));
  const middle = noted(other, move(B, C));
  other.confirm(notes(move(A, C, "start")));
  takeBack(other, middle);
  expect(outline(other)).toBe("b c(a)");
});

test("[R323, R744] what stands in the trash goes back with what is seen, and what is seen does not go there", () => {
  const replica = page();
  const step = noted(replica, move(B, "root", "start"), setText(C, "written"));
  expect(outline(replica)).toBe("b a written");
  replica.confirm(notes(trash(A)));
  expect(takeBack(replica, step)).toBe(1);
  expect(outline(replica)).toBe("b c");

  const other = page();
  const both = noted(other, move(B, "root", "start"), setText(C, "written"));
  other.confirm(notes(trash(B)));
  expect(takeBack(other, both)).toBe(2);
  other.confirm(notes(restore(B)));
  expect(outline(other)).toBe("a(b) c");
});
