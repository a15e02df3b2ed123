/* oxlint-disable no-await-in-loop -- one attack after the other */
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { openLink, post } from "./http-link.ts";
import { frame, openSocket, target } from "./target.ts";
import { said as frameOf } from "../live/change.ts";

const MB = 1024 * 1024;
type Target = Awaited<ReturnType<typeof target>>;

function said(client: string): readonly [hello: string, join: string] {
  return [
    frameOf({ type: "hello", versions: [2], client, guest: client }),
    frameOf({ type: "join", room: "board:big", version: 1, ended: 0 }),
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

/** All three at once: most of the time they wait for a limit to end. */
const everyWay = (attack: (way: keyof typeof joiners) => Promise<void>): Promise<unknown> =>
  Promise.all((["websocket", "stream", "poll"] as const).map(attack));

test("[R280] over WebSocket, stream and poll, who reads nothing of a big room is closed, and lets its memory go", () =>
  everyWay(async (way) => {
    const server = await target("listening", { slowMs: 1500 });
    await server.fill(12);
    const sockets: Socket[] = [];
    // What the room keeps of itself for whoever joins is not meant.
    const reader = await joiners.websocket(server, "firstreader00000");
    reader.resume();
    await pause(1000);
    reader.destroy();
    await expect.poll(server.connections, { timeout: 5000 }).toBe(0);
    for (let i = 0; i < 4; i++) {
      const socket = await joiners[way](
        server,
        `reader${way}0000${i}`.slice(0, 16).padEnd(16, "0"),
      );
      // As one that shows that it lives.
      const pong = frame(0x8a, "");
      if (way === "websocket") setInterval(() => socket.write(pong), 200).unref();
      sockets.push(socket);
    }
    await pause(1000);
    const peak = await server.memory();
    await expect.poll(server.connections, { timeout: 8000 }).toBe(0);
    await expect
      .poll(async () => peak - (await server.memory()), { timeout: 8000, interval: 500 })
      .toBeGreaterThan(20 * MB);
    // What the kernel has taken is still there to be read, and then the end.
    for (const socket of sockets) socket.resume();
    await expect
      .poll(() => sockets.every((socket) => socket.destroyed), { timeout: 10_000 })
      .toBe(true);
    expect(await server.status()).toContain("200");
  }));

test("[R680] over WebSocket, stream and poll, who reads a big room slowly gets all of it", () =>
  everyWay(async (way) => {
    const server = await target("listening", { slowMs: 4000 });
    await server.fill(6);
    const socket = await joiners[way](server, "slowreader000000");
    let [bytes, tail] = [0, ""];
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      tail = (tail + chunk.toString("latin1")).slice(-100);
      socket.pause();
      // About 1.5 MB a second, in gulps.
      setTimeout(() => socket.resume(), chunk.length / 1500);
    });
    socket.resume();
    await expect.poll(() => bytes, { timeout: 20_000 }).toBeGreaterThan(6e6);
    expect(tail).not.toContain("limit.");
    expect(socket.destroyed).toBe(false);
  }));
