import type { FeedOp } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { Mask } from "../../src/store/erasing/mask.ts";
import { PostEraser } from "../../src/store/erasing/post-eraser.ts";

test("[R1970] erasing who has commented on a range of a text masks the letters that they quoted, in the post and in the log", () => {
  const isAnn = (user: string | undefined): boolean => user === "ann";
  const eraser = new PostEraser(new Mask(isAnn), isAnn, "erased");
  const on = { text: { id: "root", field: "body", words: "secret", from: 2, to: 8 } };
  const hidden = { text: { ...on.text, words: "██████" } };
  const op: FeedOp = { op: "feed", id: "a.1.0", act: ["post", "why?", { on }] };
  expect(eraser.op(op, true).act[2]).toEqual({ on: hidden });
  expect(eraser.op(op, false)).toBe(op);
  const post = { feed: "f", seq: 1, i: 0, id: "a.1.0", author: "ann", at: 1, last: 1 };
  const erased = eraser.post({ ...post, json: JSON.stringify({ body: "why?", on }) });
  expect(JSON.parse(erased.json)).toEqual({ body: "████", on: hidden });
});
