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

describe.each(["stream", "poll", "websocket"] as const)("[R279] many a %s", (way) => {
  const [opening, sign] = WAYS[way];
  const elsewhere = opening.replace("Host:", "X-From: elsewhere\r\nHost:");

  test("opened and left holds as many as are allowed, and keeps no newcomer out for long", async () => {
    const { say, ask, status, connections } = await target("listening", {
      connectionsPerAddress: 20,
    });
    const sockets: Socket[] = [];
    for (let i = 0; i < 400; i++) sockets.push(await say(opening));
    await pause(100);
    expect(await connections()).toBeLessThanOrEqual(20);
    expect(await ask(elsewhere, 500)).toContain(sign);
    expect(await ask(elsewhere, 500)).not.toContain("limit.connections");
    const refused = await ask(opening, 500);
    expect(refused).toContain("limit.connections");
    // None of them says or reads anything, and none is closed by its peer.
    const isIn = async (): Promise<boolean> => !(await ask(opening, 300)).includes("limit.");
    await expect.poll(isIn, { timeout: 11_000, interval: 500 }).toBe(true);
    for (const socket of sockets) socket.destroy();
    expect(await status()).toContain("200");
  });

  test("that is refused is closed, though its peer never closes", async () => {
    const { say } = await target("listening", { connectionsPerAddress: 1 });
    await say(opening);
    await pause(50);
    const sockets: Socket[] = [];
    for (let i = 0; i < 50; i++) sockets.push(await say(opening));
    const closed = sockets.map((socket) => {
      socket.resume();
      return once(socket, "close");
    });
    expect(
      await Promise.race([Promise.all(closed).then(() => "closed"), pause(2000, "open")]),
    ).toBe("closed");
  });
});

test("[R279] sockets that never finish a request are closed, and only so many may be open", async () => {
  const { say, ask } = await target("direct", { connectionsPerAddress: 10, requestMs: 1000 });
  const sockets: Socket[] = [];
  for (let i = 0; i < 120; i++) sockets.push(await say("GET /live HTTP/1.1\r\nHost: lo"));
  await pause(200);
  const open = sockets.filter((socket) => !socket.destroyed);
  expect(open.length).toBeLessThanOrEqual(7 * 10);
  for (const socket of open) socket.resume();
  await expect
    .poll(() => open.filter((socket) => !socket.destroyed).length, { timeout: 8000 })
    .toBe(0);
  expect(await ask(head("GET /healthz", { Connection: "close" }))).toContain("200 OK");
});
