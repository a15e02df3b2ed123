import { Inbox } from "@alongside/core/inbox";
import { expect, test } from "vitest";
import type { InboxOptions } from "../../src/inbox/options.ts";
import { World } from "../room/world.ts";
import { itemsOf, notified, post, Talk, TALK } from "./inbox-rooms.ts";

const talkWorld = (inbox: InboxOptions = {}): World => new World({ rooms: [TALK], inbox });

const kinds = async (world: World, user: string): Promise<readonly string[]> =>
  (await itemsOf(world.hub, user)).map(({ kind, count }) => `${kind} ${count}`);

test("[R1877] who is mentioned is notified, once, and never of the own posts", async () => {
  const world = talkWorld();
  const id = await post(world.hub, "ann", { mentions: ["bob", "ann", "server", "agent:x"] });
  await notified(world.hub);
  expect(await itemsOf(world.hub, "bob")).toMatchObject([
    {
      kind: "mention",
      subject: `talk:a ${id}`,
      by: "ann",
      count: 1,
      seen: 0,
      place: { room: "talk:a", feed: "chat" },
    },
  ]);
  expect(await kinds(world, "ann")).toEqual([]);
  world.crash();
  await notified(world.hub);
  expect(await kinds(world, "bob")).toEqual(["mention 1"]);
  expect((await world.hub.rooms.list({ kind: "inbox" })).rooms).toHaveLength(1);
  expect(world.errors).toEqual([]);
});

test("[R1878] an answer notifies who began the thread and who wrote in it; a mention in it counts as that alone", async () => {
  const world = talkWorld();
  const root = await post(world.hub, "ann");
  await post(world.hub, "bob", { to: root });
  await post(world.hub, "carl", { to: root, mentions: ["dora", "bob"] });
  await notified(world.hub);
  expect(await kinds(world, "ann")).toEqual(["reply 2"]);
  expect(await kinds(world, "bob")).toEqual(["mention 1"]);
  expect(await kinds(world, "dora")).toEqual(["mention 1"]);
  expect(await kinds(world, "carl")).toEqual([]);
});

test("[R1879] reading the thread reads the item, and what was read before is not notified of", async () => {
  const world = talkWorld();
  const root = await post(world.hub, "ann");
  await post(world.hub, "bob", { to: root });
  await notified(world.hub);
  const [item] = await itemsOf(world.hub, "ann");
  const place = item?.place;
  expect(place).toMatchObject({ thread: root });
  const look = (seq: number) =>
    world.hub.room(Inbox, "ann").mutate("look", { ...place!, seq }, { as: "ann" });
  await look(place!.seq);
  expect((await itemsOf(world.hub, "ann"))[0]?.read).toBeGreaterThan(0);
  await look(place!.seq + 1);
  await post(world.hub, "bob", { to: root });
  await notified(world.hub);
  expect(await kinds(world, "ann")).toEqual(["reply 1"]);
});

test("[R1880] who looks at the room, may not read the feed, or is unknown is not notified", async () => {
  const world = talkWorld({ knows: (user) => user !== "nobody" });
  await world.join("bobs-page", "bob", { room: "talk:a" });
  await post(world.hub, "ann", { mentions: ["bob", "eve", "nobody", "carl"] });
  await post(world.hub, "ann", { mentions: ["carl"] }, "staff");
  await notified(world.hub);
  for (const user of ["bob", "eve", "nobody"])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect([user, await kinds(world, user)]).toEqual([user, []]);
  expect(await kinds(world, "carl")).toEqual(["mention 1"]);
});

test("[R1881] an edit notifies those whom it mentions newly, and a post that was deleted nobody", async () => {
  const world = talkWorld();
  const id = await post(world.hub, "ann", { mentions: ["bob"] });
  await notified(world.hub);
  const room = world.hub.room(Talk, "a");
  await room.update((doc) => doc.feeds.chat.edit(id, "hi", { mentions: ["bob", "carl"] }), {
    as: "ann",
  });
  await notified(world.hub);
  expect([await kinds(world, "bob"), await kinds(world, "carl")]).toEqual([
    ["mention 1"],
    ["mention 1"],
  ]);
  await room.update(
    (doc) => {
      const gone = doc.feeds.chat.post("oh", { mentions: ["dora"] });
      doc.feeds.chat.delete(gone);
    },
    { as: "ann" },
  );
  await notified(world.hub);
  expect(await kinds(world, "dora")).toEqual([]);
});

test("[R1878] an answer that is changed before anybody was told of it is told of all the same, and once", async () => {
  const world = talkWorld();
  const root = await post(world.hub, "ann");
  const id = post(world.hub, "bob", { to: root });
  const room = world.hub.room(Talk, "a");
  const changed = id.then((made) =>
    room.update((doc) => doc.feeds.chat.edit(made, "hi"), { as: "bob" }),
  );
  await Promise.all([changed, id]);
  await room.update(
    (doc) => {
      const made = doc.feeds.chat.post("oh", { to: root });
      doc.feeds.chat.edit(made, "ah");
    },
    { as: "carl" },
  );
  await notified(world.hub);
  expect(await kinds(world, "ann")).toEqual(["reply 2"]);
});

test("[R1882] one change notifies 50 users at most, and the feeds need not notify at all", async () => {
  const world = talkWorld();
  const names = Array.from({ length: 60 }, (_, i) => `user-${i}`);
  await world.hub.room(Talk, "a").update(
    (doc) => {
      doc.feeds.chat.post("a", { mentions: names.slice(0, 40) });
      doc.feeds.chat.post("b", { mentions: names.slice(20) });
    },
    { as: "ann" },
  );
  await notified(world.hub);
  expect((await world.hub.rooms.list({ kind: "inbox", limit: 100 })).rooms).toHaveLength(50);
  const quiet = talkWorld({ feeds: false });
  await post(quiet.hub, "ann", { mentions: ["bob"] });
  expect(quiet.hub.followers.list()).toEqual([]);
  expect(await kinds(quiet, "bob")).toEqual([]);
});
