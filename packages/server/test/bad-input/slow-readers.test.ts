import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { RawClient } from "../live/client.ts";
import { ROOM } from "../live/scene.ts";
import { live } from "../live/server.ts";

/** Somebody who has filled a room with about `megabytes`, and goes on writing. */
async function bigRoom(url: string, megabytes: number, letter: string, room = ROOM) {
  const ann = await RawClient.join(url, room, { guest: `ann of ${room}` });
  let n = 0;
  const put = async (kind: string): Promise<void> => {
    n += 1;
    const id = `${ann.id}.${n.toString(36)}.0`;
    const fields = { kind, at: { x: 0, y: 0 } };
    const ops = {
      shapes: [
        { op: "insert", id, in: { of: "root", field: "shapes" }, at: "end", fields } as const,
      ],
    };
    ann.say({ type: "change", room, n, base: 0, ops });
    await ann.next("entries");
  };
  const size = 1_000_000 / Buffer.byteLength(letter);
  for (let i = 0; i < megabytes; i++) await put(letter.repeat(size));
  return put;
}

test(
  "[R680] a slow link may take its time over a big room, also while others write in it",
  { timeout: 20_000 },
  async () => {
    const { url } = await live();
    const put = await bigRoom(url, 24, "x");
    const slow = await RawClient.greet(url, { guest: "slow" });
    slow.say({ type: "join", room: ROOM, version: 1, ended: 0 });
    slow.ws.pause();
    await pause(100);
    for (let i = 0; i < 5; i++) await put(`small ${i}`);
    slow.ws.resume();
    await slow.next("joined");
    for (let i = 0; i < 5; i++) await slow.next("entries");
    slow.close();
    expect(await slow.ended).toMatchObject({ close: 1005, bye: undefined });
  },
);

test("[R680] several big rooms come one after the other", { timeout: 20_000 }, async () => {
  const { url } = await live();
  await bigRoom(url, 12, "x");
  await bigRoom(url, 12, "x", "board:two");
  const slow = await RawClient.greet(url, { guest: "slow" });
  for (const room of [ROOM, "board:two"]) slow.say({ type: "join", room, version: 1, ended: 0 });
  slow.ws.pause();
  await pause(200);
  slow.ws.resume();
  expect(await slow.next("joined")).toMatchObject({ room: ROOM });
  expect(await slow.next("joined")).toMatchObject({ room: "board:two" });
  slow.say({ type: "ping" });
  await slow.next("pong");
});

test(
  "[R680] bytes are counted, and a room of many of them in few characters is sent as well",
  { timeout: 20_000 },
  async () => {
    const { url } = await live();
    await bigRoom(url, 9, "界");
    const bob = await RawClient.join(url, ROOM, { guest: "bob" });
    bob.say({ type: "ping" });
    expect(await bob.next("pong")).toEqual({ type: "pong" });
  },
);
