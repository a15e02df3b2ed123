import { defineRoom, feed, list, value } from "@alongside/core";
import { expect, test } from "vitest";
import { liveActivities } from "../src/activity/index.ts";
import { feedOf, type FeedOf } from "../src/feeds/index.ts";
import { asked } from "./support/asked.ts";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";

const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value(""), notes: list({ body: value("") }) },
  feeds: { chat: feed(value({ text: "" })), comments: feed(value("")) },
  mutations: {
    announce: {
      args: value(""),
      run: (doc, text, { where }) => {
        doc.title = text;
        doc.feeds.chat.post({ text: where === "server" ? `${text}!` : text });
      },
    },
    like: { args: value(""), run: (doc, id) => doc.feeds.chat.react(id, "👍") },
  },
});

type Chat = FeedOf<typeof Talk, "chat">;

function open(
  server: InMemoryServer<typeof Talk>,
  name: string,
): TestPage<typeof Talk> & { readonly chat: Chat } {
  const page = server.open(name);
  return { ...page, chat: feedOf(page.room, "chat") };
}

/** What a view shows, in short. */
function lines({ get }: Pick<Chat, "get">): readonly string[] {
  return get().posts.map(({ by, body, state, deleted }) => {
    const words = deleted === undefined ? body?.text : "(deleted)";
    return `${by}: ${words}${state === "sent" ? "" : ` (${state})`}`;
  });
}

test("[R1720] what is posted is seen at once, by the others once it is on the disk, and by who comes later page by page", async () => {
  const server = new InMemoryServer(Talk);
  const [ann, bob] = [open(server, "ann"), open(server, "bob")];
  ann.chat.subscribe(() => {});
  bob.chat.subscribe(() => {});
  await server.pass(100);
  expect([ann.chat.get().name, lines(ann.chat)]).toEqual(["ready", []]);
  const { committed } = ann.chat.post({ text: "hello" });
  expect(lines(ann.chat)).toEqual(["ann: hello (pending)"]);
  await asked(server, committed);
  await server.pass(50);
  expect([lines(ann.chat), lines(bob.chat)]).toEqual([["ann: hello"], ["ann: hello"]]);
  for (let i = 1; i < 120; i++) (i % 2 === 0 ? ann : bob).chat.post({ text: `${i}` });
  await server.pass(200);
  const eve = open(server, "eve");
  eve.chat.subscribe(() => {});
  await server.pass(100);
  expect([eve.chat.get().hasEarlier, lines(eve.chat)]).toEqual([true, lines(ann.chat).slice(-50)]);
  await asked(server, eve.chat.earlier());
  await asked(server, eve.chat.earlier());
  await asked(server, eve.chat.earlier());
  expect([eve.chat.get().hasEarlier, lines(eve.chat)]).toEqual([false, lines(ann.chat)]);
  expect(eve.chat.get().posts[0]?.name).toBe(ann.chat.get().posts[0]?.name);
});

/** Ann and Bob, who follow the chat. */
async function two(): Promise<{
  readonly server: InMemoryServer<typeof Talk>;
  readonly ann: ReturnType<typeof open>;
  readonly bob: ReturnType<typeof open>;
}> {
  const server = new InMemoryServer(Talk);
  const [ann, bob] = [open(server, "ann"), open(server, "bob")];
  ann.chat.subscribe(() => {});
  bob.chat.subscribe(() => {});
  await server.pass(100);
  return { server, ann, bob };
}

test("[R1721] a post and a change of storage in one update are in the log together, or neither is", async () => {
  const { server, ann, bob } = await two();
  const both = ann.room.update((doc) => {
    doc.title = "rude";
    doc.feeds.chat.post({ text: "new title" });
  });
  expect(lines(ann.chat)).toEqual(["ann: new title (pending)"]);
  await expect(asked(server, both.committed)).rejects.toMatchObject({ code: "manners" });
  expect([lines(ann.chat), lines(bob.chat)]).toEqual([["ann: new title (refused)"], []]);
  expect(ann.room.get()?.title).toBe("");
  const refused = ann.chat.get().posts[0]?.refusal;
  expect(refused?.code).toBe("manners");
  refused?.discard();
  expect(lines(ann.chat)).toEqual([]);
  ann.room.update((doc) => {
    doc.title = "kind";
    doc.feeds.chat.post({ text: "new title" });
  });
  await server.pass(50);
  expect([lines(bob.chat), bob.room.get()?.title]).toEqual([["ann: new title"], "kind"]);
});

test("[R1722] its author edits and deletes a post, what is deleted leaves its place, and others may do neither", async () => {
  const { server, ann, bob } = await two();
  const { local: id } = ann.chat.post({ text: "helo" });
  await server.pass(50);
  ann.chat.edit(id, { text: "hello" });
  expect(lines(ann.chat)).toEqual(["ann: hello"]);
  await server.pass(50);
  expect(bob.chat.get().posts[0]).toMatchObject({
    body: { text: "hello" },
    edited: expect.any(Number),
  });
  const theft = bob.chat.edit(id, { text: "mine" });
  expect(lines(bob.chat)).toEqual(["ann: mine"]);
  await expect(asked(server, theft.committed)).rejects.toMatchObject({ code: "post.not-yours" });
  await expect(asked(server, bob.chat.delete(id).committed)).rejects.toMatchObject({
    code: "post.not-yours",
  });
  expect(lines(bob.chat)).toEqual(["ann: hello"]);
  ann.chat.delete(id);
  await server.pass(50);
  expect([lines(ann.chat), lines(bob.chat)]).toEqual([["ann: (deleted)"], ["ann: (deleted)"]]);
  const { committed } = bob.chat.react(id, "👍");
  expect((await asked(server, committed)).void).toEqual([["chat", 0]]);
});

test("[R1723] reactions are counted once a user, stand in the order in which they came, and are taken back", async () => {
  const { server, ann, bob } = await two();
  const { local: id } = ann.chat.post({ text: "lunch?" });
  bob.chat.react(id, "👍");
  await server.pass(50);
  bob.chat.react(id, "👍");
  ann.chat.react(id, "👍");
  ann.chat.react(id, "🍕");
  await server.pass(50);
  expect(bob.chat.get().posts[0]?.reactions).toEqual([
    { emoji: "👍", users: ["bob", "ann"], isMine: true },
    { emoji: "🍕", users: ["ann"], isMine: false },
  ]);
  bob.chat.react(id, "👍", false);
  expect(bob.chat.get().posts[0]?.reactions.map(({ users }) => users)).toEqual([["ann"], ["ann"]]);
  await server.pass(50);
  const eve = open(server, "eve");
  eve.chat.subscribe(() => {});
  await server.pass(50);
  const shown = ({ chat }: typeof eve): unknown =>
    chat.get().posts.map(({ reactions }) => reactions.map(({ emoji, users }) => [emoji, users]));
  expect([shown(ann), shown(eve)]).toEqual([shown(bob), shown(bob)]);
});

test("[R1724] answers stand in the thread of their post, which says how many there are; threads are pinned to things, resolved and reopened", async () => {
  const { server, ann, bob } = await two();
  const note = ann.room.update((doc) => doc.notes.push({ body: "n" })).local;
  const { local: id } = ann.chat.post({ text: "why?" }, { on: { record: note } });
  const thread = bob.chat.thread(id);
  thread.subscribe(() => {});
  const unresolved = bob.chat.list("open-threads");
  unresolved.subscribe(() => {});
  await server.pass(50);
  const answer = bob.chat.post({ text: "because" }, { to: id }).local;
  expect([lines(thread), lines(bob.chat)]).toEqual([["bob: because (pending)"], ["ann: why?"]]);
  await server.pass(50);
  ann.chat.post({ text: "I see" }, { to: id });
  await server.pass(50);
  expect(lines(thread)).toEqual(["bob: because", "ann: I see"]);
  expect(ann.chat.get().posts[0]?.replies).toMatchObject({ count: 2, by: ["ann", "bob"] });
  expect(lines(unresolved)).toEqual(["ann: why?"]);
  bob.chat.resolve(id);
  await server.pass(50);
  expect([lines(unresolved), ann.chat.get().posts[0]?.resolved?.by]).toEqual([[], "bob"]);
  const again = bob.chat.post({ text: "deeper" }, { to: answer });
  await expect(asked(server, again.committed)).rejects.toMatchObject({ code: "post.not-a-thread" });
  const lost = bob.chat.post({ text: "?" }, { to: "nowhere" });
  await expect(asked(server, lost.committed)).rejects.toMatchObject({ code: "post.unknown" });
});

test("[R1725] a server that has posts on the disk alone reads those that a change is about, and what comes behind it stays in order", async () => {
  const { server, ann, bob } = await two();
  const { local: id } = ann.chat.post({ text: "first" });
  await server.pass(50);
  server.restart();
  await server.pass(3000);
  bob.room.mutate.like(id);
  bob.chat.post({ text: "an answer" }, { to: id });
  bob.chat.react(id, "🎉");
  bob.room.update((doc) => (doc.title = "after"));
  await server.pass(100);
  expect(ann.chat.get().posts[0]).toMatchObject({
    reactions: [{ emoji: "👍" }, { emoji: "🎉" }],
    replies: { count: 1 },
  });
  expect([ann.room.get()?.title, bob.room.rejected.get(), server.errors]).toEqual([
    "after",
    [],
    [],
  ]);
});

test("[R1726] a mutation posts as the server runs it, and the guess gives way", async () => {
  const { server, ann, bob } = await two();
  ann.room.mutate.announce("party");
  expect(lines(ann.chat)).toEqual(["ann: party (pending)"]);
  await server.pass(50);
  expect([lines(ann.chat), lines(bob.chat)]).toEqual([["ann: party!"], ["ann: party!"]]);
});

test("[R1727] what was posted offline keeps its place behind what is there, and comes once", async () => {
  const { server, ann, bob } = await two();
  ann.away();
  await server.pass(50);
  ann.chat.post({ text: "from the train" });
  ann.chat.post({ text: "and again" });
  bob.chat.post({ text: "meanwhile" });
  await server.pass(50);
  expect(lines(ann.chat)).toEqual(["ann: from the train (pending)", "ann: and again (pending)"]);
  ann.back();
  await server.pass(5000);
  const all = ["bob: meanwhile", "ann: from the train", "ann: and again"];
  expect([lines(ann.chat), lines(bob.chat)]).toEqual([all, all]);
});

test("[R1728] a page that was away for so long that it gets the room anew shows the newest posts, and asks for the rest", async () => {
  const { server, ann, bob } = await two();
  ann.chat.post({ text: "old" });
  await server.pass(50);
  bob.away();
  await server.pass(50);
  for (let i = 0; i < 1300; i++) ann.room.update((doc) => (doc.title = `${i}`));
  for (let i = 0; i < 60; i++) ann.chat.post({ text: `${i}` });
  await server.pass(2000);
  bob.back();
  await server.pass(5000);
  expect(lines(bob.chat)).toEqual(lines(ann.chat).slice(-lines(bob.chat).length));
  expect(lines(bob.chat).length).toBeGreaterThanOrEqual(50);
  while (bob.chat.get().hasEarlier) await asked(server, bob.chat.earlier());
  expect(lines(bob.chat)).toEqual(lines(ann.chat));
});

test("[R1729] who may not read a feed is told nothing of it, and asks in vain", async () => {
  const server = new InMemoryServer(Talk);
  server.grants.set("eve", { read: ["title", "notes", "comments"], write: ["comments"] });
  const [ann, eve] = [open(server, "ann"), open(server, "eve")];
  for (const { chat } of [ann, eve]) chat.subscribe(() => {});
  await server.pass(100);
  ann.chat.post({ text: "secret" });
  await server.pass(50);
  expect([eve.chat.get().name, eve.chat.get().why?.code, lines(eve.chat)]).toEqual([
    "failed",
    "feed.unknown",
    [],
  ]);
  const told = eve.chat.post({ text: "me too" });
  await expect(asked(server, told.committed)).rejects.toMatchObject({ code: "auth.key" });
  const comment = feedOf(eve.room, "comments").post("hm");
  await expect(asked(server, comment.committed)).resolves.toBeDefined();
});

test("[R1730] unread are the undeleted posts of others after an entry", async () => {
  const { server, ann, bob } = await two();
  const first = await asked(server, ann.chat.post({ text: "1" }).committed);
  ann.chat.post({ text: "2" });
  bob.chat.post({ text: "3" });
  const { local: gone } = ann.chat.post({ text: "4" });
  await server.pass(50);
  ann.chat.delete(gone);
  await server.pass(50);
  expect(await asked(server, bob.chat.unread(0))).toBe(2);
  expect(await asked(server, bob.chat.unread(first.seq))).toBe(1);
  expect(await asked(server, ann.chat.unread(0))).toBe(1);
});

test("[R1733] a feed is told of when something in it is another one, and what did not change is the same object", async () => {
  const { server, ann, bob } = await two();
  ann.chat.post({ text: "1" });
  bob.chat.post({ text: "2" });
  await server.pass(50);
  const before = ann.chat.get();
  let calls = 0;
  ann.chat.subscribe(() => void (calls += 1));
  bob.room.update((doc) => (doc.title = "x"));
  ann.room.update((doc) => (doc.title = "y"));
  await server.pass(50);
  expect([calls, ann.chat.get() === before]).toEqual([0, true]);
  const [first, second] = before.posts;
  bob.chat.react(first?.id ?? "", "👍");
  await server.pass(50);
  const [one, other] = ann.chat.get().posts;
  expect([one === first, other === second, calls > 0]).toEqual([false, true, true]);
});

test("[R1729] who may post and not read posts all the same, and finds nothing of others'", async () => {
  const server = new InMemoryServer(Talk);
  server.grants.set("eve", { read: ["title"], write: ["title", "chat", "notes"] });
  const [ann, eve] = [open(server, "ann"), open(server, "eve")];
  for (const { chat } of [ann, eve]) chat.subscribe(() => {});
  await server.pass(100);
  const { local: secret } = ann.chat.post({ text: "secret" });
  await server.pass(50);
  const { local: letter, committed } = eve.chat.post({ text: "a letter" });
  await expect(asked(server, committed)).resolves.toMatchObject({ void: [] });
  eve.chat.edit(letter, { text: "my letter" });
  await server.pass(50);
  expect(lines(ann.chat)).toEqual(["ann: secret", "eve: my letter"]);
  const [like, answer, edit] = [
    eve.chat.react(secret, "👍"),
    eve.chat.post({ text: "?" }, { to: secret }),
    eve.chat.edit(secret, { text: "mine" }),
  ];
  expect((await asked(server, like.committed)).void).toEqual([["chat", 0]]);
  expect((await asked(server, edit.committed)).void).toEqual([["chat", 0]]);
  await expect(asked(server, answer.committed)).rejects.toMatchObject({ code: "post.unknown" });
  const notes = eve.room.update((doc) => doc.notes.push({ body: "x" }));
  await expect(asked(server, notes.committed)).rejects.toMatchObject({ code: "auth.key" });
});

test("[R1732] a change acts on a hundred posts at most that were there, and what a post said before is kept as far as it is not much", async () => {
  const { server, ann, bob } = await two();
  const ids = ann.room.update((doc) =>
    Array.from({ length: 101 }, (_, i) => doc.feeds.chat.post({ text: `${i}` })),
  ).local;
  await server.pass(50);
  const like = (count: number): Promise<unknown> =>
    asked(
      server,
      bob.room.update((doc) => {
        for (const id of ids.slice(0, count)) doc.feeds.chat.react(id, "👍");
      }).committed,
    );
  await expect(like(101)).rejects.toMatchObject({ code: "post.too-many" });
  await expect(like(100)).resolves.toMatchObject({ void: [] });
  server.restart();
  await server.pass(3000);
  await expect(like(101)).rejects.toMatchObject({ code: "post.too-many" });
  for (let i = 0; i < 25; i++) ann.chat.edit(ids[0] ?? "", { text: `${i}`.padEnd(16_000, "x") });
  await server.pass(500);
  const [row] = await server.store.findPosts("talk:r", "chat", [ids[0] ?? ""]);
  const { versions } = JSON.parse(row?.json ?? "{}") as { readonly versions: readonly unknown[] };
  expect(versions.length).toBe(16);
});

test("[R1734] a post that the store let go of is not there any more for a room in memory either: it cannot be answered", async () => {
  const { server, ann, bob } = await two();
  const { local: gone } = ann.chat.post({ text: "old" });
  await server.pass(50);
  bob.chat.react(gone, "👍");
  const { local: kept } = bob.chat.post({ text: "new" });
  await server.pass(50);
  // An act on its way while the post goes: what is in memory of it goes once that is on the disk.
  ann.chat.react(gone, "🎉");
  await server.store.dropPosts("talk:r", "chat", { posts: 1 });
  await server.hub.postsSwept("talk:r");
  await server.pass(50);
  const late = bob.chat.post({ text: "?" }, { to: gone });
  await expect(asked(server, late.committed)).rejects.toMatchObject({ code: "post.unknown" });
  const { committed } = bob.chat.react(gone, "🍕");
  expect((await asked(server, committed)).void).toEqual([["chat", 0]]);
  ann.chat.post({ text: "!" }, { to: kept });
  await server.pass(50);
  const rows = await server.store.allPosts("talk:r");
  expect(rows.map(({ id, thread }) => [id === kept, thread === kept])).toEqual([
    [true, false],
    [false, true],
  ]);
  expect(server.errors).toEqual([]);
});

test("[R1980] of threads that nobody looks at any more the last twenty are kept, and one from before is read anew when it is opened", async () => {
  const { server, ann, bob } = await two();
  const roots = Array.from({ length: 22 }, (_, i) => bob.chat.post({ text: `${i}` }).local);
  await server.pass(100);
  for (const to of roots) bob.chat.post({ text: "first" }, { to });
  await server.pass(100);
  const views = roots.map((id) => ann.chat.thread(id));
  for (const view of views) {
    const stop = view.subscribe(() => {});
    await server.pass(20);
    expect(lines(view)).toEqual(["bob: first"]);
    stop();
  }
  const [oldest] = views;
  expect([oldest?.get().name, views.at(-1)?.get().name]).toEqual(["loading", "ready"]);
  bob.chat.post({ text: "second" }, { to: roots[0] as string });
  await server.pass(50);
  oldest?.subscribe(() => {});
  await server.pass(50);
  expect(lines(oldest!)).toEqual(["bob: first", "bob: second"]);
  bob.chat.post({ text: "third" }, { to: roots[0] as string });
  await server.pass(50);
  expect(lines(oldest!)).toEqual(["bob: first", "bob: second", "bob: third"]);
});

test("[R1981] activity names those who have posted, though they are not here any more", async () => {
  const { server, ann, bob } = await two();
  bob.chat.post({ text: "hello" });
  await server.pass(50);
  bob.client.close();
  await server.pass(20_000);
  const eve = open(server, "eve");
  eve.chat.subscribe(() => {});
  const live = liveActivities(eve.room);
  live.subscribe(() => {});
  await server.pass(200);
  expect(eve.room.others.get().map(({ user }) => user.id)).toEqual(["ann"]);
  expect(live.get().activities.map(({ words }) => words)).toEqual(["bob posted in chat"]);
  expect(ann.chat.get().posts).toHaveLength(1);
});
