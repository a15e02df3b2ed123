import { expect, test } from "vitest";
import { ladderOf } from "../src/transports/ladder.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakePage } from "./support/fake-page.ts";

const URL = "wss://board.test/live";
const NAMES = ["websocket", "stream", "polling"] as const;

test("[R965] the way that worked is tried first by page loads of the next half hour, of that server alone", () => {
  const [page, clock] = [new FakePage(), new FakeClock()];
  ladderOf(NAMES, page).worked(1, URL, clock);
  const later = ladderOf(NAMES, page);
  expect(later.first(URL, clock)).toBe(1);
  expect(later.first("wss://other.test/live", clock)).toBe(0);
  expect(ladderOf(["polling", "stream"], page).first(URL, clock)).toBe(1);
  expect(ladderOf(["websocket", "polling"], page).first(URL, clock)).toBe(0);
  clock.pass(30 * 60_000 - 1);
  expect(later.first(URL, clock)).toBe(1);
  clock.pass(1);
  expect(later.first(URL, clock)).toBe(0);
});

test("[R965] nothing is remembered where the best way works, unless that is news", () => {
  const [page, clock] = [new FakePage(), new FakeClock()];
  const ladder = ladderOf(NAMES, page);
  ladder.worked(0, URL, clock);
  expect(page.kept.size).toBe(0);
  ladder.worked(2, URL, clock);
  ladder.worked(0, URL, clock);
  expect(ladder.first(URL, clock)).toBe(0);
});

test.each(["", "stream", "stream soon", "stream 99999999999999", "sleigh 1000001", "9 1000001"])(
  "[R965] what else is stored there, or is from a clock that was set back, is passed over: %j",
  (stored) => {
    const [page, clock] = [new FakePage(), new FakeClock()];
    page.remember(`alongside:way:${URL}`, stored);
    expect(ladderOf(NAMES, page).first(URL, clock)).toBe(0);
  },
);
