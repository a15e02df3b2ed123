import { createServer, type Server } from "@alongside/server";
import { test } from "vitest";
import { MemoryDisk } from "../../testing/src/memory-disk.ts";
import { createClient } from "../src/index.ts";
import { Board } from "./support/board.ts";

// Most of the time they wait for their budget.
test.concurrent.for([
  ["websocket", 3000],
  ["stream", 2000],
  ["polling", 2000],
] as const)(
  "[R578] over %s, a page that comes back with %d changes is paced, and none is lost",
  { timeout: 60_000 },
  async ([transport, many], { expect, onTestFinished }) => {
    const disk = new MemoryDisk();
    const serve = async (port: number): Promise<readonly [Server, number]> => {
      const server = createServer({
        rooms: [Board],
        store: disk.open(),
        // Those of two seconds come in at once: the last third takes another one.
        limits: { changesPerSecond: many / 3, messagesPerSecond: many },
        log: () => undefined,
      });
      onTestFinished(() => server.close());
      return [server, (await server.listen(port, "127.0.0.1")).port];
    };
    const [first, port] = await serve(0);
    const errors: unknown[] = [];
    const client = createClient({
      url: `http://127.0.0.1:${port}/live`,
      transports: [transport],
      onError: (error) => errors.push(error),
    });
    onTestFinished(() => client.close());
    const room = client.join(Board, "r");
    await room.ready;
    await first.close();
    await expect.poll(() => client.status.get().name).not.toBe("live");
    for (let i = 0; i < many; i++) room.update((doc) => doc.votes.add(1));
    const last = room.update((doc) => doc.shapes.push({ color: "red" }));
    // Before anything of it can have come in: however late a busy machine lets this page see what it does, it is paced since then.
    const began = performance.now();
    const [second] = await serve(port);
    client.retry();
    await expect.poll(() => client.status.get().name, { timeout: 20_000 }).toBe("live");
    const seen: string[] = [];
    client.status.subscribe(({ name }) => seen.push(name));
    await last.committed;
    expect(performance.now() - began).toBeGreaterThan(900);
    expect((await second.room(Board, "r").read()).votes).toBe(many);
    expect(seen).toEqual([]);
    expect(errors).toEqual([]);
  },
);
