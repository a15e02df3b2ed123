import { expect, test } from "vitest";
import { SECRET_MARK } from "../src/app/board.ts";
import { Frames, textOf } from "../src/network/frames.ts";

const MARK = [...Buffer.from(SECRET_MARK)];

/** A tick of bytes: with `text` as what is told of people, and `places` behind it. */
function tick(text: string, places: readonly number[]): Uint8Array {
  const told = Buffer.from(text);
  return Uint8Array.of(1, 0, 1, 1, told.length, ...told, ...places);
}

function lettersOf(frame: Uint8Array): string {
  return textOf(frame, new Frames().read(frame, new Map([[0, "board:r"]])));
}

test("two bytes of a place that happen to be the mark of a secret tell no secret", () => {
  expect(lettersOf(tick("", MARK))).not.toContain(SECRET_MARK);
});

test("the mark of a secret is found in what a frame of bytes tells of people", () => {
  expect(lettersOf(tick(`[[["ann",{"name":"${SECRET_MARK}"}]],[]]`, []))).toContain(SECRET_MARK);
});
