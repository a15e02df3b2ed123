import { expect, test } from "vitest";
import { Pause } from "../../src/session/pause.ts";
import { settle, TestClock } from "../room/test-clock.ts";

test("[R287] however many rooms wait until there is place, one timer waits for them", async () => {
  const clock = new TestClock();
  let timers = 0;
  const counted = {
    now: () => clock.now(),
    after: (ms: number, fn: () => void) => {
      timers += 1;
      return clock.after(ms, fn);
    },
  };
  const pause = new Pause(counted, 33);
  const waits = Array.from({ length: 100 }, () => pause.over());
  let isOver = false;
  const all = Promise.all(waits).then(() => (isOver = true));
  await clock.advance(32);
  expect([timers, isOver]).toEqual([1, false]);
  await clock.advance(1);
  await all;
  void pause.over();
  await settle();
  expect(timers).toBe(2);
});
