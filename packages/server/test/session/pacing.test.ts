import type { OpsByKey } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { workAfter, workOf, workOfBytes } from "../../src/room/work.ts";
import { Purses } from "../../src/session/purses.ts";
import { limitsWith } from "../../src/limits.ts";
import { titled, vote } from "../room/board.ts";
import type { Peer } from "../room/peer.ts";
import { settle } from "../room/test-clock.ts";
import { byName, World } from "../room/world.ts";

/** The budgets that a test does not speak of are as good as none. */
const MANY = {
  messagesPerSecond: 1e9,
  changesPerSecond: 1e9,
  bytesPerSecond: 1e9,
  workPerSecond: 1e9,
};

const pauses = (peer: Peer): readonly number[] => peer.take("pause").map(({ ms }) => ms);

/** Which of its changes a peer has heard of since it was asked last. */
const acked = (peer: Peer): readonly number[] =>
  peer.entries().flatMap((entry) => ("ack" in entry ? [entry.ack] : []));

test("[R550] who sends more changes than may come is paused, and heard again when the budget has refilled", async () => {
  const world = new World({ limits: { ...MANY, changesPerSecond: 10 } });
  const ann = await world.join("ann");
  for (let n = 1; n <= 24; n++) ann.change(vote);
  await settle();
  // Those of two seconds at once, and the one that is owed.
  expect(acked(ann)).toHaveLength(21);
  expect(pauses(ann)).toEqual([100]);
  await world.clock.advance(100);
  expect(acked(ann)).toEqual([22]);
  await world.clock.advance(1000);
  expect(acked(ann)).toEqual([23, 24]);
  expect(ann.end).toBeUndefined();
});

test("[R550] a long pause is said again every three seconds", async () => {
  const world = new World({ limits: { ...MANY, bytesPerSecond: 1000, messageBytes: 2000 } });
  const ann = await world.join("ann");
  ann.change(titled("x".repeat(12_000)));
  await settle();
  expect(acked(ann)).toEqual([1]);
  await world.clock.advance(9000);
  expect(pauses(ann)).toEqual([3000, 3000, 3000, expect.any(Number)]);
  ann.change(vote);
  await world.clock.advance(3000);
  expect(acked(ann)).toEqual([2]);
});

test("[R551] [R562] what comes during a pause is taken behind it, in order; what cannot have been under way ends the connection", async () => {
  const world = new World({ limits: { ...MANY, changesPerSecond: 1, messageBytes: 10_000 } });
  const ann = await world.join("ann");
  for (let n = 1; n <= 3; n++) ann.change(vote);
  ann.change(titled("x".repeat(15_000)));
  ann.say({ type: "ping" });
  await settle();
  expect(acked(ann)).toEqual([1, 2, 3]);
  expect(ann.take("pong")).toEqual([]);
  expect(ann.end).toBeUndefined();
  ann.change(titled("x".repeat(15_000)));
  expect(ann.end).toEqual({ code: 4429, reason: "limit.rate" });
});

test("[R562] frames of nothing are not held without end either", async () => {
  const world = new World({ limits: { ...MANY, changesPerSecond: 1, messageBytes: 10_000 } });
  const ann = await world.join("ann");
  for (let n = 1; n <= 3; n++) ann.change(vote);
  for (let i = 0; i < 1000; i++) ann.connection?.receive("");
  expect(ann.end).toEqual({ code: 4429, reason: "limit.rate" });
});

test("[R563] a token lasts as much longer as its client was paused", async () => {
  let expires = 0;
  const world = new World({
    limits: { ...MANY, changesPerSecond: 1 },
    authenticate: async (...asked) => ({ ...(await byName(...asked)), expires }),
  });
  expires = world.clock.now() + 5000;
  const ann = await world.join("ann");
  for (let n = 1; n <= 6; n++) ann.change(vote);
  await world.clock.advance(5500);
  expect(acked(ann)).toHaveLength(6);
  expect(ann.end).toBeUndefined();
  await world.clock.advance(6000);
  expect(ann.end?.reason).toBe("auth.expired");
});

test("[R140] a user's connections share a budget, and so do an address's", async () => {
  const world = new World({ limits: { ...MANY, changesPerSecond: 1 } });
  const tabs = [await world.join("a1"), await world.join("a2"), await world.join("a3")];
  for (const tab of tabs.slice(0, 2)) for (let n = 1; n <= 2; n++) tab.change(vote);
  await settle();
  expect(tabs.flatMap(pauses)).toEqual([]);
  // None of its own was spent.
  tabs[2]?.change(vote);
  await settle();
  expect(tabs.flatMap(pauses)).toEqual([500]);
});

test("[R140] budgets that nobody spends of are forgotten", () => {
  const purses = new Purses(limitsWith(), 1);
  const spent = purses.of("spent", 0);
  spent.take({ messages: 0, changes: 10, bytes: 0, work: 0 }, 0);
  const full = purses.of("full", 0);
  for (let i = 0; i < 2000; i++) purses.of(`${i}`, 0);
  expect(purses.of("spent", 0)).toBe(spent);
  expect(purses.of("full", 0)).not.toBe(full);
});

test("[R553] the work of a change grows with its bytes, ops and room, what its edits went over and what its records brought back", () => {
  const { votes = [] } = vote;
  const one = workOf(vote, 10);
  expect(workOf({ votes: [...votes, ...votes] }, 10)).toBeGreaterThan(one);
  expect(workOf(vote, 1000)).toBeGreaterThan(one);
  expect(workOfBytes(2000)).toBe(2 * workOfBytes(1000));
  expect(workAfter(0, 0)).toBe(0);
  expect(workAfter(10, 0)).toBeGreaterThan(0);
  expect(workAfter(0, 10)).toBeGreaterThan(0);
});

test("[R564] a change that is refused costs as much as one that is not", async () => {
  const paused = async (ops: OpsByKey): Promise<readonly number[]> => {
    const world = new World({ limits: { ...MANY, workPerSecond: 1000 } });
    const ann = await world.join("ann");
    for (let n = 1; n <= 220; n++) ann.change(ops);
    await settle();
    return pauses(ann);
  };
  const taken = await paused(vote);
  expect(taken).toHaveLength(1);
  expect(await paused({ title: vote["votes"] ?? [] })).toEqual(taken);
});
