import { toJSON } from "@alongside/core";
import type { Clock } from "@alongside/core/engine";
import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import type { DeviceRow } from "../src/index.ts";
import { Board } from "./support/board.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

type Page = TestPage<typeof Paper>;

/** A server, and a device on which somebody opens one page after the other. */
function paperOn(device = new MemoryDevice()): {
  readonly server: InMemoryServer<typeof Paper>;
  readonly device: MemoryDevice;
  readonly open: (isAway?: boolean, on?: MemoryDevice) => Page;
} {
  const server = new InMemoryServer(Paper);
  const open = (isAway = false, on = device): Page =>
    server.open("ann", Paper, undefined, { device: on, isAway });
  return { server, device, open };
}

const textOf = ({ room }: Page): string | undefined => room.get()?.page.toString();

/** What everybody gets who comes now. */
async function stored(server: InMemoryServer<typeof Paper>): Promise<string> {
  return (await server.hub.room(Paper, "r").read()).page.toString();
}

/** Takes the `index`-th row of changes off the device. */
async function damage(
  server: { readonly clock: Clock; pass(ms: number): Promise<void> },
  device: MemoryDevice,
  index: number,
): Promise<void> {
  const row = device.rows("chunk")[index] as DeviceRow;
  const random = { next: () => 0, id: () => "" };
  const store = device.persist({ server: "wss://board.test/live", clock: server.clock, random });
  const written = store.write([{ delete: row }], "strict");
  await server.pass(5);
  await written;
  store.close();
}

test("[R903] what is written offline is on the device at once, and the status says where it is safe", async () => {
  const { server, open, device } = paperOn();
  const ann = open();
  await server.pass(50);
  ann.away();
  await server.pass(50);
  const told: string[] = [];
  ann.room.status.subscribe(({ saved }) => told.push(saved));
  ann.room.update((doc) => doc.page.insert(0, "hello"));
  expect(ann.room.status.get()).toMatchObject({ pending: 1, saved: "memory" });
  expect(ann.page.isHeld).toBe(true);
  const saved = ann.room.saved("device");
  await server.pass(2);
  await saved;
  expect(ann.room.status.get()).toMatchObject({ pending: 1, saved: "device" });
  expect(ann.page.isHeld).toBe(false);
  expect(device.rows("chunk")).toHaveLength(1);
  ann.back();
  await server.pass(3000);
  await ann.room.saved();
  expect(ann.room.status.get()).toMatchObject({ name: "live", pending: 0, saved: "server" });
  expect(device.rows("chunk")).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R904] a page that is opened without a network shows the room as it was, with what was not sent, and sends it once when there is one", async () => {
  const { server, open } = paperOn();
  const ann = open();
  await server.pass(50);
  ann.room.update((doc) => doc.page.insert(0, "one"));
  await server.pass(2000);
  ann.away();
  ann.room.update((doc) => doc.page.insert(3, " two"));
  ann.room.update((doc) => void doc.notes.push({ label: "a note" }));
  await server.pass(50);
  ann.die();

  const again = open(true);
  await server.pass(50);
  expect(textOf(again)).toBe("one two");
  expect(again.room.get()?.notes.map(({ label }) => label.toString())).toEqual(["a note"]);
  expect(again.room.status.get()).toMatchObject({ pending: 2, saved: "device" });
  expect(again.room.status.get().asOf).toBeGreaterThan(0);
  again.room.update((doc) => doc.page.insert(7, " three"));
  await server.pass(50);
  expect(again.room.status.get()).toMatchObject({ pending: 3, saved: "device" });
  again.die();

  const third = open(true);
  await server.pass(50);
  expect(textOf(third)).toBe("one two three");
  expect(third.room.status.get()).toMatchObject({ pending: 3, saved: "device" });
  third.room.update((doc) => doc.page.insert(0, "zero "));
  third.back();
  await server.pass(5000);
  expect(textOf(third)).toBe("zero one two three");
  expect(third.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  expect(await stored(server)).toBe("zero one two three");
  expect(third.room.get()?.notes).toHaveLength(1);
  expect(server.errors).toEqual([]);
});

test("[R905] each queue is sent under the id of the page that wrote it", async () => {
  const { server, open, device } = paperOn();
  const clients: string[] = [];
  for (const word of ["a", "b", "c"]) {
    const page = open(clients.length > 0);
    clients.push(page.client.id);
    await server.pass(50);
    page.away();
    page.room.update((doc) => doc.page.insert(0, word));
    await server.pass(50);
    page.die();
  }
  const last = open();
  await server.pass(5000);
  expect(textOf(last)).toBe("cba");
  const authors: string[] = [];
  for await (const entry of server.store.read("paper:r", 0))
    if ("client" in entry && entry.kind === "change") authors.push(entry.client);
  expect(authors).toEqual(clients);
  await server.pass(2000);
  expect(device.rows("queue")).toEqual([]);
  expect(server.errors).toEqual([]);
});

describe("[R906] what was written counts once", () => {
  test("where the page dies after it was sent and before it is acknowledged", async () => {
    const { server, open } = paperOn();
    const ann = open();
    await server.pass(50);
    server.latency = 20;
    ann.room.update((doc) => doc.page.insert(0, "once"));
    await server.pass(30);
    ann.die();
    await server.pass(50);
    const again = open(true);
    await server.pass(50);
    expect(textOf(again)).toBe("once");
    again.room.update((doc) => doc.page.insert(4, " more"));
    again.back();
    await server.pass(5000);
    expect(await stored(server)).toBe("once more");
    expect(textOf(again)).toBe("once more");
    expect(server.errors).toEqual([]);
  });

  test("where others type meanwhile", async () => {
    const { server, open } = paperOn();
    const bob = server.open("bob");
    const ann = open();
    await server.pass(50);
    bob.room.update((doc) => doc.page.insert(0, "middle"));
    await server.pass(2000);
    ann.away();
    ann.room.update((doc) => doc.page.insert(6, " end"));
    await server.pass(50);
    ann.die();
    bob.room.update((doc) => doc.page.insert(0, "start "));
    await server.pass(50);
    const again = open(true);
    await server.pass(50);
    again.room.update((doc) => doc.page.insert(10, "!"));
    expect(textOf(again)).toBe("middle end!");
    again.back();
    await server.pass(5000);
    expect([textOf(again), textOf(bob), await stored(server)]).toEqual(
      Array(3).fill("start middle end!"),
    );
    expect(server.errors).toEqual([]);
  });

  test("where two copies of a profile send it", async () => {
    const { server, open, device } = paperOn();
    const ann = open();
    await server.pass(50);
    ann.away();
    for (const word of ["a", "b", "c"]) ann.room.update((doc) => doc.page.insert(0, word));
    await server.pass(50);
    ann.die();
    const copy = device.copy();
    const [one, two] = [open(false), open(false, copy)];
    await server.pass(60_000);
    one.room.update((doc) => doc.page.insert(0, "1"));
    two.room.update((doc) => doc.page.insert(3, "2"));
    await server.pass(5000);
    expect(new Set([textOf(one), textOf(two), await stored(server)]).size).toBe(1);
    expect(textOf(one)?.toString().replaceAll(/[12]/g, "")).toBe("cba");
    for (const { room } of [one, two])
      expect(room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(server.errors).toEqual([]);
  });

  test("where the last relaxed write is lost", async () => {
    const { server, open, device } = paperOn();
    const ann = open();
    await server.pass(50);
    ann.room.update((doc) => doc.page.insert(0, "kept"));
    await server.pass(3000);
    device.cutPower();
    ann.die();
    const again = open(true);
    await server.pass(50);
    expect(textOf(again)).toBe("kept");
    again.back();
    await server.pass(5000);
    expect(await stored(server)).toBe("kept");
    expect(again.room.status.get()).toMatchObject({ pending: 0, saved: "server" });
    expect(server.errors).toEqual([]);
  });
});

test("[R907] a room that was never here says so where there is no network", async () => {
  const { server, open } = paperOn();
  const ann = open(true);
  await server.pass(6000);
  expect(ann.room.get()).toBeUndefined();
  expect(ann.room.status.get()).toMatchObject({ name: "offline", code: "device.unknown-room" });
  ann.back();
  await server.pass(5000);
  expect(ann.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
});

test("[R908] a device that fails is tried again, and meanwhile the page says that it has things in its memory alone", async () => {
  const { server, open, device } = paperOn();
  const errors: unknown[] = server.errors;
  const ann = open();
  await server.pass(50);
  ann.away();
  device.fail(new Error("full"), 2);
  ann.room.update((doc) => doc.page.insert(0, "hello"));
  await server.pass(100);
  expect(ann.room.status.get().saved).toBe("memory");
  expect(errors.splice(0)).toHaveLength(1);
  await server.pass(4000);
  expect(ann.room.status.get().saved).toBe("device");
  ann.die();
  const again = open(true);
  await server.pass(50);
  expect(textOf(again)).toBe("hello");
});

test("[R911] what a page has that is there is its own to send, and another one's when it is gone", async () => {
  const { server, device } = paperOn();
  const browser = new FakeBrowser(server.clock);
  const open = (isAway: boolean): Page =>
    server.open("ann", Paper, undefined, { device, isAway, tab: browser.open() });
  const one = open(false);
  await server.pass(50);
  one.room.update((doc) => doc.page.insert(0, "seen"));
  await server.pass(2000);
  one.away();
  one.room.update((doc) => doc.page.insert(0, "un"));
  await server.pass(50);
  const two = open(true);
  await server.pass(50);
  expect([textOf(two), two.room.status.get().pending]).toEqual(["seen", 0]);
  two.die();
  one.die();
  const three = open(true);
  await server.pass(50);
  expect([textOf(three), three.room.status.get().pending]).toEqual(["unseen", 1]);
  three.back();
  await server.pass(3000);
  expect(await stored(server)).toBe("unseen");
  expect(server.errors).toEqual([]);
});

describe("[R909] what cannot go on is handed back", () => {
  const boards = (): {
    server: InMemoryServer;
    device: MemoryDevice;
    open: (isAway?: boolean) => TestPage;
  } => {
    const server = new InMemoryServer(Board);
    const device = new MemoryDevice();
    const open = (isAway = false): TestPage =>
      server.open("ann", Board, undefined, { device, isAway });
    return { server, device, open };
  };

  test("[R912] a change that the server refuses, and the rest goes on; the next page lists it too", async () => {
    const { server, open, device } = boards();
    const ann = open();
    await server.pass(50);
    ann.away();
    ann.room.update((doc) => void (doc.title = "fine"));
    ann.room.update((doc) => void doc.shapes.push({ color: "rude" }));
    ann.room.update((doc) => doc.votes.add(1));
    await server.pass(50);
    ann.die();
    const again = open(true);
    await server.pass(50);
    again.room.update((doc) => doc.votes.add(1));
    again.back();
    await server.pass(5000);
    expect(again.room.rejected.get().map(({ code }) => code)).toEqual(["manners"]);
    again.die();
    const third = open(true);
    await server.pass(50);
    const [refused] = third.room.rejected.get();
    expect(third.room.rejected.get()).toHaveLength(1);
    expect(refused).toMatchObject({ code: "manners", message: "Be kind" });
    expect(Object.keys(refused?.ops ?? {})).toEqual(["shapes"]);
    expect(server.errors).toEqual([]);
    refused?.discard();
    await server.pass(50);
    expect(device.rows("refused")).toEqual([]);
    expect(again.room.get()).toMatchObject({ title: "fine", votes: 2, shapes: [] });
    expect(again.room.status.get()).toMatchObject({ pending: 0, saved: "server" });
  });

  test("[R912] what is listed is sent again by the page that comes after, and is off the device then", async () => {
    const { server, open, device } = boards();
    const ann = open();
    await server.pass(50);
    ann.room.mutate.add("rude");
    await server.pass(50);
    expect(ann.room.rejected.get()).toHaveLength(1);
    ann.die();
    const again = open();
    await server.pass(50);
    const [refused] = again.room.rejected.get();
    expect(refused).toMatchObject({ code: "manners", name: "add", args: "rude" });
    refused?.resubmit("red");
    await server.pass(2000);
    expect(again.room.get()?.shapes.map(({ color }) => color)).toEqual(["red"]);
    expect([again.room.rejected.get(), device.rows("refused")]).toEqual([[], []]);
  });

  test("what stands behind a part of a queue that is damaged", async () => {
    const { server, open, device } = boards();
    const ann = open();
    await server.pass(50);
    ann.room.update((doc) => void (doc.title = "before"));
    await server.pass(2000);
    ann.away();
    await server.pass(50);
    for (const color of ["first", "second", "third"]) {
      ann.room.update((doc) => void doc.shapes.push({ color }));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(50);
    }
    ann.die();
    await damage(server, device, 1);
    const again = open();
    await server.pass(5000);
    expect(again.room.get()?.shapes.map(({ color }) => color)).toEqual(["first"]);
    const [refused, ...others] = again.room.rejected.get();
    expect([refused?.code, others]).toEqual(["device.unreadable", []]);
    expect(again.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(device.rows("queue")).toEqual([]);
    refused?.retry();
    await server.pass(3000);
    expect(again.room.get()?.shapes.map(({ color }) => color)).toEqual(["first", "third"]);
    again.die();
    const third = open();
    await server.pass(1000);
    expect(third.room.rejected.get()).toEqual([]);
  });

  test("nothing of it where the first part of a queue is damaged: the rest goes on", async () => {
    const { server, open, device } = boards();
    const ann = open();
    await server.pass(50);
    ann.room.update((doc) => void (doc.title = "before"));
    await server.pass(2000);
    ann.away();
    await server.pass(50);
    for (const color of ["first", "second", "third"]) {
      ann.room.update((doc) => void doc.shapes.push({ color }));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(50);
    }
    ann.die();
    await damage(server, device, 0);
    const again = open(true);
    await server.pass(50);
    again.room.update((doc) => void doc.shapes.push({ color: "fourth" }));
    again.back();
    await server.pass(5000);
    expect(again.room.get()?.shapes.map(({ color }) => color)).toEqual([
      "second",
      "third",
      "fourth",
    ]);
    expect(again.room.rejected.get()).toEqual([]);
    expect(again.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(device.rows("queue")).toEqual([]);
  });

  test("all of it where the browser is somebody else's by now", async () => {
    const { server, open, device } = boards();
    const ann = open();
    await server.pass(50);
    ann.room.update((doc) => void (doc.title = "ann's"));
    await server.pass(2000);
    ann.away();
    ann.room.update((doc) => void (doc.title = "never sent"));
    await server.pass(50);
    ann.die();
    const bob = server.open("bob", Board, undefined, { device });
    await server.pass(5000);
    expect(bob.room.rejected.get().map(({ code }) => code)).toEqual(["auth.client-taken"]);
    expect(bob.room.get()?.title).toBe("ann's");
    expect(bob.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  });

  test("all of it where the user may only read by now", async () => {
    const { server, open } = boards();
    const ann = open();
    await server.pass(50);
    ann.away();
    ann.room.update((doc) => void (doc.title = "lost"));
    await server.pass(50);
    ann.die();
    server.readers.add("ann");
    const again = open(true);
    await server.pass(50);
    again.room.update((doc) => doc.votes.add(1));
    again.back();
    await server.pass(5000);
    expect(again.room.rejected.get().map(({ code }) => code)).toEqual([
      "auth.read-only",
      "auth.read-only",
    ]);
    expect(again.room.get()).toMatchObject({ title: "untitled", votes: 0 });
    expect(again.room.status.get()).toMatchObject({ name: "live", pending: 0 });
  });

  test("nothing of it where the log went back: it goes on in the log that is there", async () => {
    const { server, open } = boards();
    const ann = open();
    await server.pass(50);
    ann.room.update((doc) => doc.votes.add(1));
    await server.pass(2000);
    ann.away();
    ann.room.update((doc) => void (doc.title = "goes on"));
    ann.room.update((doc) => void doc.shapes.push({ color: "red" }));
    await server.pass(50);
    ann.die();
    server.forget();
    const again = open(true);
    await server.pass(50);
    again.room.update((doc) => doc.votes.add(5));
    await server.pass(50);
    again.back();
    await server.pass(5000);
    expect(again.room.rewound.get()?.state).toMatchObject({ votes: 6 });
    const now = { title: "goes on", votes: 5, shapes: [{ color: "red" }] };
    expect(again.room.get()).toMatchObject(now);
    expect(toJSON(await server.hub.room(Board, "r").read())).toMatchObject(now);
    expect(again.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(server.errors).toEqual([]);
  });

  test("[R910] all of it where the room was deleted, and its copy is off the device", async () => {
    const { server, open, device } = boards();
    const ann = open();
    await server.pass(50);
    ann.room.update((doc) => void (doc.title = "there"));
    await server.pass(2000);
    ann.away();
    ann.room.update((doc) => doc.votes.add(1));
    await server.pass(50);
    ann.die();
    await server.hub.rooms.delete("board:r");
    const again = open(false);
    await server.pass(3000);
    expect(again.room.status.get()).toMatchObject({ name: "refused", code: "room.deleted" });
    expect(again.room.rejected.get().map(({ code }) => code)).toEqual(["room.deleted"]);
    expect(device.rows("room")).toEqual([]);
    expect(device.rows("queue")).toEqual([]);
    again.die();
    const third = open(true);
    await server.pass(50);
    expect(third.room.rejected.get().map(({ code }) => code)).toEqual(["room.deleted"]);
  });
});
