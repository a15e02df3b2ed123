import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { change } from "../live/change.ts";
import { RawClient } from "../live/client.ts";
import { Board, live } from "../live/server.ts";

const FLOOD = "board:flood";

test(
  "[R555] [R579] a flood of legal frames is taken as its address may send, and a page at another address works on",
  { timeout: 30_000 },
  async () => {
    const { server, url, errors } = await live({
      // A header tells the addresses apart.
      address: ({ headers }) => String(headers["x-from"] ?? "here"),
      limits: { changesPerSecond: 100 },
    });
    const honest = await RawClient.join(url, "board:quiet", { guest: "ann" });
    const flooders = await Promise.all(
      Array.from({ length: 4 }, async (_, i) => {
        const one = await RawClient.connect(url, { headers: { "x-from": "there" } });
        one.say({ type: "hello", versions: [2], guest: `mallory${i}` });
        one.say({ type: "join", room: FLOOD, version: 1, ended: 0 });
        await one.next("joined");
        return one;
      }),
    );
    const began = performance.now();
    const vote = (n: number): string =>
      change({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] }, { n, room: FLOOD });
    for (const one of flooders) for (let n = 1; n <= 3000; n++) one.raw(vote(n));
    const waits: number[] = [];
    for (let n = 1; n <= 20; n++) {
      const asked = performance.now();
      honest.setTitle("board:quiet", n, `title ${n}`);
      await honest.next("entries");
      waits.push(performance.now() - asked);
      await sleep(100);
    }
    const seconds = (performance.now() - began) / 1000;
    const { votes } = (await server.room(Board, "flood").read()) as { votes: number };
    // Two connections' worth for the address: those of two seconds at once, then as they come, and a batch of each that was owed.
    expect(votes).toBeGreaterThan(400);
    expect(votes).toBeLessThan(400 + seconds * 200 + 4 * 16);
    expect(waits.toSorted((a, b) => a - b)[10]).toBeLessThan(200);
    for (const one of flooders) {
      expect(one.ws.readyState).toBe(one.ws.OPEN);
      expect(one.frames.some(({ type }) => type === "pause")).toBe(true);
      one.ws.terminate();
    }
    expect(honest.frames.some(({ type }) => type === "pause")).toBe(false);
    expect(errors).toEqual([]);
  },
);
