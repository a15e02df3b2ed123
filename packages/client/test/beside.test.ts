import { clientLock, tryLock } from "../src/tabs/locks.ts";
import { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { describe, expect, test } from "vitest";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

type Page = TestPage<typeof Paper>;

/** Ms in which a queue that was left behind is looked at and sent. */
const SENT_MS = 6000;

/** A server, and a browser in which somebody opens several pages. */
function tabsOn(device = new MemoryDevice()): {
  readonly server: InMemoryServer<typeof Paper>;
  readonly device: MemoryDevice;
  readonly browser: FakeBrowser;
  readonly open: (isAway?: boolean) => Page;
} {
  const server = new InMemoryServer(Paper);
  const browser = new FakeBrowser(server.clock);
  const open = (isAway = false): Page =>
    server.open("ann", Paper, undefined, { device, isAway, tab: browser.open() });
  return { server, device, browser, open };
}

const textOf = ({ room }: Page): string | undefined => room.get()?.page.toString();

const notesOf = ({ room }: Page): readonly string[] | undefined =>
  room.get()?.notes.map(({ label }) => label.toString());

/** What everybody gets who comes now. */
async function stored(server: InMemoryServer<typeof Paper>): Promise<string> {
  return (await server.hub.room(Paper, "r").read()).page.toString();
}

/** Whose changes are in the log, in its order. */
async function authors(server: InMemoryServer<typeof Paper>): Promise<readonly string[]> {
  const clients: string[] = [];
  for await (const entry of server.store.read("paper:r", 0))
    if ("client" in entry && entry.kind === "change") clients.push(entry.client);
  return clients;
}

describe("[R914] what a page leaves behind is sent by one that is there, without a reload", () => {
  test("under the id of the page that wrote it, and is off the device then", async () => {
    const { server, device, open } = tabsOn();
    const [one, two] = [open(), open()];
    await server.pass(50);
    one.away();
    await server.pass(50);
    one.room.update((doc) => doc.page.insert(0, "left"));
    one.room.update((doc) => void doc.notes.push({ label: "a note" }));
    await server.pass(50);
    one.die();
    await server.pass(SENT_MS);
    expect(textOf(two)).toBe("left");
    expect(notesOf(two)).toEqual(["a note"]);
    expect(new Set(await authors(server))).toEqual(new Set([one.client.id]));
    expect(two.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
    expect(device.rows().filter(({ kind }) => kind !== "room")).toEqual([]);
    expect(server.errors).toEqual([]);
  });

  test("beside what that writes itself, which does not wait for it", async () => {
    const { server, open } = tabsOn();
    const [one, two] = [open(), open()];
    await server.pass(50);
    one.away();
    for (let i = 0; i < 1200; i++) one.room.update((doc) => void doc.notes.push({ label: `${i}` }));
    await server.pass(50);
    one.die();
    two.room.update((doc) => doc.page.insert(0, "mine"));
    expect(two.room.status.get().pending).toBe(1);
    await server.pass(20);
    expect(two.room.status.get().pending).toBe(0);
    await server.pass(SENT_MS);
    expect(notesOf(two)).toEqual(Array.from({ length: 1200 }, (_, i) => `${i}`));
    expect(textOf(two)).toBe("mine");
    expect(server.errors).toEqual([]);
  });

  test("by a seat that nobody sees", async () => {
    const { server, open } = tabsOn();
    const bob = server.open("bob");
    const [one, two] = [open(), open()];
    await server.pass(50);
    const seen = new Set<string>();
    one.away();
    one.room.update((doc) => doc.page.insert(0, "left"));
    await server.pass(50);
    one.die();
    await server.pass(1000);
    bob.room.others.subscribe((others) => {
      for (const { client } of others) seen.add(client);
    });
    server.latency = 400;
    await server.pass(SENT_MS + 20_000);
    expect(textOf(bob)).toBe("left");
    expect(
      [...seen].filter((client) => client !== two.client.id && client !== one.client.id),
    ).toEqual([]);
    expect(bob.room.others.get().map(({ client }) => client)).toEqual([two.client.id]);
    expect(bob.room.people.get().map(({ user }) => user.id)).toEqual(["bob", "ann"]);
    expect(server.errors).toEqual([]);
  });

  test("where it was begun after the page that sends it was loaded, and where it was there before", async () => {
    const { server, open } = tabsOn();
    const one = open();
    await server.pass(50);
    one.away();
    one.room.update((doc) => doc.page.insert(0, "b"));
    await server.pass(50);
    const two = open();
    await server.pass(50);
    const three = open();
    await server.pass(50);
    three.away();
    three.room.update((doc) => doc.page.insert(0, "a"));
    await server.pass(50);
    one.die();
    three.die();
    await server.pass(2 * SENT_MS);
    expect(Array.from(textOf(two) ?? "").toSorted()).toEqual(["a", "b"]);
    expect(server.errors).toEqual([]);
  });

  test("where others type meanwhile", async () => {
    const { server, open } = tabsOn();
    const bob = server.open("bob");
    const [one, two] = [open(), open()];
    await server.pass(50);
    bob.room.update((doc) => doc.page.insert(0, "middle"));
    await server.pass(2000);
    one.away();
    one.room.update((doc) => doc.page.insert(6, " end"));
    await server.pass(50);
    one.die();
    bob.room.update((doc) => doc.page.insert(0, "start "));
    await server.pass(SENT_MS);
    expect([textOf(two), textOf(bob), await stored(server)]).toEqual(
      Array(3).fill("start middle end"),
    );
    expect(server.errors).toEqual([]);
  });

  test("once, where the page had sent it and not heard of it", async () => {
    const { server, open } = tabsOn();
    const [one, two] = [open(), open()];
    await server.pass(50);
    server.latency = 20;
    one.room.update((doc) => doc.page.insert(0, "once"));
    await server.pass(30);
    one.die();
    await server.pass(SENT_MS);
    expect(await stored(server)).toBe("once");
    expect(textOf(two)).toBe("once");
    expect(server.errors).toEqual([]);
  });

  test("where the log has gone back", async () => {
    const { server, open, device } = tabsOn();
    const [one, two] = [open(), open()];
    await server.pass(50);
    one.room.update((doc) => doc.page.insert(0, "gone"));
    await server.pass(2000);
    one.away();
    one.room.update((doc) => void doc.notes.push({ label: "left" }));
    await server.pass(50);
    server.forget();
    one.die();
    await server.pass(30_000);
    expect(notesOf(two)).toEqual(["left"]);
    expect((await server.hub.room(Paper, "r").read()).notes).toHaveLength(1);
    expect(device.rows().filter(({ kind }) => kind !== "room")).toEqual([]);
    expect(server.errors).toEqual([]);
  });
});

test("[R915] of several pages one sends it, and another goes on where that one is gone too", async () => {
  const { server, open, device } = tabsOn();
  const [one, two, three] = [open(), open(), open()];
  await server.pass(50);
  one.away();
  for (let i = 0; i < 100; i++) one.room.update((doc) => void doc.notes.push({ label: `${i}` }));
  await server.pass(50);
  server.latency = 300;
  one.die();
  await server.pass(4500);
  // One of them is in the middle of it.
  two.die();
  server.latency = 1;
  await server.pass(2 * SENT_MS);
  expect(notesOf(three)).toEqual(Array.from({ length: 100 }, (_, i) => `${i}`));
  expect(device.rows().filter(({ kind }) => kind !== "room")).toEqual([]);
  expect(server.errors).toEqual([]);
});

test("[R916] what the server refuses of it is listed once, on the page that sent it, and by later pages", async () => {
  const { server, open, device } = tabsOn();
  const told: string[] = [];
  const [one, two] = [open(), open()];
  await server.pass(50);
  two.room.rejected.subscribe((list) => told.push(...list.map(({ code }) => code)));
  one.away();
  one.room.update((doc) => void doc.notes.push({ label: "rude" }));
  one.room.update((doc) => void doc.notes.push({ label: "kind" }));
  await server.pass(50);
  one.die();
  await server.pass(SENT_MS);
  expect(notesOf(two)).toEqual(["kind"]);
  expect(two.room.rejected.get().map(({ code, message }) => [code, message])).toEqual([
    ["manners", "Be kind"],
  ]);
  expect(told).toEqual(["manners"]);
  expect(device.rows("queue")).toEqual([]);
  expect(device.rows("refused")).toHaveLength(1);
  two.die();
  const later = open();
  await server.pass(2000);
  expect(later.room.rejected.get().map(({ code }) => code)).toEqual(["manners"]);
  expect(server.errors).toEqual([]);
});

test("[R916] a refused edit of a text of it is made again where it belongs by now", async () => {
  const { server, open } = tabsOn();
  const [one, two] = [open(), open()];
  await server.pass(50);
  two.room.update((doc) => doc.page.insert(0, "ends"));
  await server.pass(2000);
  one.away();
  one.room.update((doc) => doc.page.insert(4, " rude"));
  await server.pass(50);
  one.die();
  two.room.update((doc) => doc.page.insert(0, "this "));
  await server.pass(SENT_MS);
  const [refused] = two.room.rejected.get();
  expect(refused?.code).toBe("manners");
  two.room.update((doc) => doc.page.insert(0, "all "));
  // It is seen where it belongs, until the server refuses it once more.
  refused?.retry();
  expect(textOf(two)).toBe("all this ends rude");
  await server.pass(500);
  expect(await stored(server)).toBe("all this ends");
  expect(two.room.rejected.get()).toHaveLength(1);
});

test("[R917] what was written over another page's queue is sent after that, by whoever sends it", async () => {
  const { server, open, browser } = tabsOn();
  const first = open();
  const other = open();
  await server.pass(50);
  first.away();
  first.room.update((doc) => void doc.notes.push({ label: "" }));
  await server.pass(50);
  first.die();
  const second = open(true);
  await server.pass(50);
  second.room.update((doc) => doc.notes.at(0)?.label.insert(0, "over it"));
  await server.pass(50);
  expect(notesOf(second)).toEqual(["over it"]);
  second.die();
  // Somebody has the first queue's lock, and does not send it.
  const key = clientLock("wss://board.test/live", first.client.id);
  const taken = tryLock(browser.open().locks, key);
  await server.pass(1);
  const release = await taken;
  await server.pass(2 * SENT_MS);
  expect(notesOf(other)).toEqual([]);
  release?.();
  await server.pass(2 * SENT_MS);
  expect(notesOf(other)).toEqual(["over it"]);
  expect(await authors(server)).toEqual([first.client.id, second.client.id]);
  expect(server.errors).toEqual([]);
});

test("[R918] a page that is reloaded takes up its own queue, and one without a network leaves it alone", async () => {
  const { server, open } = tabsOn();
  const [one, two] = [open(), open()];
  await server.pass(50);
  for (const page of [one, two]) page.away();
  one.room.update((doc) => doc.page.insert(0, "kept"));
  await server.pass(50);
  one.die();
  await server.pass(60_000);
  const again = open(true);
  await server.pass(50);
  expect(textOf(again)).toBe("kept");
  expect(again.room.status.get()).toMatchObject({ pending: 1, saved: "device" });
  again.die();
  two.back();
  await server.pass(2 * SENT_MS);
  expect(textOf(two)).toBe("kept");
  expect(server.errors).toEqual([]);
});

test("[R919] without locks it waits for the next page that is loaded", async () => {
  const device = new MemoryDevice();
  const server = new InMemoryServer(Paper);
  const open = (): Page => server.open("ann", Paper, undefined, { device });
  const [one, two] = [open(), open()];
  await server.pass(50);
  one.away();
  one.room.update((doc) => doc.page.insert(0, "left"));
  await server.pass(50);
  one.die();
  await server.pass(60_000);
  expect(textOf(two)).toBe("");
  const three = open();
  await server.pass(5000);
  expect([textOf(two), textOf(three)]).toEqual(["left", "left"]);
});

test("[R920] what another page says that it should not is passed over, and so many pages are waited for at most", async () => {
  const { server, device, browser } = tabsOn();
  const tab = browser.open();
  const asked: string[] = [];
  const request: typeof tab.locks.request = (name, ...rest) => {
    asked.push(name);
    return tab.locks.request(name, ...rest);
  };
  const one = server.open("ann", Paper, undefined, { device, tab });
  one.page.locks = { ...tab.locks, request };
  await server.pass(50);
  const foreign = browser.open();
  const channel = foreign.channel("alongside:wss://board.test/live:queues", () => undefined);
  const others = Array.from({ length: 500 }, (_, i) => `client${String(i).padStart(10, "0")}`);
  for (const other of others)
    void tryLock(foreign.locks, clientLock("wss://board.test/live", other));
  await server.pass(5);
  for (const message of [
    null,
    "client",
    [],
    { client: "a".repeat(16) },
    { format: 2, client: "a".repeat(16) },
    { format: 1, client: 7 },
    { format: 1, client: "a".repeat(1_000_000) },
    ...others.map((client) => ({ format: 1, client })),
  ])
    channel.post(message);
  await server.pass(10);
  expect(asked.filter((name) => name.includes(":client"))).toHaveLength(64);
  expect(asked.filter((name) => name.includes("aaaa"))).toEqual([]);
  foreign.kill();
  await server.pass(SENT_MS);
  one.room.update((doc) => doc.page.insert(0, "goes on"));
  await server.pass(50);
  expect(await stored(server)).toBe("goes on");
  expect(server.errors).toEqual([]);
});

test("[R904] [R911] a page that opens two rooms at once takes up what an earlier page left in both", async () => {
  const { server, device, browser } = tabsOn();
  const open = (isAway: boolean): { one: Page; other: Page["room"] } => {
    const one = server.open("ann", Paper, undefined, { device, isAway, tab: browser.open() });
    return { one, other: one.client.join(Paper, "other") };
  };
  const first = open(false);
  await server.pass(1500);
  first.one.away();
  first.one.room.update((doc) => doc.page.insert(0, "one"));
  first.other.update((doc) => doc.page.insert(0, "other"));
  await server.pass(50);
  first.one.die();
  const next = open(true);
  await server.pass(50);
  expect([textOf(next.one), next.other.get()?.page.toString()]).toEqual(["one", "other"]);
});
