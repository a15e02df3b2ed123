import { defineRoom, feed, text, value } from "@alongside/core";
import { MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { feedOf, type FeedOf } from "../src/feeds/index.ts";
import type { DeviceRow, DeviceWrite } from "../src/index.ts";
import { asked } from "./support/asked.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Talk = defineRoom("talk", {
  version: 1,
  storage: { body: text() },
  feeds: { chat: feed(value("")), comments: feed(value("")) },
});

type Chat = FeedOf<typeof Talk, "chat">;
type Page = TestPage<typeof Talk> & { readonly chat: Chat; readonly comments: Chat };

/** A server, and a device on which Ann opens one page after the other. */
function talkOn(): {
  readonly server: InMemoryServer<typeof Talk>;
  readonly device: MemoryDevice;
  readonly open: (isAway?: boolean) => Page;
  readonly bob: Page;
  /** What pages reported. */
  readonly told: readonly string[];
} {
  const server = new InMemoryServer(Talk);
  const device = new MemoryDevice();
  const told: string[] = [];
  const page = (name: string, on: object): Page => {
    const opened = server.open(name, Talk, (error) => void told.push(String(error)), on);
    const chat = feedOf(opened.room, "chat");
    const comments = feedOf(opened.room, "comments");
    chat.subscribe(() => {});
    comments.list("open-threads").subscribe(() => {});
    return { ...opened, chat, comments };
  };
  return {
    server,
    device,
    open: (isAway = false) => page("ann", { device, isAway }),
    bob: page("bob", {}),
    told,
  };
}

function said({ chat }: Pick<Page, "chat">): readonly unknown[] {
  return chat.get().posts.map(({ body }) => body);
}

/** Writes to what the device has. */
async function write(
  server: InMemoryServer<typeof Talk>,
  device: MemoryDevice,
  writes: readonly DeviceWrite[],
): Promise<void> {
  const random = { next: () => 0, id: () => "" };
  const { clock } = server;
  const store = device.persist({ server: "wss://board.test/live", clock, random });
  const written = store.write(writes, "strict");
  await server.pass(5);
  await written;
  store.close();
}

test("[R1975] posts that were read are there when the room is opened without a network, with what was done to them, and are read anew with one", async () => {
  const { server, open, bob } = talkOn();
  let ann = open();
  await server.pass(50);
  bob.chat.post("one");
  const { local: two } = bob.chat.post("two");
  await server.pass(50);
  ann.chat.react(two, "👍");
  await server.pass(3000);
  ann.die();
  bob.chat.post("three");
  await server.pass(100);
  ann = open(true);
  await server.pass(100);
  expect([ann.chat.get().name, said(ann)]).toEqual(["ready", ["one", "two"]]);
  expect(ann.chat.get().posts[1]).toMatchObject({
    name: "bob",
    reactions: [{ emoji: "👍", users: ["ann"] }],
  });
  ann.chat.post("mine");
  expect(said(ann)).toEqual(["one", "two", "mine"]);
  ann.back();
  await server.pass(3000);
  expect(said(ann)).toEqual(["one", "two", "three", "mine"]);
  expect(said(bob)).toEqual(said(ann));
  expect(server.errors).toEqual([]);
});

test("[R1976] of each feed and list the newest 200 posts are kept, and earlier ones are asked for", async () => {
  const { server, open, bob, device } = talkOn();
  let ann = open();
  await server.pass(50);
  for (let i = 0; i < 260; i++) bob.chat.post(`${i}`);
  await server.pass(3000);
  expect(device.rows("posts").map(({ key }) => key)).toEqual(["chat ", "comments open-threads"]);
  ann.die();
  ann = open(true);
  await server.pass(100);
  const posts = said(ann);
  expect([posts.length, posts[0], posts.at(-1)]).toEqual([200, "60", "259"]);
  expect(ann.chat.get().hasEarlier).toBe(true);
  ann.back();
  await server.pass(3000);
  for (let i = 0; i < 6; i++) await asked(server, ann.chat.earlier());
  expect([said(ann).length, ann.chat.get().hasEarlier]).toEqual([260, false]);
});

test("[R1977] a thread on a range of a text is where it was as the room was kept", async () => {
  const { server, open, bob } = talkOn();
  let ann = open();
  await server.pass(50);
  bob.room.update((doc) => doc.body.insert(0, "The quick fox"));
  bob.comments.post("why?", { on: { text: { field: "body", from: 4, to: 9 } } });
  bob.room.update((doc) => doc.body.insert(0, "So: "));
  await server.pass(3000);
  ann.die();
  ann = open(true);
  await server.pass(100);
  const place = (): unknown => ann.comments.list("open-threads").get().posts[0]?.on;
  expect(place()).toMatchObject({ text: { words: "quick", from: 8, to: 13 } });
  ann.room.update((doc) => doc.body.insert(0, "Well. "));
  expect(place()).toMatchObject({ text: { words: "quick", from: 14, to: 19 } });
  ann.back();
  await server.pass(3000);
  expect(place()).toMatchObject({ text: { words: "quick", from: 14, to: 19 } });
  expect(bob.room.get()?.body.slice(14, 19)).toBe("quick");
});

test("[R1978] what is kept of a feed goes when it may not be read any more, when the log is another one, and when the user is forgotten", async () => {
  const { server, open, bob, device } = talkOn();
  let ann = open();
  await server.pass(50);
  bob.chat.post("secret");
  await server.pass(3000);
  expect(device.rows("posts")).toHaveLength(2);
  ann.die();
  server.grants.set("ann", { read: ["body", "comments"], write: ["body"] });
  ann = open();
  await server.pass(3000);
  expect([said(ann), ann.chat.get().name]).toEqual([[], "failed"]);
  expect(device.rows("posts").map(({ key }) => key)).toEqual(["comments open-threads"]);
  server.grants.delete("ann");
  ann.die();
  ann = open();
  await server.pass(3000);
  expect([said(ann), device.rows("posts").length]).toEqual([["secret"], 2]);
  // As another server, with nothing of what was said on the old one.
  server.forget();
  await server.pass(10_000);
  expect(JSON.stringify(device.rows("posts"))).not.toContain("secret");
  await asked(server, ann.client.forget());
  expect(device.rows("posts")).toEqual([]);
});

test("[R1979] a row that is not of this format is passed over and told, and one that an older page has written opens", async () => {
  const { server, open, bob, device, told } = talkOn();
  let ann = open();
  await server.pass(50);
  bob.chat.post("one");
  await server.pass(3000);
  ann.die();
  const row = device.rows("posts")[0] as DeviceRow;
  const kept = row.value as { readonly [field: string]: never };
  const again = async (written: object): Promise<readonly unknown[]> => {
    await write(server, device, [{ put: { ...row, value: written as never } }]);
    ann = open(true);
    await server.pass(100);
    const shown = said(ann);
    ann.die();
    return shown;
  };
  expect(await again({ ...kept, isLater: true })).toEqual(["one"]);
  for (const wrong of [
    { ...kept, format: 2 },
    { ...kept, posts: [{ id: 7 }] },
    { ...kept, from: [1] },
    { ...kept, log: null },
  ])
    expect(await again(wrong)).toEqual([]);
  expect(told).toEqual(
    Array.from(
      { length: 4 },
      () => "TypeError: talk:r: the device's row posts chat  is passed over",
    ),
  );
});
