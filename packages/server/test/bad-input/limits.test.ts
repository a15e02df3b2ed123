import { expect, test } from "vitest";
import { said } from "../live/change.ts";
import { ROOM, scene } from "../live/scene.ts";

test("[R133] a client that never reads is closed with word to resume, and the others do not wait for it", async () => {
  const { ann, bob, mallory, errors } = await scene({
    limits: { bufferedBytes: 256 * 1024, bytesPerSecond: 1e9, workPerSecond: 1e9, graceMs: 1 },
  });
  mallory.ws.pause();
  const big = "x".repeat(500_000);
  const over = new AbortController();
  const gone = bob.next("tick", (tick) => tick.gone.includes(mallory.id));
  void gone.then(() => over.abort());
  for (let n = 2; !over.signal.aborted; n++) {
    ann.setTitle(ROOM, n, `${n} ${big}`);
    await bob.next("entries", ({ list }) => list.some((entry) => "n" in entry && entry.n === n));
  }
  // Reads again while the server still waits for it to hear why.
  mallory.ws.resume();
  // In the middle of a message, the close alone tells.
  expect(await mallory.ended).toMatchObject({ close: 4431, reason: "limit.slow-reader" });
  expect(errors).toEqual([]);
});

test("[R550] more messages a second than allowed are taken later, and disturb nobody", async () => {
  const { mallory, undisturbed } = await scene({ limits: { messagesPerSecond: 40 } });
  const began = Date.now();
  for (let i = 0; i < 120; i++) mallory.say({ type: "ping" });
  await undisturbed();
  for (let i = 0; i < 120; i++) await mallory.next("pong");
  // Of its own budget, less what it had said before: 80 at once, and the rest at 40 a second.
  expect(Date.now() - began).toBeGreaterThan(900);
  expect(mallory.frames.filter(({ type }) => type === "pause").length).toBeGreaterThan(0);
  await undisturbed();
});

test("[R562] who goes on during a pause, with more than the server reads, is not read", async () => {
  const { mallory, undisturbed, errors } = await scene({
    limits: { bytesPerSecond: 20_000, messageBytes: 40_000 },
  });
  const cursor = { x: 1, y: 2, pad: "x".repeat(16_000) };
  const big = said({ type: "presence", room: ROOM, set: { cursor } });
  for (let i = 0; i < 200; i++) mallory.raw(big);
  await mallory.next("pause");
  await undisturbed();
  // What the sockets of both ends do not keep stays with who sent it.
  expect(mallory.ws.readyState).toBe(mallory.ws.OPEN);
  expect(errors).toEqual([]);
});
