import type { Frame } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { Pace } from "../src/connection/pace.ts";
import { FakeClock } from "./support/fake-clock.ts";

function pacing() {
  const clock = new FakeClock();
  const sent: string[] = [];
  const send = (frame: Frame, isChange: boolean): void => {
    if (!pace.holds(frame, isChange)) sent.push(String(frame));
  };
  const pace = new Pace(clock, send);
  return { clock, sent, pace, send };
}

const names = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `change ${from + i}`);

test("[R554] changes go a second's worth ahead, and then as fast as welcome says, in order", () => {
  const { clock, sent, pace, send } = pacing();
  pace.begin({ messages: 1000, changes: 10, bytes: 1e6 });
  for (const name of names(1, 30)) send(name, true);
  expect(sent).toEqual(names(1, 11));
  expect(pace.buffered).toBeGreaterThan(100);
  clock.pass(1000);
  expect(sent).toEqual(names(1, 21));
  clock.pass(1000);
  expect(sent).toEqual(names(1, 30));
  expect(pace.buffered).toBe(0);
});

test("[R554] nothing is sent during a pause, which may be said again", () => {
  const { clock, sent, pace, send } = pacing();
  pace.pause(3000);
  send("a", false);
  clock.pass(2900);
  pace.pause(3000);
  clock.pass(2900);
  expect(sent).toEqual([]);
  clock.pass(100);
  send("b", false);
  expect(sent).toEqual(["a", "b"]);
});

test("[R554] what waits goes at once where the page may be gone in a moment, and nowhere once the link is another one", () => {
  const { sent, pace, send } = pacing();
  pace.pause(3000);
  send("a", true);
  pace.flush(true);
  expect(sent).toEqual(["a"]);
  pace.pause(3000);
  send("b", true);
  pace.end();
  send("hello", false);
  expect(sent).toEqual(["a", "hello"]);
});
