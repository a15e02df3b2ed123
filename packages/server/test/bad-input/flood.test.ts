import { expect, test } from "vitest";
import { change } from "../live/change.ts";
import { RawClient } from "../live/client.ts";
import { Board, live } from "../live/server.ts";
import { TestClock } from "../room/test-clock.ts";

const FLOOD = "board:flood";

test(
  "[R555] [R579] a flood of legal frames is taken as its address may send, and a page at another address works on",
  { timeout: 30_000 },
  async () => {
    const clock = new TestClock();
    const { server, url, errors } = await live({
      clock,
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
    const vote = (n: number): string =>
      change({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] }, { n, room: FLOOD });
    for (const one of flooders) for (let n = 1; n <= 3000; n++) one.raw(vote(n));
    const votes = async (): Promise<number> =>
      ((await server.room(Board, "flood").read()) as { votes: number }).votes;
    const isPaused = ({ frames }: RawClient): boolean =>
      frames.some(({ type }) => type === "pause");
    await expect.poll(() => flooders.every(isPaused)).toBe(true);
    // Two connections' worth for the address: those of two seconds at once, then as they come, and a batch of each that was owed.
    // No time passes here, and the page elsewhere is heard all the same.
    for (let n = 1; n <= 20; n++) {
      honest.setTitle("board:quiet", n, `title ${n}`);
      await honest.next("entries");
    }
    expect(await votes()).toBeGreaterThanOrEqual(400);
    expect(await votes()).toBeLessThan(400 + 4 * 16);
    for (let n = 21; n <= 40; n++) {
      await clock.advance(100);
      honest.setTitle("board:quiet", n, `title ${n}`);
      await honest.next("entries");
    }
    await expect.poll(votes).toBeGreaterThan(400 + 2 * 150);
    expect(await votes()).toBeLessThan(400 + 2 * 200 + 4 * 16);
    for (const one of flooders) {
      expect(one.ws.readyState).toBe(one.ws.OPEN);
      one.ws.terminate();
    }
    expect(isPaused(honest)).toBe(false);
    expect(errors).toEqual([]);
  },
);
