import { Inbox, inboxOf } from "@alongside/core/inbox";
import { expect, test } from "vitest";
import { userOf, Watched, watchedOf } from "../../src/inbox/watched.ts";
import { World } from "../room/world.ts";
import { itemsOf, notified, post, TALK } from "./inbox-rooms.ts";

const talkWorld = (): World => new World({ rooms: [TALK], inbox: {} });

type Level = "everything" | "participating" | "nothing" | null;

const level = async (world: World, user: string, what: string, to: Level): Promise<void> => {
  const args = { what, channel: "inbox", level: to } as const;
  await world.hub.room(Inbox, inboxOf(user) ?? "").mutate("level", args, { as: user });
  await notified(world.hub);
};

const kinds = async (world: World, user: string): Promise<readonly string[]> =>
  (await itemsOf(world.hub, user)).map(({ kind, count }) => `${kind} ${count}`);

test("[R1892] who wants everything of a room is notified of each post there, and of what is for them in person as that alone", async () => {
  const world = talkWorld();
  await notified(world.hub);
  await level(world, "bob", "room talk:a", "everything");
  await level(world, "carl@app.example", "all", "everything");
  await level(world, "eve", "room talk:a", "everything");
  await level(world, "dora", "room talk:b", "everything");
  const root = await post(world.hub, "ann");
  await post(world.hub, "bob");
  await post(world.hub, "ann", { mentions: ["bob"] });
  await post(world.hub, "ann", { to: root });
  await notified(world.hub);
  expect((await kinds(world, "bob")).toSorted()).toEqual(["mention 1", "post 1", "post 1"]);
  const carls = await itemsOf(world.hub, "carl@app.example");
  expect(carls).toHaveLength(2);
  expect(carls).toContainEqual(
    expect.objectContaining({ subject: "talk:a chat", count: 3, level: "everything" }),
  );
  // Who posted, who may not read it, and who watches another room.
  for (const user of ["ann", "eve", "dora"])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await kinds(world, user)).toEqual([]);
  await post(world.hub, "ann", {}, "staff");
  await notified(world.hub);
  expect(await kinds(world, "bob")).toHaveLength(3);
  expect(world.errors).toEqual([]);
});

test("[R1892] who watches a thread hears of its answers alone, and no more once they want less", async () => {
  const world = talkWorld();
  await notified(world.hub);
  const root = await post(world.hub, "ann");
  await level(world, "bob", `subject talk:a ${root}`, "everything");
  await post(world.hub, "carl");
  await post(world.hub, "carl", { to: root });
  await notified(world.hub);
  expect(await kinds(world, "bob")).toEqual(["post 1"]);
  world.crash();
  await level(world, "bob", `subject talk:a ${root}`, null);
  await post(world.hub, "carl", { to: root });
  await notified(world.hub);
  expect(await kinds(world, "bob")).toEqual(["post 1"]);
});

test("[R1892] what is muted, or set for what nobody posts in, leaves no room behind", async () => {
  const world = talkWorld();
  await level(world, "bob", "room talk:a", "nothing");
  await level(world, "bob", "subject task 7", "everything");
  await level(world, "bob", "kind task", "everything");
  await level(world, "bob", "room board:a", "everything");
  await level(world, "bob", "subject board:a p1", "everything");
  expect((await world.hub.rooms.list({ kind: "inbox-index" })).rooms).toEqual([]);
});

test("[R1892] nobody enters the rooms that say who watches what, and who is erased is in none", async () => {
  const world = talkWorld();
  await level(world, "bob", "room talk:a", "everything");
  const index = watchedOf("room talk:a");
  const bob = await world.greet("bob", "bob");
  await expect(bob.join({ room: `inbox-index:${index}` })).rejects.toThrow("auth.forbidden");
  const inboxes = async (): Promise<readonly string[]> => [
    ...(await world.hub.room(Watched, index).read()).inboxes.keys(),
  ];
  expect(await inboxes()).toEqual(["bob"]);
  await world.hub.inboxes?.forget("bob");
  expect(await inboxes()).toEqual([]);
});

test("[R1904] an inbox that an operator deletes is in no room of who watches what, and such a room is not deleted", async () => {
  const world = talkWorld();
  await level(world, "bob", "room talk:a", "everything");
  await level(world, "dora", "room talk:a", "everything");
  const index = watchedOf("room talk:a");
  await expect(world.hub.rooms.delete(`inbox-index:${index}`)).rejects.toMatchObject({
    code: "inbox.closed",
  });
  await world.hub.rooms.delete("inbox:bob");
  await world.hub.rooms.delete("inbox:nobody");
  expect([...(await world.hub.room(Watched, index).read()).inboxes.keys()]).toEqual(["dora"]);
  await post(world.hub, "ann");
  await notified(world.hub);
  expect(await world.hub.rooms.stat("inbox:bob")).toBeUndefined();
  expect(await kinds(world, "dora")).toEqual(["post 1"]);
  await world.hub.rooms.delete("talk:a");
  expect(world.errors).toEqual([]);
});

test("[R1876] an inbox says whose it is", () => {
  for (const user of ["ann", "ann@app.example", "a_b", "constructor", "日本", "ö_40"])
    expect(userOf(inboxOf(user) ?? "")).toBe(user);
  expect([userOf("_zz"), userOf("_4"), userOf("server")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
