import { defineRoom, feed, value } from "@alongside/core";
import { MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { feedOf } from "../src/feeds/index.ts";
import { type InboxHandle, openInbox } from "../src/inbox/index.ts";
import { asked } from "./support/asked.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value("") },
  feeds: { chat: feed(value("")) },
});

interface Device extends TestPage<typeof Talk> {
  readonly inbox: InboxHandle;
}

async function open(names: readonly string[]): Promise<{
  readonly server: InMemoryServer<typeof Talk>;
  readonly devices: readonly Device[];
}> {
  const server = new InMemoryServer(Talk, undefined, {}, true);
  const devices = names.map((name) => {
    const page = server.open(name);
    const inbox = openInbox(page.client);
    inbox.subscribe(() => {});
    return { ...page, inbox };
  });
  await server.pass(100);
  return { server, devices };
}

const notify = (server: InMemoryServer<typeof Talk>, subject: string, title = "A task") =>
  asked(server, server.hub.inboxes!.notify("ann", { kind: "task", subject, title }));

const short = ({ get }: InboxHandle): string => {
  const { items, unseen, unread } = get();
  return `${items.map(({ subject }) => subject).join(" ")}, ${unseen} unseen, ${unread} unread`;
};

test("[R1884] what one page marks is so on the user's other page, and an item that grows is unseen again", async () => {
  const { server, devices } = await open(["ann", "ann"]);
  const [one, two] = devices.map(({ inbox }) => inbox) as [InboxHandle, InboxHandle];
  expect(one.get()).toMatchObject({ name: "ready", items: [] });
  await notify(server, "a");
  await server.pass(10);
  await notify(server, "b");
  await server.pass(50);
  expect([one, two].map(short)).toEqual(Array(2).fill("b a, 2 unseen, 2 unread"));
  expect(one.get()).toBe(one.get());
  one.markAll("seen");
  one.read("task a");
  expect(short(one)).toBe("b a, 0 unseen, 1 unread");
  await server.pass(50);
  expect(short(two)).toBe("b a, 0 unseen, 1 unread");
  two.archive("task b", "none");
  await server.pass(50);
  expect([short(one), one.get().archived.length]).toEqual(["a, 0 unseen, 0 unread", 1]);
  await notify(server, "b", "It is due");
  await server.pass(50);
  expect([one, two].map(short)).toEqual(Array(2).fill("b a, 1 unseen, 1 unread"));
  one.unarchive("task b");
  one.unread("task a");
  expect(short(one)).toBe("b a, 1 unseen, 2 unread");
  expect(server.errors).toEqual([]);
});

test("[R1884] a page that marks what has grown meanwhile does not hide what it never showed", async () => {
  const { server, devices } = await open(["ann", "ann"]);
  await notify(server, "a");
  await server.pass(50);
  devices[0]!.away();
  await notify(server, "a", "More");
  await server.pass(50);
  devices[0]!.inbox.read("task a");
  expect(short(devices[0]!.inbox)).toBe("a, 0 unseen, 0 unread");
  devices[0]!.back();
  await server.pass(5000);
  expect(devices.map(({ inbox }) => short(inbox))).toEqual(Array(2).fill("a, 1 unseen, 1 unread"));
});

test("[R1885] what is put off comes back when its time is over", async () => {
  const { server, devices } = await open(["ann"]);
  const { inbox } = devices[0]!;
  await notify(server, "a");
  await server.pass(50);
  inbox.snooze("task a", new Date(server.clock.now() + 1000));
  await server.pass(50);
  expect([short(inbox), inbox.get().snoozed.length]).toEqual([", 0 unseen, 0 unread", 1]);
  let calls = 0;
  inbox.subscribe(() => calls++);
  await server.pass(1000);
  expect([short(inbox), calls]).toEqual(["a, 1 unseen, 1 unread", 1]);
  inbox.mute("kind task", true);
  await server.pass(50);
  expect(inbox.get().muted).toEqual(["kind task"]);
  await notify(server, "b");
  await server.pass(50);
  expect(inbox.get().items).toHaveLength(1);
});

test("[R1879] reading a feed on one page clears the mention on another one", async () => {
  const { server, devices } = await open(["ann", "ann", "bob"]);
  const [one, two, bob] = devices as [Device, Device, Device];
  // Nobody looks at the room when the post comes.
  one.away();
  two.away();
  await server.pass(120_000);
  const chat = feedOf(bob.room, "chat");
  chat.subscribe(() => {});
  await asked(server, chat.post("Look, Ann", { mentions: ["ann"] }).committed);
  one.back();
  two.back();
  await server.pass(60_000);
  expect([one, two].map(({ inbox }) => inbox.get().unseen)).toEqual([1, 1]);
  const [item] = one.inbox.get().items;
  expect(item).toMatchObject({ kind: "mention", by: "bob", place: { room: "talk:r" } });
  const place = { feed: "chat", seq: item!.place!.seq } as const;
  expect(one.inbox.lookedAt(one.room, place)).toBeUndefined();
  await asked(server, one.inbox.look(one.room, place)!.committed);
  await server.pass(50);
  expect([one, two].map(({ inbox }) => inbox.get().unread)).toEqual([0, 0]);
  expect(two.inbox.lookedAt(two.room, place)).toBe(place.seq);
  expect(two.inbox.look(two.room, place)).toBeUndefined();
});

test("[R1935] without a network a page has the inbox of who the app says it is, and marks it; the server has the last word on that", async () => {
  const server = new InMemoryServer(Talk, undefined, {}, true);
  const device = new MemoryDevice();
  const first = server.open("ann", Talk, undefined, { device });
  openInbox(first.client).subscribe(() => {});
  await server.pass(100);
  await notify(server, "a");
  await server.pass(5000);
  first.die();
  const offline = server.open("ann", Talk, undefined, { device, isAway: true });
  const inbox = openInbox(offline.client, { user: "ann" });
  expect(openInbox(offline.client)).toBe(inbox);
  inbox.subscribe(() => {});
  await server.pass(1000);
  expect(short(inbox)).toBe("a, 1 unseen, 1 unread");
  inbox.read("task a");
  expect(short(inbox)).toBe("a, 0 unseen, 0 unread");
  // Somebody who was signed out meanwhile, of whom this device has nothing.
  const told: unknown[] = [];
  const onError = (error: unknown): void => void told.push(error);
  const elsewhere = new MemoryDevice();
  const wrong = server.open("ann", Talk, onError, { device: elsewhere, isAway: true });
  const other = openInbox(wrong.client, { user: "bob" });
  other.subscribe(() => {});
  await server.pass(1000);
  expect(other.get()).toMatchObject({ name: "loading", items: [] });
  offline.back();
  wrong.back();
  await server.pass(10_000);
  expect([inbox, other].map(short)).toEqual(Array(2).fill("a, 0 unseen, 0 unread"));
  expect([server.errors, told]).toEqual([[], []]);
  for (const user of ["", "server", 7])
    expect(() => openInbox(wrong.client, { user: user as string })).toThrow(TypeError);
});

test("[R1884] a page finds out that the server has no inboxes, and what is no client is said at once", async () => {
  const server = new InMemoryServer(Talk);
  const { client } = server.open("ann");
  const inbox = openInbox(client);
  expect(openInbox(client)).toBe(inbox);
  inbox.subscribe(() => {});
  // What is not here is not marked, and nothing throws for it.
  inbox.mute("kind task", true);
  inbox.snooze("task a");
  inbox.markAll("read");
  await server.pass(100);
  expect(inbox.get()).toMatchObject({ name: "refused", code: "room.unknown" });
  inbox.close();
  expect(inbox.get()).toMatchObject({ name: "loading", items: [] });
  expect(() => openInbox({} as never)).toThrow("docs/errors.md#openInbox");
});
