import { defineRoom, series, value } from "@alongside/core";
import { createServer, implement } from "@alongside/server";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createClient, type TransportName } from "../src/index.ts";
import { seriesOf } from "../src/series/index.ts";

const Fleet = defineRoom("fleet", {
  version: 1,
  storage: { title: value("") },
  series: { speed: series(z.number(), { step: 0.1 }) },
});

const fleet = implement(Fleet, {
  publish: ({ series: name }) =>
    name === "speed" || { code: "fleet.closed", message: "Nothing but speeds" },
});

test("[R1790, R1796] a thousand values that a page publishes reach others on every transport, and no log", async () => {
  const server = createServer({ rooms: [fleet], log: () => {} });
  onTestFinished(() => server.close());
  const { port } = await server.listen(0);
  const errors: unknown[] = [];
  const open = async (transport: TransportName) => {
    const client = createClient({
      url: `http://127.0.0.1:${port}/live`,
      guest: `a-guest-over-${transport}-alone`,
      transports: [transport],
      onError: (error) => errors.push(error),
    });
    onTestFinished(() => client.close());
    const room = client.join(Fleet, "north");
    await room.ready;
    return seriesOf(room).speed;
  };
  const all = await Promise.all([open("websocket"), open("stream"), open("polling")]);
  for (const speed of all) speed.subscribe(() => {});
  for (const [i, speed] of all.entries()) {
    const points = Object.fromEntries(
      Array.from({ length: 1000 }, (_, n) => [`v${n}`, n + i / 10]),
    );
    expect(speed.publish(points)).toBe(true);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const other of all) await expect.poll(() => other.newest("v999")).toBe(999 + i / 10);
  }
  // Each has of every bucket what the server has.
  const { speed } = server.room(Fleet, "north").series;
  const { buckets } = await speed.window("v7");
  for (const other of all) expect(other.window("v7")).toEqual(buckets);
  expect(await server.rooms.stat("fleet:north")).toBeUndefined();
  expect(errors).toEqual([]);
});
