import {
  BadMessage,
  encodeLock,
  encodeLockAnswer,
  type LockAsk,
  parseDown,
  parseUp,
} from "@alongside/core/engine";
import { expect, test } from "vitest";

test.each<readonly [string, LockAsk, string]>([
  [
    "a record",
    { type: "lock", seat: 1, ask: 2, ms: 30_000, id: "r.1.0" },
    '["q",1,2,30000,"r.1.0"]',
  ],
  [
    "a field, given back",
    { type: "lock", seat: 1, ask: 2, ms: 0, id: "root", field: "title" },
    '["q",1,2,0,"root","title"]',
  ],
  [
    "a record that is taken over",
    { type: "lock", seat: 1, ask: 2, ms: 5000, id: "r.1.0", take: true },
    '["q",1,2,5000,"r.1.0",null,1]',
  ],
])("[R63] [R510] the wire is these texts: up: lock of %s", (_, message, text) => {
  expect(encodeLock(message)).toBe(text);
  expect(parseUp(text)).toEqual(message);
  const parts = JSON.parse(text) as unknown[];
  const more = [...parts, ...Array.from({ length: 8 - parts.length }, () => null)];
  expect(() => parseUp(JSON.stringify(more))).toThrow(BadMessage);
});

test("[R63] a lock that is held, and what changed about one, have few elements", () => {
  const held = { type: "lock", seat: 1, ask: 2, ms: 5000 } as const;
  expect(encodeLockAnswer(held)).toBe('["q",1,2,5000]');
  expect(parseDown('["q",1,2,5000]')).toEqual(held);
  expect(parseDown('["f",1,[["d"]]]')).toEqual({
    type: "locks",
    seat: 1,
    holders: [{ client: "d", targets: [] }],
  });
});
