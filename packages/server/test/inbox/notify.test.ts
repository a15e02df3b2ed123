import { Inbox, inboxOf, MOST_ITEMS, type NewNotification } from "@alongside/core/inbox";
import { expect, test } from "vitest";
import { createServer } from "../../src/server.ts";
import { World } from "../room/world.ts";
import { itemsOf, TALK } from "./inbox-rooms.ts";

const note: NewNotification = { kind: "task", subject: "task 7", title: "Ann gave you a task" };

function inboxWorld(): World {
  return new World({ rooms: [TALK], inbox: {} });
}

const notify = (world: World, given: Partial<NewNotification> = {}, user = "bob"): Promise<void> =>
  world.hub.inboxes?.notify(user, { ...note, ...given }) ?? Promise.reject(new Error("none"));

test("[R1870] notifications of one kind and subject are one item, which is unseen again when it grows", async () => {
  const world = inboxWorld();
  await notify(world, {
    body: "Paint the door",
    link: "/tasks/7",
    priority: "important",
    by: "ann",
  });
  const [item] = await itemsOf(world.hub, "bob");
  expect(item).toMatchObject({
    ...note,
    body: "Paint the door",
    link: "/tasks/7",
    count: 1,
    seen: 0,
    read: 0,
  });
  const inbox = world.hub.room(Inbox, "bob");
  await world.clock.advance(10);
  await inbox.mutate("mark", { as: "archived", items: [["task task 7", 1]] }, { as: "bob" });
  expect((await itemsOf(world.hub, "bob"))[0]).toMatchObject({ read: 0 });
  expect((await itemsOf(world.hub, "bob"))[0]?.archived).toBeGreaterThan(0);
  await notify(world, { title: "It is due" });
  await notify(world, { subject: "task 8" });
  const items = await itemsOf(world.hub, "bob");
  expect(items.map(({ subject, count }) => [subject, count])).toEqual([
    ["task 7", 2],
    ["task 8", 1],
  ]);
  expect(items[0]).toMatchObject({ title: "It is due", seen: 0, archived: 0 });
  expect(items[0]?.activities.map(({ title }) => title)).toEqual([note.title, "It is due"]);
  // Marked for what the user saw, not for what came since.
  await inbox.mutate("mark", { as: "read", items: [["task task 7", 1]] }, { as: "bob" });
  expect((await itemsOf(world.hub, "bob"))[0]?.read).toBe(0);
});

test("[R1871] what has the same dedupeKey counts once", async () => {
  const world = inboxWorld();
  await Promise.all([1, 2, 3].map(() => notify(world, { dedupeKey: "due 7" })));
  await notify(world, { dedupeKey: "late 7" });
  world.crash();
  await notify(world, { dedupeKey: "due 7" });
  expect((await itemsOf(world.hub, "bob")).map(({ count }) => count)).toEqual([2]);
});

test.each([
  ["no kind", { kind: "" }, "kind is"],
  ["a kind with a space", { kind: "a b" }, "kind is"],
  ["a long title", { title: "x".repeat(201) }, "title is a text of 1 to 200"],
  ["a long subject", { subject: "x".repeat(211) }, "subject is a text of 1 to 210"],
  ["a long body", { body: "x".repeat(1001) }, "body is"],
  ["a script as link", { link: "javascript:alert(1)" }, "link is"],
  ["a hidden script as link", { link: "java\nscript:alert(1)" }, "link is"],
  ["another host's link that looks like a path", { link: "//evil.example" }, "link is"],
  ["an unknown priority", { priority: "huge" as never }, "priority is"],
  ["something more", { html: "<b>" } as never, "has no html"],
])("[R1872] %s is no notification", async (_, given: Partial<NewNotification>, message) => {
  const world = inboxWorld();
  await expect(notify(world, given)).rejects.toThrow(message);
  await expect(notify(world, given)).rejects.toThrow("docs/errors.md#notify");
  expect(await itemsOf(world.hub, "bob")).toEqual([]);
});

test("[R1872] who can have no inbox is not notified, and a server without inboxes notifies nobody", async () => {
  const world = inboxWorld();
  for (const user of ["", "server", "agent:bot", "erased:x", "x".repeat(129)])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expect(notify(world, {}, user)).rejects.toThrow(TypeError);
  const server = createServer({ rooms: [TALK], log: () => {} });
  await expect(server.notify("bob", note)).rejects.toThrow("inbox: true");
  await server.close();
  expect(() => createServer({ rooms: [TALK], inbox: 7 as never, log: () => {} })).toThrow(
    TypeError,
  );
});

test("[R1873] an inbox holds so many items; the oldest in the archive goes first, then the oldest that was read", async () => {
  const world = inboxWorld();
  const inbox = world.hub.room(Inbox, "bob");
  for (let i = 0; i < MOST_ITEMS; i++) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    await notify(world, { subject: `${i}` });
    // oxlint-disable-next-line no-await-in-loop -- in order
    if (i < 5) await world.clock.advance(1);
  }
  await inbox.mutate("mark", { as: "read", items: [["task 3", 1]] }, { as: "bob" });
  await inbox.mutate("mark", { as: "archived", items: [["task 4", 1]] }, { as: "bob" });
  const subjects = async (): Promise<readonly string[]> =>
    (await itemsOf(world.hub, "bob")).map(({ subject }) => subject);
  for (const gone of ["4", "3", "0"]) {
    expect(await subjects()).toContain(gone);
    await notify(world, { subject: `after ${gone}` });
    expect(await subjects()).not.toContain(gone);
    expect(await subjects()).toHaveLength(MOST_ITEMS);
  }
});

test("[R1874] an inbox is its user's alone, and is written by its mutations; keys of notifications are read by nobody", async () => {
  const world = inboxWorld();
  await notify(world, { dedupeKey: "secret" });
  const eve = await world.greet("eve", "eve");
  await expect(eve.join({ room: "inbox:bob" })).rejects.toThrow("auth.forbidden");
  const inbox = world.hub.room(Inbox, "bob");
  await expect(
    inbox.update((doc) => doc.items.delete("task task 7"), { as: "bob" }),
  ).rejects.toMatchObject({ code: "inbox.closed" });
  await expect(inbox.mutate("notify", note, { as: "bob" })).rejects.toMatchObject({
    code: "inbox.closed",
  });
  await expect(inbox.mutate("notify", note, { as: "ann" })).rejects.toMatchObject({
    code: "auth.forbidden",
  });
  const bob = await world.greet("bob", "bob");
  const told = JSON.stringify([await bob.join({ room: "inbox:bob" }), bob.heard]);
  expect(told).toContain("Ann gave you a task");
  expect(told).not.toContain("secret");
});

test("[R1875] a marker only moves forward, and what is muted does not come, but for what is urgent", async () => {
  const world = inboxWorld();
  const inbox = world.hub.room(Inbox, "bob");
  const place = { room: "talk:a", feed: "chat", seq: 5, epoch: "e" };
  await notify(world, { place });
  await inbox.mutate("look", { ...place, seq: 4 }, { as: "bob" });
  expect((await itemsOf(world.hub, "bob"))[0]?.read).toBe(0);
  await inbox.mutate("look", place, { as: "bob" });
  await inbox.mutate("look", { ...place, seq: 2 }, { as: "bob" });
  expect((await itemsOf(world.hub, "bob"))[0]?.read).toBeGreaterThan(0);
  // It was read before it came.
  await notify(world, { place, subject: "late" });
  await inbox.mutate("mute", { what: "kind task", on: true }, { as: "bob" });
  await notify(world, { subject: "muted" });
  await notify(world, { subject: "fire", priority: "urgent" });
  await inbox.mutate("mute", { what: "kind task", on: false }, { as: "bob" });
  await notify(world, { subject: "heard" });
  expect((await itemsOf(world.hub, "bob")).map(({ subject }) => subject).toSorted()).toEqual([
    "fire",
    "heard",
    "task 7",
  ]);
});

test("[R1876] no two users have one inbox", () => {
  const users = [
    "ann",
    "Ann",
    "a_b",
    "a_5fb",
    "ann@app.example",
    "ann_40app.example",
    "constructor",
    "_63onstructor",
    "ö",
    "日本",
  ];
  const ids = users.map(inboxOf);
  expect(new Set(ids).size).toBe(users.length);
  expect(ids.every((id) => /^[\w.:-]{1,128}$/.test(id ?? ""))).toBe(true);
  expect([inboxOf("ann@app.example"), inboxOf("constructor")]).toEqual([
    "ann_40app.example",
    "_63onstructor",
  ]);
});
