import { expect, test } from "vitest";
import { Ledger } from "../../src/room/ledger.ts";

test("[R543] who was refused a million changes and says to have heard of none is told of the newest", () => {
  const ledger = new Ledger();
  const kept = [1_000_001, "rule.forbidden", "Not that"] as const;
  ledger.load(["ann", "user-1", 1_000_001, 7, [kept], [1, 1_000_000]]);
  const told = ledger.refusedAfter("ann", 0);
  expect(told).toHaveLength(10_000);
  expect(told[0]).toEqual([990_002, "change.refused", expect.any(String)]);
  expect(told.at(-1)).toEqual(kept);
  expect(ledger.refusedAfter("ann", 1_000_000)).toEqual([kept]);
  expect(ledger.refusedAfter("bob", 0)).toEqual([]);
});
