import { expect, test } from "vitest";
import { CODE_MEANINGS, codeOfClose, CODES, remedyFor } from "@alongside/core";

const closes = Object.entries(CODES).flatMap(([code, info]) =>
  "close" in info ? [[code, info.close] as const] : [],
);

test("[R64] every code has a name of two parts, a remedy and a sentence", () => {
  expect(Object.keys(CODE_MEANINGS).toSorted()).toEqual(Object.keys(CODES).toSorted());
  for (const [code, { remedy }] of Object.entries(CODES)) {
    expect(code).toMatch(/^[a-z]+\.[a-z-]+$/);
    expect(["resume", "retry", "stop", "none"]).toContain(remedy);
    expect(CODE_MEANINGS[code as keyof typeof CODES]).toMatch(/^[A-Z].*\.$/);
  }
});

test("[R64] a WebSocket close code stands for one code, in the range that is free for apps or as the protocol has it", () => {
  const numbers = closes.map(([, close]) => close);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const [code, close] of closes) {
    expect(close === 1012 || (close >= 4000 && close < 5000)).toBe(true);
    expect(codeOfClose(close)).toBe(code);
  }
});

test("[R64] a close code that is nobody's has no code", () => {
  for (const close of [1000, 1006, 4000, 0, NaN]) expect(codeOfClose(close)).toBeUndefined();
});

test("[R64] what to do about a code; one that is not known is tried again", () => {
  expect(remedyFor("auth.failed")).toBe("stop");
  expect(remedyFor("room.reset")).toBe("resume");
  expect(remedyFor("server.stopping")).toBe("retry");
  expect(remedyFor("future.code")).toBe("retry");
  expect(remedyFor("toString")).toBe("retry");
  expect(remedyFor("__proto__")).toBe("retry");
});
