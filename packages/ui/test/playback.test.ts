import { expect, test } from "vitest";
import { historyWords } from "../src/history-words.ts";
import { Playback } from "../src/playback.ts";

test("[R1605] a player goes on by time and speed, whatever a frame takes, and once a second for who wants less motion", () => {
  const even = new Playback();
  let sum = 0;
  for (let i = 0; i < 100; i++) sum += even.advance(10, 4, false);
  expect(sum).toBe(32);
  const calm = new Playback();
  const steps = Array.from({ length: 20 }, () => calm.advance(100, 1, true));
  expect(steps.filter((step) => step > 0)).toEqual([8, 8]);
});

test("[R1605] a moment is said as today, yesterday or a date, and why there is no past in words", () => {
  const now = new Date(2026, 10, 30, 12, 0, 0);
  const at = (...parts: [number, number, number, number, number]) =>
    historyWords.momentOf(new Date(...parts), now);
  expect(at(2026, 10, 30, 9, 5)).toBe("today 09:05:00");
  expect(at(2026, 10, 29, 14, 2)).toBe("yesterday 14:02");
  expect(at(2026, 9, 3, 14, 2)).toBe("October 3, 2026, 14:02");
  expect(historyWords.historyFailed("history.forbidden", "")).toBe(
    "You may not see the history of this page",
  );
});
