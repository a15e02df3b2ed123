import { expect, test } from "vitest";
import { type PendingChange, PendingChanges, pendingChange, WINDOW } from "../src/room/pending.ts";

function change(n: number, size = 1): PendingChange {
  const frame = String(n).padEnd(size, "-");
  const typing = { editsTexts: false, isTyping: false, typed: 0, waitsFor: undefined };
  return pendingChange({ n, base: 0, ops: {} }, { ...typing, frame });
}

/** The counters of what is sent. */
function sent(pending: PendingChanges, inFlight = 100): readonly number[] {
  const counters: number[] = [];
  const send = (frame: string): void => void counters.push(Number.parseInt(frame, 10));
  const frame = (): string => "";
  pending.send(inFlight, 0, false, frame, send);
  return counters;
}

test("counters go on after the last one that the server knows, and never back", () => {
  const pending = new PendingChanges(2);
  expect([pending.next, pending.ended]).toEqual([3, 2]);
  pending.skipTo(7);
  expect([pending.next, pending.ended]).toEqual([8, 7]);
  pending.skipTo(4);
  expect([pending.next, pending.ended]).toEqual([8, 7]);
  pending.add(change(8));
  expect([pending.next, pending.ended]).toEqual([9, 7]);
  pending.take(8);
  expect([pending.next, pending.ended]).toEqual([9, 8]);
});

test("[R88, R658] as much as the window holds is under way, and not a character more", () => {
  const full = new PendingChanges(0);
  for (const n of [1, 2]) full.add(change(n, WINDOW / 2));
  expect(sent(full)).toEqual([1, 2]);
  const over = new PendingChanges(0);
  over.add(change(1, WINDOW / 2));
  over.add(change(2, WINDOW / 2 + 1));
  expect(sent(over)).toEqual([1]);
  over.take(1);
  expect(sent(over)).toEqual([2]);
});
