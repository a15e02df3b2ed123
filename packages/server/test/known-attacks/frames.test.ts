// What is known of others: reserved bits (engine.io, CVE-2022-21676), and messages in pieces that never end.
/* oxlint-disable no-await-in-loop -- one attack after the other */
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { said } from "../live/change.ts";
import { RawClient } from "../live/client.ts";
import { frame, openSocket, target } from "./target.ts";

const MB = 1024 * 1024;
const TEXT = 0x81;
/** Not the last piece of a message. */
const BEGIN = 0x01;
const MORE = 0x00;

/** What comes until the socket closes; nothing where it is reset while it is written to. */
function untilClosed(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => void (text += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  return new Promise((resolve) => socket.on("close", () => resolve(text)));
}

test("[R275] reserved bits, unknown opcodes and wrong lengths end their connection alone", async () => {
  const { port, status } = await target("listening");
  const good = await openSocket(port);
  const wrong = [
    ...[0x10, 0x20, 0x40, 0x70].map((bits) => frame(TEXT | bits, "x")),
    ...[3, 7, 11, 15].map((opcode) => frame(0x80 | opcode, "x")),
    frame(0x09, "a ping in pieces"),
    frame(0x89, "x".repeat(126)),
    frame(0x88, "x"),
    frame(0x88, Buffer.from([0xff, 0xff])),
    frame(0x88, Buffer.from([0x03, 0xe8, 0xff, 0xfe])),
    Buffer.from([TEXT, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([TEXT, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
  ];
  const ends = wrong.map(async (bytes) => {
    const socket = await openSocket(port);
    socket.write(bytes);
    return /message\.(invalid|too-big)/.test(await untilClosed(socket));
  });
  expect(await Promise.all(ends)).toEqual(wrong.map(() => true));
  expect(good.destroyed).toBe(false);
  expect(await status()).toContain("200");
});

test("[R285] a message in tiny pieces costs its connection, and little memory", async () => {
  const { port, memory, status } = await target("listening");
  const before = await memory();
  const sockets = await Promise.all(Array.from({ length: 10 }, () => openSocket(port)));
  const ends = sockets.map(untilClosed);
  for (const socket of sockets) {
    socket.write(frame(BEGIN, "x"));
    for (let i = 0; i < 20; i++)
      socket.write(Buffer.concat(Array.from({ length: 1000 }, () => frame(MORE, "x"))));
  }
  for (const end of ends) expect(await end).toMatch(/message\.invalid|limit\.greeting|^$/);
  expect((await memory()) - before).toBeLessThan(8 * MB);
  expect(await status()).toContain("200");
});

test("[R728] before welcome a connection keeps 64 KB, however its message comes", async () => {
  const { port, memory } = await target("listening");
  const before = await memory();
  const whole = await openSocket(port);
  whole.write(frame(TEXT, "x".repeat(MB)).subarray(0, MB / 2));
  expect(await untilClosed(whole)).toContain("limit.greeting");
  const pieces = await openSocket(port);
  for (let i = 0; i < 20; i++) pieces.write(frame(i === 0 ? BEGIN : MORE, "x".repeat(8192)));
  expect(await untilClosed(pieces)).toContain("limit.greeting");
  expect((await memory()) - before).toBeLessThan(4 * MB);
});

test("[R292] three connections with 64 frames of 2 MB each before welcome take no memory worth speaking of", async () => {
  const { port, memory } = await target("slow");
  const before = await memory();
  const big = said({ type: "presence", room: "board:one", set: { note: "x".repeat(2_000_000) } });
  const ends = Array.from({ length: 3 }, async () => {
    const { ws, ended } = await stranger(`http://127.0.0.1:${port}`);
    // One after the other, so that who sends them does not hold them either.
    for (let i = 0; i < 64 && ws.readyState === ws.OPEN; i++)
      await new Promise((resolve) => ws.send(big, resolve));
    return ended;
  });
  const over = new AbortController();
  const all = Promise.all(ends).finally(() => over.abort());
  let most = 0;
  while (!over.signal.aborted) most = Math.max(most, await memory());
  // Who goes on sending may be reset before it has read why.
  for (const { close } of await all) expect([4434, 1006]).toContain(close);
  // Of each a message that is being read, and no more.
  expect(most - before).toBeLessThan(30 * MB);
});

/** Somebody who has said hello, and is not let in yet. */
async function stranger(url: string): Promise<RawClient> {
  const client = await RawClient.connect(url);
  client.say({ type: "hello", versions: [2], token: "ann" });
  return client;
}

test("[R285] a message that does not end is ended, though pings go on", async () => {
  const { port } = await target("listening", { requestMs: 1000 });
  const socket = await openSocket(port);
  socket.write(frame(BEGIN, "x".repeat(20_000)));
  const pings = setInterval(() => socket.write(frame(0x89, "")), 50);
  expect(await untilClosed(socket)).toContain("limit.unfinished");
  clearInterval(pings);
});

test("[R285] unfinished messages are bounded for each address", async () => {
  const { port } = await target("listening", { unfinishedBytesPerAddress: 200_000 });
  const sockets = await Promise.all(Array.from({ length: 8 }, () => openSocket(port)));
  for (const socket of sockets) {
    socket.write(frame(BEGIN, "x".repeat(40_000)));
    await pause(30);
  }
  const elsewhere = await openSocket(port, { "X-From": "elsewhere" });
  elsewhere.write(frame(BEGIN, "x".repeat(40_000)));
  await pause(300);
  expect(sockets.filter((socket) => socket.destroyed).length).toBeGreaterThanOrEqual(3);
  expect(sockets[0]?.destroyed).toBe(false);
  expect(elsewhere.destroyed).toBe(false);
});

test("[R132] pongs in great numbers are no message, and an idle connection stays", async () => {
  const { port } = await target("listening", {
    unfinishedBytesPerAddress: 100_000,
    authenticateMs: 60_000,
  });
  const socket = await openSocket(port);
  socket.resume();
  const pongs = Buffer.concat(Array.from({ length: 1000 }, () => frame(0x8a, "pong")));
  for (let i = 0; i < 20; i++) {
    socket.write(pongs);
    await pause(5);
  }
  await pause(500);
  expect(socket.destroyed).toBe(false);
});
