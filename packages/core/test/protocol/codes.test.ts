import { expect, test } from "vitest";
import { CLOSE_CODES, closeCodeOf, CODE_MEANINGS, CODES, isFinal } from "@alongside/core/engine";

test("[R64] every code has a name of two parts, a remedy and a sentence", () => {
  expect(Object.keys(CODE_MEANINGS).toSorted()).toEqual(Object.keys(CODES).toSorted());
  for (const [code, remedy] of Object.entries(CODES)) {
    expect(code).toMatch(/^[a-z]+\.[a-z-]+$/);
    expect(["resume", "retry", "stop", "none"]).toContain(remedy);
    expect(CODE_MEANINGS[code as keyof typeof CODES]).toMatch(/^[A-Z].*\.$/);
  }
});

test("[R64] a WebSocket close code stands for one code, in the range that is free for apps or as the protocol has it", () => {
  const closes = Object.values(CLOSE_CODES);
  expect(new Set(closes).size).toBe(closes.length);
  for (const close of closes) expect(close === 1012 || (close >= 4000 && close < 5000)).toBe(true);
});

test("[R64] a code that has no WebSocket close code of its own closes as an invalid message does", () => {
  expect(closeCodeOf("auth.expired")).toBe(4402);
  expect(closeCodeOf("message.invalid")).toBe(4400);
  expect(closeCodeOf("room.reset")).toBe(4400);
});

test("[R64] which codes keep a page away; after one that is not known it is tried again", () => {
  for (const [code, remedy] of Object.entries(CODES)) expect(isFinal(code)).toBe(remedy === "stop");
  expect(isFinal("auth.failed")).toBe(true);
  for (const code of ["room.reset", "server.stopping", "future.code", "toString", "__proto__"])
    expect(isFinal(code)).toBe(false);
});
