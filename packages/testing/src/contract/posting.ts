import type { ChangeEntry, FeedOp, Seq } from "@alongside/core/engine";
import { Conflict, type ImportStep, type PostRow, type Store } from "@alongside/server";
import assert from "node:assert/strict";
import { all, change, entries } from "./contract-entries.ts";
import type { WithStore } from "./with-store.ts";

const ROOM = "board:a";

/** The post that entry `seq` made. */
const post = (seq: Seq, more: Partial<PostRow> = {}): PostRow => ({
  feed: "chat",
  seq,
  i: 0,
  id: `A.${seq}.0`,
  author: seq % 2 === 0 ? "bob" : "ada",
  at: 1_700_000_000_000 + seq,
  last: more.seq ?? seq,
  json: JSON.stringify({ body: `words of ${seq}` }),
  ...more,
});

const posts = (from: Seq, to: Seq): readonly PostRow[] =>
  Array.from({ length: to - from + 1 }, (_, at) => post(from + at));

/** One entry for each, appended at once. */
function write(store: Store, after: Seq, written: readonly PostRow[]): Promise<void> {
  const last = Math.max(...written.map((one) => one.last));
  return store.append(ROOM, after, entries(after + 1, last - after), undefined, undefined, written);
}

const places = (found: readonly PostRow[]): readonly string[] =>
  found.map(({ seq, i }) => `${seq}.${i}`);

async function every(store: Store, room = ROOM): Promise<readonly PostRow[]> {
  const found: PostRow[] = [];
  for (let page = await store.allPosts(room); page.length > 0;) {
    found.push(...page);
    page = await store.allPosts(room, page.at(-1));
  }
  return found;
}

async function* steps(...list: readonly ImportStep[]): AsyncIterable<ImportStep> {
  yield* list;
}

/** What holds of posts that entries make. */
export function posting(test: WithStore): void {
  test("[R1740] a post is there with its entry, as it was written", async (store) => {
    const given = [
      post(1),
      post(1, { i: 1, id: "A.1.1", isPinned: true, isRoot: true, isResolved: true }),
      post(2, { feed: "notes", isGone: true, json: "{}" }),
      post(3, {
        thread: "A.1.1",
        json: JSON.stringify({ body: "ä".repeat(3000) + "\u{1F600}\0" }),
      }),
    ];
    await write(store, 0, given);
    assert.deepEqual(await store.findPosts(ROOM, "chat", ["A.3.0", "never", "A.1.1", "A.1.0"]), [
      given[3],
      given[1],
      given[0],
    ]);
    assert.deepEqual(await store.readPosts(ROOM, "notes"), [given[2]]);
    assert.deepEqual(await store.findPosts(ROOM, "notes", ["A.1.0"]), []);
    assert.deepEqual(await every(store), [given[0], given[1], given[3], given[2]]);
    const { posts: count, postBytes } = await store.size(ROOM);
    assert.equal(count, 4);
    assert.ok(postBytes > 3000 && postBytes < 7000);
    assert.deepEqual(await store.readPosts("board:never", "chat"), []);
    assert.deepEqual(await store.allPosts("board:never"), []);
    assert.equal(await store.countPosts("board:never", "chat", 0, { notBy: "ada" }), 0);
  });

  test("[R1740] a post is written whole when it changes, in the same append too", async (store) => {
    const changed = post(1, { last: 2, isPinned: true, json: '{"body":"new"}' });
    await write(store, 0, [post(1), post(2), changed]);
    assert.deepEqual(await every(store), [changed, post(2)]);
    const gone = post(1, { last: 3, isGone: true, author: "ada", json: "{}" });
    await Promise.all([
      write(store, 2, [gone]),
      write(store, 3, [post(2, { last: 4 })]),
      write(store, 4, [post(2, { last: 5, isRoot: true })]),
    ]);
    assert.deepEqual(await every(store), [gone, post(2, { last: 5, isRoot: true })]);
  });

  test("[R1741] nothing is seen of the posts of an append that is refused", async (store) => {
    await write(store, 0, posts(1, 2));
    await assert.rejects(write(store, 0, [post(1, { json: '{"body":"other"}' })]), Conflict);
    await assert.rejects(write(store, 5, [post(6)]), Conflict);
    const [first, second] = await Promise.allSettled([
      write(store, 1, [post(2, { json: '{"body":"other"}' }), post(3)]),
      write(store, 3, [post(4)]),
    ]);
    assert.deepEqual([first.status, second.status], ["rejected", "rejected"]);
    assert.deepEqual(await every(store), posts(1, 2));
    // Others' appends of the same time are written.
    const mixed = await Promise.allSettled([
      write(store, 7, [post(8)]),
      store.append("board:b", 0, entries(1, 1), undefined, undefined, [post(1)]),
    ]);
    assert.deepEqual(
      mixed.map(({ status }) => status),
      ["rejected", "fulfilled"],
    );
    assert.deepEqual(await every(store, "board:b"), [post(1)]);
    assert.deepEqual(await every(store), posts(1, 2));
  });

  test("[R1742] posts that the entries cannot have written are the caller's mistake", async (store) => {
    for (const wrong of [
      post(2),
      post(1, { last: 0 }),
      post(1, { seq: 2, last: 1 }),
      post(1, { i: -1 }),
      post(1, { i: 0.5 }),
      post(1, { at: NaN }),
      post(0, { last: 1 }),
    ])
      assert.throws(
        () => void store.append(ROOM, 0, entries(1, 1), undefined, undefined, [wrong]),
        RangeError,
      );
    assert.equal(await store.head(ROOM), 0);
  });

  test("[R1743] a feed is read in pages, backwards and forwards", async (store) => {
    const two = [post(5, { i: 1, id: "A.5.1" }), post(5, { i: 2, id: "A.5.2" })];
    await write(store, 0, [...posts(1, 5), ...two, ...posts(6, 9)]);
    const read = async (query: Parameters<Store["readPosts"]>[2]) =>
      places(await store.readPosts(ROOM, "chat", query));
    assert.deepEqual(await read({ limit: 3 }), ["9.0", "8.0", "7.0"]);
    assert.deepEqual(await read({ before: { seq: 7, i: 0 }, limit: 3 }), ["6.0", "5.2", "5.1"]);
    assert.deepEqual(await read({ before: { seq: 5, i: 1 }, limit: 9 }), [
      "5.0",
      "4.0",
      "3.0",
      "2.0",
      "1.0",
    ]);
    assert.deepEqual(await read({ before: { seq: 1, i: 0 } }), []);
    assert.deepEqual(await read({ after: { seq: 5, i: 1 }, limit: 2 }), ["5.2", "6.0"]);
    assert.deepEqual(await read({ after: { seq: 9, i: 0 } }), []);
    assert.deepEqual(await read({ after: { seq: 2, i: 0 }, before: { seq: 5, i: 0 } }), [
      "4.0",
      "3.0",
    ]);
    assert.deepEqual(await read({ limit: 0 }), []);
    assert.equal((await read({ limit: 9999 })).length, 11);
    assert.equal((await read({})).length, 11);
  });

  test("[R1743] a page of large posts is short, and the next one goes on", async (store) => {
    const large = JSON.stringify({ body: "x".repeat(400_000) });
    const given = posts(1, 5).map((one) => ({ ...one, json: large }));
    await write(store, 0, given);
    const first = await store.readPosts(ROOM, "chat", { limit: 50 });
    assert.deepEqual(places(first), ["5.0", "4.0", "3.0"]);
    const last = await store.readPosts(ROOM, "chat", { before: { seq: 3, i: 0 } });
    assert.deepEqual(places(last), ["2.0", "1.0"]);
    assert.equal((await every(store)).length, 5);
  });

  test("[R1744] threads stand apart from the feed, and lists hold what was pinned or begins one", async (store) => {
    await write(store, 0, [
      post(1, { isRoot: true }),
      post(2, { thread: "A.1.0" }),
      post(3, { isRoot: true, isResolved: true, isPinned: true }),
      post(4, { thread: "A.3.0", isPinned: true }),
      post(5, { thread: "A.1.0" }),
      post(6, { isRoot: true }),
      post(7),
    ]);
    const read = async (query: Parameters<Store["readPosts"]>[2]) =>
      places(await store.readPosts(ROOM, "chat", query));
    assert.deepEqual(await read({}), ["7.0", "6.0", "3.0", "1.0"]);
    assert.deepEqual(await read({ thread: "A.1.0" }), ["5.0", "2.0"]);
    assert.deepEqual(await read({ thread: "A.1.0", after: { seq: 0, i: 0 }, limit: 1 }), ["2.0"]);
    assert.deepEqual(await read({ thread: "A.7.0" }), []);
    assert.deepEqual(await read({ only: "pinned" }), ["4.0", "3.0"]);
    assert.deepEqual(await read({ only: "open-threads" }), ["6.0", "1.0"]);
    assert.deepEqual(await read({ only: "resolved-threads" }), ["3.0"]);
    assert.deepEqual(await read({ only: "threads" }), ["6.0", "3.0", "1.0"]);
    assert.deepEqual(await read({ only: "threads", limit: 2, before: { seq: 6, i: 0 } }), [
      "3.0",
      "1.0",
    ]);
    assert.deepEqual(await read({ only: "threads", after: { seq: 1, i: 0 }, limit: 1 }), ["3.0"]);
    await write(store, 7, [
      post(3, { isRoot: true, last: 8 }),
      post(6, { isRoot: true, isResolved: true, last: 8 }),
    ]);
    assert.deepEqual(await read({ only: "pinned" }), ["4.0"]);
    assert.deepEqual(await read({ only: "open-threads" }), ["3.0", "1.0"]);
    assert.deepEqual(await read({ only: "resolved-threads" }), ["6.0"]);
  });

  test("[R1745] unread are others' posts after an entry that are not deleted", async (store) => {
    await write(store, 0, [
      ...posts(1, 6),
      post(7, { thread: "A.1.0" }),
      post(8, { isGone: true }),
      post(9),
      post(9, { i: 1, id: "A.9.1", author: "bob" }),
    ]);
    const count = (after: Seq, notBy: string, more = {}): Promise<number> =>
      store.countPosts(ROOM, "chat", after, { notBy, ...more });
    assert.equal(await count(0, "ada"), 4);
    assert.equal(await count(0, "bob"), 4);
    assert.equal(await count(0, "eve"), 8);
    assert.equal(await count(4, "ada"), 2);
    assert.equal(await count(8, "ada"), 1);
    assert.equal(await count(9, "ada"), 0);
    assert.equal(await count(0, "eve", { most: 5 }), 5);
    assert.equal(await count(0, "eve", { thread: "A.1.0" }), 1);
    assert.equal(await count(0, "ada", { thread: "A.1.0" }), 0);
    assert.equal(await store.countPosts(ROOM, "notes", 0, { notBy: "eve" }), 0);
  });

  test("[R1746] the oldest posts are let go, and what went does not come back", async (store) => {
    await write(store, 0, [...posts(1, 9), post(10, { feed: "notes" })]);
    const since = post(4).at;
    const oldest = since;
    assert.deepEqual(await store.dropPosts(ROOM, "chat", { since }), {
      dropped: 3,
      isDone: true,
      oldest,
    });
    assert.deepEqual(await store.dropPosts(ROOM, "chat", { since, posts: 20 }), {
      dropped: 0,
      isDone: true,
      oldest,
    });
    const counts = [];
    for (let isDone = false; !isDone;) {
      const step = await store.dropPosts(ROOM, "chat", { posts: 1, most: 2 });
      counts.push(step.dropped);
      ({ isDone } = step);
    }
    assert.equal(
      counts.reduce((sum, one) => sum + one, 0),
      5,
    );
    assert.deepEqual(await every(store), [post(9), post(10, { feed: "notes" })]);
    await write(store, 10, [post(3, { last: 11, isPinned: true }), post(11)]);
    assert.deepEqual(places(await store.readPosts(ROOM, "chat")), ["11.0", "9.0"]);
    assert.equal((await store.dropPosts(ROOM, "chat", { posts: 1 })).dropped, 1);
    assert.equal((await store.dropPosts("board:never", "chat", { posts: 1 })).isDone, true);
    assert.equal((await store.dropPosts(ROOM, "never", { posts: 1 })).isDone, true);
    assert.equal(await store.head(ROOM), 11);
    assert.equal((await all(store, ROOM)).length, 11);
  });

  test("[R1746] a post that others answer stays until these went", async (store) => {
    await write(store, 0, [
      post(1, { isRoot: true }),
      post(2),
      post(3, { thread: "A.1.0" }),
      post(4),
      post(5, { thread: "A.1.0" }),
      ...posts(6, 8),
    ]);
    const drop = async (count: number) => {
      for (let isDone = false; !isDone;)
        ({ isDone } = await store.dropPosts(ROOM, "chat", { posts: count, most: 1 }));
      return places(await every(store));
    };
    assert.deepEqual(await drop(4), ["1.0", "5.0", "6.0", "7.0", "8.0"]);
    assert.deepEqual(await drop(4), ["1.0", "5.0", "6.0", "7.0", "8.0"]);
    assert.deepEqual(await drop(3), ["6.0", "7.0", "8.0"]);
  });

  test("[R1747] a deleted room has no posts, and an imported one those that came with it", async (store) => {
    const given = [
      ...posts(1, 3),
      post(2, { feed: "notes" }),
      post(3, { i: 1, id: "A.3.1", last: 4 }),
    ];
    await write(store, 0, given);
    const saved = await every(store);
    await store.deleteRoom(ROOM);
    assert.deepEqual(await every(store), []);
    assert.equal((await store.size(ROOM)).posts, 0);
    await write(store, 0, [post(1)]);
    assert.deepEqual(await every(store), [post(1)]);
    const log = entries(1, 4);
    const epoch = "imported----";
    await store.importRoom(
      "board:b",
      epoch,
      steps(log, { posts: saved.slice(0, 2) }, { posts: saved.slice(2) }),
    );
    assert.deepEqual(await every(store, "board:b"), saved);
    await store.append("board:b", 4, entries(5, 1), undefined, undefined, [post(5)]);
    assert.equal((await every(store, "board:b")).length, saved.length + 1);
    await assert.rejects(
      store.importRoom("board:c", epoch, steps(log, { posts: [post(5)] })),
      RangeError,
    );
    assert.deepEqual(await every(store, "board:c"), []);
  });

  test("[R1748] who is erased is in no post: their words are masked, and another name stands for theirs", async (store) => {
    const deed = { at: 5, by: "eve" };
    const by = (author: string, seq: Seq, content: object): PostRow =>
      post(seq, { author, json: JSON.stringify(content) });
    const theirs = by("eve", 2, {
      name: "Eve",
      body: { text: "my secret", size: 3 },
      versions: [{ at: 4, body: "secret" }],
      mentions: ["ada", "eve"],
      on: { record: "A.1.0" },
      edited: 6,
    });
    await write(store, 0, [
      by("ada", 1, { body: "for all to read", reactions: { "👍": ["ada", "eve"] } }),
      theirs,
      by("ada", 3, { replies: { count: 2, at: 4, by: ["eve", "bob"] }, deleted: deed }),
      by("ada", 4, { body: "said eve", pinned: deed, resolved: deed, mentions: ["eve"] }),
      by("bob", 5, { body: "only words of eve" }),
    ]);
    const before = await every(store);
    assert.equal(await store.hasUser(ROOM, "eve"), true);
    assert.equal(await store.hasUser(ROOM, "eva"), false);
    const erasure = { user: "eve", as: "erased:1", fields: [] };
    const { letters } = await store.erase(ROOM, erasure);
    assert.equal(letters, 15);
    const after = await every(store);
    assert.deepEqual(
      after.map(({ json: _json, author: _author, ...rest }) => rest),
      before.map(({ json: _json, author: _author, ...rest }) => rest),
    );
    assert.deepEqual(
      after.map(({ author }) => author),
      ["ada", "erased:1", "ada", "ada", "bob"],
    );
    const contents = after.map(({ json }) => JSON.parse(json) as unknown);
    const done = { at: 5, by: "erased:1" };
    assert.deepEqual(contents, [
      { body: "for all to read", reactions: { "👍": ["ada", "erased:1"] } },
      {
        body: { text: "█".repeat(9), size: 3 },
        versions: [{ at: 4, body: "█".repeat(6) }],
        mentions: ["ada", "erased:1"],
        on: { record: "A.1.0" },
        edited: 6,
      },
      { replies: { count: 2, at: 4, by: ["erased:1", "bob"] }, deleted: done },
      { body: "said eve", pinned: done, resolved: done, mentions: ["erased:1"] },
      { body: "only words of eve" },
    ]);
    assert.deepEqual(after[4], before[4]);
    assert.equal(await store.hasUser(ROOM, "eve"), false);
    assert.equal(await store.countPosts(ROOM, "chat", 0, { notBy: "erased:1" }), 4);
    await store.erase(ROOM, erasure);
    assert.deepEqual(await every(store), after);
  });

  test("[R1748] who is erased is in no entry that posted, edited or mentioned: what others wrote stays", async (store) => {
    const acts: readonly (readonly [actor: string, act: FeedOp["act"]])[] = [
      ["eve", ["post", { text: "secret" }, { mentions: ["ada", "eve"], to: "A.1.0" }]],
      ["eve", ["edit", "secret"]],
      ["ada", ["post", "for all", { mentions: ["eve"], on: { record: "A.1.0" } }]],
      ["ada", ["edit", "for all to read", ["bob", "eve"]]],
      ["ada", ["react", "👍", 1]],
      ["ada", ["post", "plain"]],
    ];
    const log = acts.map(([actor, act], at) => ({
      ...change(at + 1),
      actor,
      ops: { chat: [{ op: "feed" as const, id: `A.${at}.0`, act }] },
    }));
    await store.append(ROOM, 0, log);
    await store.append("board:b", 0, [{ ...(log[2] as ChangeEntry), seq: 1 }]);
    assert.equal(await store.hasUser("board:b", "eve"), true);
    assert.equal(await store.hasUser("board:b", "bob"), false);
    const erasure = { user: "eve", as: "erased:1", fields: [] };
    for (const room of [ROOM, "board:b"]) {
      await store.erase(room, erasure);
      assert.equal(await store.hasUser(room, "eve"), false);
    }
    const found = (await all(store, ROOM)) as readonly ChangeEntry[];
    assert.deepEqual(
      found.map(({ actor, ops }) => [actor, (ops["chat"]?.[0] as FeedOp | undefined)?.act]),
      [
        ["erased:1", ["post", { text: "██████" }, { mentions: ["ada", "erased:1"], to: "A.1.0" }]],
        ["erased:1", ["edit", "██████"]],
        ["ada", ["post", "for all", { mentions: ["erased:1"], on: { record: "A.1.0" } }]],
        ["ada", ["edit", "for all to read", ["bob", "erased:1"]]],
        ...acts.slice(4),
      ],
    );
  });
}
