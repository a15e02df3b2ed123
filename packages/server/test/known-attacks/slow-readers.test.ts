/* oxlint-disable no-await-in-loop -- one attack after the other */
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { openLink, post } from "./http-link.ts";
import { frame, openSocket, target } from "./target.ts";
import { Speech } from "../../../core/test/speech.ts";

const MB = 1024 * 1024;
type Target = Awaited<ReturnType<typeof target>>;
type Way = keyof typeof joiners;

function said(client: string): readonly [hello: string, join: string] {
  const speech = new Speech(client);
  return [
    speech.said({ type: "hello", versions: [2], guest: client }),
    speech.said({ type: "join", room: "board:big", version: 1, ended: 0 }),
  ];
}

/** Somebody on each transport who joins the big room. Returns the socket on which it comes. */
const joiners = {
  async websocket({ port }: Target, client: string): Promise<Socket> {
    const socket = await openSocket(port);
    socket.pause();
    for (const message of said(client)) socket.write(frame(0x81, message));
    return socket;
  },
  async stream({ say }: Target, client: string): Promise<Socket> {
    const { socket, secret } = await openLink(say, "stream");
    socket.pause();
    await say(post("n=1", `${secret}\n${said(client).join("\n")}`));
    return socket;
  },
  async poll({ say }: Target, client: string): Promise<Socket> {
    const { secret } = await openLink(say, "poll");
    const answer = await say(post("n=1", `${secret}\n${said(client).join("\n")}`));
    await once(answer, "data");
    await pause(300);
    const socket = await say(post("down=poll&after=1", secret));
    socket.pause();
    return socket;
  },
};

/** At one server and at once: most of the time they wait for a limit to end. */
const WAYS = ["websocket", "stream", "poll"] as const;

/** Reads so many bytes of a socket. */
async function receives(socket: Socket, count: number): Promise<void> {
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => (bytes += chunk.length));
  socket.resume();
  await expect.poll(() => bytes).toBeGreaterThan(count);
}

test("[R280] over WebSocket, stream and poll, who reads nothing of a big room is closed, and lets its memory go", async () => {
  const server = await target("listening", { slowMs: 1500 });
  await server.fill(8);
  // What the room keeps of itself for whoever joins is not meant.
  const reader = await joiners.websocket(server, "firstreader00000");
  await receives(reader, 8e6);
  reader.destroy();
  await expect.poll(server.connections).toBe(0);
  const before = await server.memory();
  const joinOne = async (way: Way, i: number): Promise<Socket> => {
    const client = `reader${way}0000${i}`.slice(0, 16).padEnd(16, "0");
    const socket = await joiners[way](server, client);
    // As one that shows that it lives.
    const pong = frame(0x8a, "");
    if (way === "websocket") setInterval(() => socket.write(pong), 200).unref();
    return socket;
  };
  const joining = Promise.all(WAYS.flatMap((way) => [1, 2].map((i) => joinOne(way, i))));
  let [most, areIn] = [0, false];
  void joining.then(() => (areIn = true));
  // However slow the machine is: from the first of them until the last is closed.
  const areGone = async (): Promise<boolean> => {
    const wereIn = areIn;
    most = Math.max(most, await server.memory());
    return wereIn && (await server.connections()) === 0;
  };
  await expect.poll(areGone, { interval: 200 }).toBe(true);
  expect(most - before).toBeGreaterThan(20 * MB);
  await expect
    .poll(async () => (await server.memory()) - before, { interval: 500 })
    .toBeLessThan(5 * MB);
  // What the kernel has taken is still there to be read, and then the end.
  const sockets = await joining;
  for (const socket of sockets) socket.resume();
  await expect.poll(() => sockets.every((socket) => socket.destroyed)).toBe(true);
  expect(await server.status()).toContain("200");
});

test("[R680] over WebSocket, stream and poll, who reads a big room slowly gets all of it", async () => {
  const server = await target("listening", { slowMs: 4000 });
  await server.fill(6);
  const read = async (way: Way): Promise<void> => {
    const socket = await joiners[way](server, `slowreader${way}`.padEnd(20, "0"));
    let [bytes, tail] = [0, ""];
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      tail = (tail + chunk.toString("latin1")).slice(-100);
      socket.pause();
      // About 1.5 MB a second, in gulps.
      setTimeout(() => socket.resume(), chunk.length / 1500);
    });
    socket.resume();
    await expect.poll(() => bytes).toBeGreaterThan(6e6);
    expect(tail).not.toContain("limit.");
    expect(socket.destroyed).toBe(false);
  };
  await Promise.all(WAYS.map(read));
});
