import { expect, test } from "vitest";
import { change } from "../live/change.ts";
import { ROOM, scene } from "../live/scene.ts";

test(
  "[R133] a client that never reads is closed with word to resume, and the others do not wait for it",
  { timeout: 20_000 },
  async () => {
    const { ann, bob, mallory, errors } = await scene({ limits: { bufferedBytes: 256 * 1024 } });
    mallory.ws.pause();
    const big = "x".repeat(500_000);
    for (let n = 2; n <= 61; n++) {
      ann.setTitle(ROOM, n, `${n} ${big}`);
      await bob.next("entries", ({ list }) => list.some((entry) => "n" in entry && entry.n === n));
    }
    mallory.ws.resume();
    // In the middle of a message, the close alone tells.
    expect(await mallory.ended).toMatchObject({ close: 4431, reason: "limit.slow-reader" });
    expect(errors).toEqual([]);
  },
);

test("[R140] more messages a second than allowed end the connection", async () => {
  const { mallory, undisturbed } = await scene({ limits: { messagesPerSecond: 10 } });
  for (let i = 0; i < 30; i++) mallory.say({ type: "ping" });
  expect(await mallory.ended).toMatchObject({ close: 4429, bye: { code: "limit.rate" } });
  await undisturbed();
});

test("[R140] more changes a second than allowed end the connection", async () => {
  const { mallory, undisturbed } = await scene({ limits: { changesPerSecond: 5 } });
  for (let n = 1; n <= 12; n++) mallory.raw(change({}, { n }));
  expect(await mallory.ended).toMatchObject({ close: 4429, bye: { code: "limit.rate" } });
  await undisturbed();
});
