/* oxlint-disable no-await-in-loop -- one attack after the other */
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { post } from "./http-link.ts";
import { head, target, UPGRADE } from "./target.ts";

/** How a connection is asked for, and how its first answer shows that there is one. */
const WAYS = {
  stream: [post("down=stream", ""), "event: link"],
  poll: [post("down=poll&wait=20000", ""), "event: link"],
  websocket: [head("GET /live", UPGRADE), "101 Switching"],
} as const;

/** So that no other limit closes anything before a test is over. */
const FOR_EVER = 600_000;

/** All three at once: most of the time they wait for a limit to end. */
const everyWay = (attack: (opening: string, sign: string) => Promise<void>): Promise<unknown> =>
  Promise.all(Object.values(WAYS).map(([opening, sign]) => attack(opening, sign)));

describe("[R279] many a stream, poll and WebSocket", () => {
  test("[R726] opened and left holds as many as are allowed, and keeps nobody else out", () =>
    everyWay(async (opening, sign) => {
      const elsewhere = opening.replace("Host:", "X-From: elsewhere\r\nHost:");
      const { say, ask, status, connections } = await target("listening", {
        connectionsPerAddress: 20,
        authenticateMs: FOR_EVER,
      });
      const sockets: Socket[] = [];
      for (let i = 0; i < 400; i++) sockets.push(await say(opening));
      await expect
        .poll(() => ask(opening, 300), { timeout: 20_000 })
        .toContain("limit.connections");
      expect(await connections()).toBeLessThanOrEqual(20);
      await expect.poll(() => ask(elsewhere, 300), { timeout: 20_000 }).toContain(sign);
      expect(await ask(elsewhere, 300)).not.toContain("limit.connections");
      for (const socket of sockets) socket.destroy();
      expect(await status()).toContain("200");
    }));

  test("[R726] of which none says anything keeps no newcomer out for long", () =>
    everyWay(async (opening, sign) => {
      const { say, ask } = await target("listening", {
        connectionsPerAddress: 20,
        authenticateMs: 2000,
      });
      // None of them reads anything either, and none is closed by its peer.
      for (let i = 0; i < 40; i++) await say(opening);
      const said = (): Promise<string> => ask(opening, 300);
      await expect.poll(said, { timeout: 20_000, interval: 300 }).toContain(sign);
    }));

  test("that is refused is closed, though its peer never closes", () =>
    everyWay(async (opening) => {
      const limits = { connectionsPerAddress: 1, authenticateMs: FOR_EVER };
      const { say } = await target("listening", limits);
      await say(opening);
      await pause(50);
      const sockets: Socket[] = [];
      for (let i = 0; i < 50; i++) sockets.push(await say(opening));
      const closed = sockets.map((socket) => {
        socket.resume();
        return once(socket, "close");
      });
      expect(await Promise.all(closed)).toHaveLength(50);
    }));
});

test.each([
  ["only so many may be open", FOR_EVER, 7 * 10],
  ["they are closed", 1000, 0],
])("[R727] of sockets that never finish a request, %s", async (_what, requestMs, most) => {
  const { say, ask } = await target("direct", { connectionsPerAddress: 10, requestMs });
  const sockets: Socket[] = [];
  for (let i = 0; i < 120; i++) sockets.push(await say("GET /live HTTP/1.1\r\nHost: lo"));
  for (const socket of sockets) socket.resume();
  await expect
    .poll(() => sockets.filter((socket) => !socket.destroyed).length, { timeout: 20_000 })
    .toBeLessThanOrEqual(most);
  for (const socket of sockets) socket.destroy();
  await expect
    .poll(() => ask(head("GET /healthz", { Connection: "close" })), { timeout: 20_000 })
    .toContain("200 OK");
});
