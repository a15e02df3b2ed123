import { memory } from "@alongside/server";
import { MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

/** What everybody gets who comes now. */
async function stored(server: InMemoryServer<typeof Paper>): Promise<string> {
  return (await server.hub.room(Paper, "r").read()).page.toString();
}

describe("[R987] where a log goes back while two devices have one queue, and one of them knows more of how it ended", () => {
  /** One device has the second of two words, as it knows that the first was saved; the other one has the first word alone. */
  async function twoOfOneQueue(): Promise<{
    readonly server: InMemoryServer<typeof Paper>;
    readonly open: (on: MemoryDevice) => TestPage<typeof Paper>;
    readonly more: MemoryDevice;
    readonly less: MemoryDevice;
  }> {
    const server = new InMemoryServer(Paper);
    const open = (device: MemoryDevice): TestPage<typeof Paper> =>
      server.open("ann", Paper, undefined, { device });
    const more = new MemoryDevice();
    const ann = open(more);
    await server.pass(50);
    const backup = memory();
    ann.away();
    ann.room.update((doc) => doc.page.insert(0, "a"));
    await server.pass(50);
    const less = more.copy();
    ann.back();
    await server.pass(3000);
    expect(await stored(server)).toBe("a");
    ann.away();
    ann.room.update((doc) => doc.page.insert(1, "b"));
    await server.pass(50);
    ann.die();
    server.forget(backup);
    return { server, open, more, less };
  }

  test("[R988] each word is there once where the one that has more to send comes first", async () => {
    const { server, open, more, less } = await twoOfOneQueue();
    const first = open(less);
    await server.pass(5000);
    expect(await stored(server)).toBe("a");
    const second = open(more);
    await server.pass(30_000);
    expect(await stored(server)).toBe("ab");
    for (const { room } of [first, second]) {
      expect(room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
      expect(room.rejected.get()).toEqual([]);
    }
    expect(server.errors).toEqual([]);
  });

  test("[R988] what went with the log is handed back where the one that knows more comes first", async () => {
    const { server, open, more, less } = await twoOfOneQueue();
    const first = open(more);
    await server.pass(5000);
    expect(await stored(server)).toBe("b");
    const second = open(less);
    await server.pass(30_000);
    expect(await stored(server)).toBe("b");
    const listed = second.room.rejected.get();
    expect(listed).toMatchObject([{ code: "room.rewound" }]);
    expect(JSON.stringify(listed[0]?.ops)).toContain("a");
    for (const { room } of [first, second])
      expect(room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(server.errors).toEqual([]);
  });

  test("each word is there once where both come at a time, and the log goes back again", async () => {
    const { server, open, more, less } = await twoOfOneQueue();
    const pages = [open(more), open(less)];
    await server.pass(2000);
    server.forget(memory());
    pages[0]?.die();
    pages.push(open(more));
    await server.pass(90_000);
    const words = (await stored(server)).split("");
    expect(new Set(words).size).toBe(words.length);
    for (const { room } of pages.slice(1))
      expect(room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(server.errors).toEqual([]);
  });
});

test("[R987] what cannot go on is no damage to a later page: what was written after it is sent", async () => {
  const server = new InMemoryServer(Board);
  const device = new MemoryDevice();
  const open = (): TestPage => server.open("ann", Board, undefined, { device });
  const ann = open();
  await server.pass(50);
  const shape = ann.room.update((doc) => doc.shapes.push({ color: "red" })).local;
  await server.pass(3000);
  ann.away();
  ann.room.update((doc) => void (doc.title = "before"));
  ann.room.update((doc) => void (doc.shapes.get(shape)!.color = "blue"));
  ann.room.update((doc) => doc.votes.add(1));
  ann.room.update((doc) => void (doc.shapes.get(shape)!.color = "green"));
  await server.pass(50);
  server.forget(memory());
  server.latency = 50;
  ann.back();
  while (ann.room.rewound.get() === undefined) await server.pass(1);
  ann.room.update((doc) => doc.votes.add(2));
  await server.pass(10);
  ann.die();
  await server.pass(100);
  const again = open();
  await server.pass(5000);
  expect(again.room.get()).toMatchObject({ title: "before", votes: 3, shapes: [] });
  expect(again.room.rejected.get().map(({ code }) => code)).toEqual([
    "room.rewound",
    "room.rewound",
  ]);
  expect(again.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  expect(device.rows().map(({ kind }) => kind)).toEqual(["refused", "refused", "room"]);
  expect(server.errors).toEqual([]);
});
