import type { Json } from "@alongside/core";
import type { OpsByKey } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import { expect, test } from "vitest";
import { Carets } from "../../src/text/carets.ts";

const ANN = "ann";

function caret(head: number, seq: number): { readonly caret: Json } {
  return { caret: { id: "root", field: "page", anchor: 0, head, seq } };
}

function edits(delta: Delta, field = "page"): OpsByKey {
  return { [field]: [{ op: "text", id: "root", field, delta }] };
}

test("[R185] a caret that is ahead of the log here waits for it, and counts what comes after it alone", () => {
  const carets = new Carets(["caret"]);
  expect(carets.arrived(ANN, { ...caret(5, 7), name: "Ann" }, 5)).toEqual({ name: "Ann" });
  carets.edited(6, "bob", edits(["12"]));
  expect(carets.due(6)).toEqual([]);
  carets.edited(7, "bob", edits(["12"]));
  expect(carets.due(7)).toEqual([{ client: ANN, presence: caret(5, 7) }]);
  expect(carets.due(8)).toEqual([]);
  // Behind the one it waits for, in the same message.
  carets.arrived(ANN, caret(5, 9), 8);
  carets.edited(9, "bob", edits(["12"]));
  carets.edited(10, "bob", edits(["12"]));
  carets.edited(11, "bob", edits(["12"], "title"));
  expect(carets.due(11)).toEqual([{ client: ANN, presence: caret(7, 9) }]);
});

test("[R185] a newer caret, or none, takes the place of one that waits", () => {
  const carets = new Carets(["caret"]);
  carets.arrived(ANN, caret(5, 7), 5);
  carets.arrived("bob", caret(1, 7), 5);
  expect(carets.arrived(ANN, caret(6, 5), 5)).toEqual(caret(6, 5));
  expect(carets.arrived("bob", { caret: null }, 5)).toEqual({ caret: null });
  expect(carets.due(9)).toEqual([]);
  carets.arrived(ANN, caret(5, 7), 5);
  carets.clear();
  expect(carets.due(9)).toEqual([]);
});

test("[R185] a caret that is shown moves with each edit after it; what its owner types takes it along", () => {
  const carets = new Carets(["caret"]);
  const here = caret(5, 3);
  expect(carets.edited(3, "bob", edits(["x"]))?.(ANN, here)).toBe(here);
  expect(carets.edited(4, "bob", edits(["x"], "title"))?.(ANN, here)).toBe(here);
  expect(carets.edited(4, "bob", edits([2, "x"]))?.(ANN, here)).toEqual(caret(6, 3));
  expect(carets.edited(4, "bob", edits([5, "x"]))?.(ANN, here)).toBe(here);
  expect(carets.edited(4, ANN, edits([5, "x"]))?.(ANN, here)).toEqual(caret(6, 3));
  expect(carets.edited(4, "bob", edits([2, -9]))?.(ANN, here)).toEqual(caret(2, 3));
});
