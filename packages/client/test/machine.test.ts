import { expect, test } from "vitest";
import {
  backoff,
  type LinkEvent,
  type LinkState,
  type Moment,
  next,
} from "../src/connection/machine.ts";

const NOW = 100_000;

/** States by the words a row of the table uses for them. */
const STATES: { readonly [name: string]: LinkState } = {
  idle: { name: "idle" },
  authorizing: { name: "authorizing", attempt: 1, isFreshToken: false, rung: 0 },
  dialing: { name: "dialing", attempt: 1, isFreshToken: false, rung: 0 },
  greeting: { name: "greeting", attempt: 1, isFreshToken: false, rung: 0 },
  "greeting by the second": { name: "greeting", attempt: 1, isFreshToken: false, rung: 1 },
  "dialing the last": { name: "dialing", attempt: 1, isFreshToken: false, rung: 2 },
  "dialing once more": { name: "dialing", attempt: 2, isFreshToken: false, rung: 0 },
  "greeting with a fresh token": { name: "greeting", attempt: 1, isFreshToken: true, rung: 0 },
  live: { name: "live", since: NOW - 60_000, attempt: 3, isAsked: false, isWatched: false },
  "live, asked": { name: "live", since: NOW - 60_000, attempt: 3, isAsked: true, isWatched: false },
  "live for a second": {
    name: "live",
    since: NOW - 1000,
    attempt: 3,
    isAsked: false,
    isWatched: false,
  },
  "live, watched": {
    name: "live",
    since: NOW - 60_000,
    attempt: 3,
    isAsked: false,
    isWatched: true,
  },
  "live, watched and asked": {
    name: "live",
    since: NOW - 60_000,
    attempt: 3,
    isAsked: true,
    isWatched: true,
  },
  waiting: {
    name: "waiting",
    attempt: 2,
    isFreshToken: false,
    rung: 0,
    retryAt: NOW + 500,
    reason: { code: "link.lost", message: "" },
  },
  refused: { name: "refused", reason: { code: "auth.forbidden", message: "" } },
  closed: { name: "closed" },
};

const dropped = (code: string): LinkEvent => ({
  type: "dropped",
  reason: { code, message: "why" },
});

const EVENTS: { readonly [name: string]: LinkEvent } = {
  wanted: { type: "wanted" },
  unwanted: { type: "unwanted" },
  authorized: { type: "authorized" },
  opened: { type: "opened" },
  welcomed: { type: "welcomed" },
  sent: { type: "sent" },
  heard: { type: "heard" },
  "paused for 3 s": { type: "paused", ms: 3000 },
  timer: { type: "timer" },
  nudged: { type: "nudged" },
  retry: { type: "retry" },
  found: { type: "found" },
  close: { type: "close" },
  lost: dropped("link.lost"),
  stopping: dropped("server.stopping"),
  "slow reader": dropped("limit.slow-reader"),
  "auth failed": dropped("auth.failed"),
  "auth expired": dropped("auth.expired"),
  "other version": dropped("version.unknown"),
  "signed out": dropped("auth.signed-out"),
};

/** The state after, and what is done: `waiting 0 in 150: hang-up`. */
function after(from: string, event: string, moment: Partial<Moment> = {}): string {
  const state = STATES[from];
  const happening = EVENTS[event];
  if (state === undefined || happening === undefined)
    throw new Error(`No such row: ${from}, ${event}`);
  const [then, ...effects] = next(state, happening, {
    now: NOW,
    random: 0.5,
    hasTokens: false,
    rungs: 1,
    isProven: false,
    unanswered: undefined,
    ...moment,
  });
  const words: string[] = [then.name];
  if ("attempt" in then && then.name !== "live") words.push(String(then.attempt));
  if ("isFreshToken" in then && then.isFreshToken) words.push("fresh");
  if ("isWatched" in then && then.isWatched) words.push("watched");
  if ("isAsked" in then && then.isAsked) words.push("asked");
  for (const effect of effects)
    words.push(
      effect.type === "timer"
        ? `${effect.ms}ms`
        : effect.type === "dial" && effect.rung > 0
          ? `dial ${effect.rung}`
          : effect.type,
    );
  return words.join(" ");
}

test.each([
  // [R80] from, event, then
  ["idle", "wanted", "dialing 0 dial 5000ms"],
  ["idle", "nudged", "idle"],
  ["idle", "retry", "idle"],
  ["idle", "lost", "idle"],
  ["dialing", "wanted", "dialing 1"],
  ["dialing", "opened", "greeting 1 greet 10000ms"],
  ["dialing", "timer", "waiting 2 hang-up 600ms"],
  ["dialing", "lost", "waiting 2 hang-up 600ms"],
  ["dialing", "unwanted", "idle hang-up"],
  ["greeting", "welcomed", "live 30000ms"],
  ["greeting", "opened", "greeting 1"],
  ["greeting", "timer", "waiting 2 hang-up 600ms"],
  // [R82] A silent link is asked, then dropped.
  ["live", "timer", "live asked ping 10000ms"],
  ["live, asked", "heard", "live 30000ms"],
  ["live, asked", "timer", "waiting 0 hang-up 150ms"],
  ["live", "heard", "live"],
  ["live", "nudged", "live asked ping 4000ms"],
  ["live, asked", "nudged", "live asked"],
  ["live", "unwanted", "idle hang-up"],
  // [R81] What worked is tried again soon, what did not last later and later.
  ["live", "lost", "waiting 0 hang-up 150ms"],
  ["live", "stopping", "waiting 0 hang-up 150ms"],
  ["live", "slow reader", "waiting 0 hang-up 150ms"],
  ["live for a second", "lost", "waiting 4 hang-up 2400ms"],
  ["live for a second", "slow reader", "waiting 4 hang-up 2400ms"],
  ["waiting", "timer", "dialing 2 dial 5000ms"],
  ["waiting", "nudged", "dialing 2 dial 5000ms"],
  ["waiting", "retry", "dialing 0 dial 5000ms"],
  ["waiting", "lost", "waiting 2"],
  // [R83, R656] What cannot get better by itself is not tried again.
  ["live", "other version", "refused hang-up"],
  ["greeting", "auth failed", "refused hang-up"],
  ["refused", "nudged", "refused"],
  ["refused", "wanted", "refused"],
  ["refused", "timer", "refused"],
  ["refused", "retry", "dialing 0 dial 5000ms"],
  // [R83] Its own earlier hello came late.
  ["live", "close", "closed hang-up"],
  ["closed", "wanted", "closed"],
  ["closed", "retry", "closed"],
])("[R80] %s, %s: %s", (from, event, then) => {
  expect(after(from, event)).toBe(then);
});

test.each([
  ["idle", "wanted", "authorizing 0 get-token 30000ms"],
  ["authorizing", "authorized", "dialing 1 dial 5000ms"],
  ["authorizing", "timer", "waiting 2 hang-up 600ms"],
  ["authorizing", "lost", "waiting 2 hang-up 600ms"],
  ["dialing", "authorized", "dialing 1"],
  ["live", "authorized", "live"],
  ["greeting", "auth failed", "waiting 2 fresh hang-up 600ms"],
  ["greeting with a fresh token", "auth failed", "refused hang-up"],
  ["greeting with a fresh token", "auth expired", "refused hang-up"],
  ["greeting with a fresh token", "lost", "waiting 2 hang-up 600ms"],
  ["live", "auth expired", "waiting 0 fresh hang-up 150ms"],
  ["live for a second", "auth expired", "waiting 4 fresh hang-up 2400ms"],
])("[R83, R655] with tokens: %s, %s: %s", (from, event, then) => {
  expect(after(from, event, { hasTokens: true })).toBe(then);
});

test.each([
  // [R250] What does not get through is followed by the next way at once, and after the last one waits.
  ["dialing", "lost", "dialing 1 hang-up dial 1 5000ms"],
  ["dialing", "timer", "dialing 1 hang-up dial 1 5000ms"],
  ["greeting", "timer", "dialing 1 hang-up dial 1 5000ms"],
  ["greeting by the second", "lost", "dialing 1 hang-up dial 2 5000ms"],
  ["dialing the last", "lost", "waiting 2 hang-up 600ms"],
  // What the server says itself came through.
  ["greeting", "stopping", "waiting 2 hang-up 600ms"],
  ["greeting", "other version", "refused hang-up"],
  ["live", "lost", "waiting 0 hang-up 150ms"],
  ["live, asked", "timer", "waiting 0 hang-up 150ms"],
  // [R251] A better one takes over while the connection works.
  ["live", "found", "greeting 0 switch greet 10000ms"],
  ["waiting", "found", "waiting 2"],
  ["idle", "found", "idle"],
])("[R250] [R251] with three ways: %s, %s: %s", (from, event, then) => {
  expect(after(from, event, { rungs: 3 })).toBe(then);
});

test.each([
  ["dialing", "lost", "waiting 2 hang-up 600ms"],
  ["dialing once more", "lost", "dialing 2 hang-up dial 1 5000ms"],
])("[R720] what has worked before is tried twice more: %s, %s: %s", (from, event, then) => {
  expect(after(from, event, { rungs: 3, isProven: true })).toBe(then);
});

test.each<[from: string, event: string, unansweredMs: number | undefined, then: string]>([
  ["live", "sent", 0, "live watched 4000ms"],
  ["live", "sent", undefined, "live"],
  ["live, watched", "sent", 3000, "live watched"],
  // The timer was that of a change which is answered by now; the next one is not that old.
  ["live, watched", "timer", undefined, "live 30000ms"],
  ["live, watched", "timer", 1500, "live watched 2500ms"],
  ["live, watched", "timer", 4000, "live watched asked ping 4000ms"],
  ["live, watched and asked", "heard", 5000, "live watched 4000ms"],
  ["live, watched and asked", "heard", undefined, "live 30000ms"],
  ["live, watched and asked", "timer", 8000, "waiting 0 hang-up 150ms"],
  // A ping of the heartbeat is out already: now somebody waits.
  ["live, asked", "sent", 0, "live watched asked 4000ms"],
  ["dialing", "sent", 0, "dialing 1"],
])("[R351] %s, %s, unanswered for %s ms: %s", (from, event, ms, then) => {
  const unanswered = ms === undefined ? undefined : { since: NOW - ms, size: 0 };
  expect(after(from, event, { unanswered })).toBe(then);
});

test.each([
  ["live", "live watched 7000ms"],
  ["live, asked", "live watched 7000ms"],
  ["live, watched and asked", "live watched 7000ms"],
  ["dialing", "dialing 1"],
])("[R552] %s, paused for 3 s: %s", (from, then) => {
  const unanswered = { since: NOW - 8000, size: 0 };
  expect(after(from, "paused for 3 s", { unanswered })).toBe(then);
});

test("[R351] a large change has the time that a slow link needs for it", () => {
  const unanswered = { since: NOW, size: 64_000 };
  expect(after("live", "sent", { unanswered })).toBe("live watched 6000ms");
});

test("[R762] who is signed out stays away, also where a fresh token is tried for others", () => {
  expect(after("authorizing", "signed out", { hasTokens: true })).toBe("refused hang-up");
  expect(after("live", "signed out", { hasTokens: true })).toBe("refused hang-up");
});

test("[R81] the delay doubles up to 5 s, and after ten tries up to 8 s, and chance picks from all of it", () => {
  expect([0, 1, 2, 4, 5, 9, 10, 60].map((attempt) => backoff(attempt, 1))).toEqual([
    300, 600, 1200, 4800, 5000, 5000, 8000, 8000,
  ]);
  expect(backoff(3, 0)).toBe(0);
  expect(backoff(3, 0.25)).toBe(600);
});
