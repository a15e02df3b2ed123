import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { BadExport } from "../../src/rooms/bad-export.ts";
import { exportLines } from "../../src/rooms/export-lines.ts";
import { readExport } from "../../src/rooms/read-export.ts";
import { memory } from "../../src/store/memory.ts";
import type { PostRow } from "../../src/store/posts.ts";
import type { Store } from "../../src/store/store.ts";
import { entries } from "../store/entries.ts";

const ROOM = "board:plan";
const AT = 1_700_000_000_000;

const deed = { at: AT, by: "ada" };

const post = (seq: number, i: number, more: Partial<PostRow> = {}): PostRow => ({
  feed: "chat",
  seq,
  i,
  id: `A.${seq}.${i}`,
  author: "ada",
  at: AT + seq,
  last: seq,
  json: JSON.stringify({ body: `words ${seq}` }),
  ...more,
});

const POSTS: readonly PostRow[] = [
  post(1, 0, { isRoot: true, isPinned: true, isResolved: true, last: 3 }),
  post(2, 0, { thread: "A.1.0", isGone: true, json: JSON.stringify({ deleted: deed }) }),
  post(2, 1, {
    json: JSON.stringify({
      body: { text: "𝄞" },
      mentions: ["bob"],
      reactions: { "👍": ["ada", "bob"] },
      replies: { count: 1, at: AT, by: ["bob"] },
      versions: [{ at: AT, body: "before" }],
      edited: AT,
      on: { record: "A.1.0" },
      pinned: deed,
      resolved: deed,
    }),
  }),
  post(3, 0, { feed: "notes", json: "{}" }),
];

/** A store whose room has posts, and its export. */
async function exported({ posts = POSTS, floor = 0 } = {}) {
  const store = memory();
  await store.append(ROOM, 0, entries(1, 3), undefined, undefined, posts);
  if (floor > 0) {
    await store.saveSnapshot(ROOM, floor);
    await store.dropBefore(ROOM, floor);
  }
  const lines: string[] = [];
  for await (const line of exportLines(store, ROOM, 1)) lines.push(line);
  return { store, lines };
}

async function imported(lines: readonly string[]): Promise<Store> {
  const store = memory();
  await store.importRoom(ROOM, "imported----", readExport(ROOM, 1, AT, lines));
  return store;
}

async function allOf(store: Store): Promise<readonly PostRow[]> {
  const found: PostRow[] = [];
  for (let page = await store.allPosts(ROOM); page.length > 0;) {
    found.push(...page);
    // oxlint-disable-next-line no-await-in-loop -- page by page
    page = await store.allPosts(ROOM, page.at(-1));
  }
  return found;
}

test.each([0, 2, 3])(
  "[R1749] posts come back from an export of a log from entry %i on",
  async (floor) => {
    const { lines } = await exported({ floor });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ format: 2 });
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      end: { entries: 3 - floor, posts: 4 },
    });
    const copy = await imported(lines);
    expect(await allOf(copy)).toEqual(POSTS);
    expect(await copy.head(ROOM)).toBe(3);
  },
);

test("[R1749] an export without posts is one of the format before, and a long one comes in pieces", async () => {
  const { lines } = await exported({ posts: [] });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ format: 1 });
  expect(await allOf(await imported(lines))).toEqual([]);
  const many = Array.from({ length: 2500 }, (_, i) =>
    post(3, i, { json: JSON.stringify({ body: "x".repeat(200) }) }),
  );
  const { lines: long } = await exported({ posts: many });
  expect(await allOf(await imported(long))).toEqual(many);
});

test("[R1749] what is posted while a room is exported is not in it, and what is changed counts as written at its end", async () => {
  const { store } = await exported();
  const found: string[] = [];
  for await (const line of exportLines(store, ROOM, 1)) {
    found.push(line);
    if (found.length !== 2) continue;
    const [first] = POSTS;
    await store.append(ROOM, 3, entries(4, 1), undefined, undefined, [
      { ...(first as PostRow), last: 4, isPinned: true },
      post(4, 0, { feed: "notes" }),
    ]);
  }
  const copy = await allOf(await imported(found));
  expect(copy.map(({ last }) => last)).toEqual([3, 2, 2, 3]);
});

test.each([
  ["no post", () => 5, "it is no post"],
  ["no author", (one: object) => ({ ...one, author: 5 }), "it is no whole post"],
  ["a flag that is none", (one: object) => ({ ...one, isPinned: 1 }), "it is no whole post"],
  ["content that is none", (one: object) => ({ ...one, content: [] }), "it is no whole post"],
  [
    "reactions of nobody",
    (one: object) => ({ ...one, content: { reactions: { "👍": "ada" } } }),
    "it is no whole post",
  ],
  [
    "a version of no time",
    (one: object) => ({ ...one, content: { versions: [{ body: "" }] } }),
    "it is no whole post",
  ],
  [
    "replies without a number",
    (one: object) => ({ ...one, content: { replies: { at: 1, by: [] } } }),
    "it is no whole post",
  ],
  ["a deed of nobody", (one: object) => ({ ...one, content: { pinned: 1 } }), "no whole post"],
  ["somebody who is nobody", (one: object) => ({ ...one, author: "erased:me" }), "is nobody"],
  ["a time after the log", (one: object) => ({ ...one, at: AT + 9 }), "after the last entry"],
  ["no time", (one: object) => ({ ...one, at: 1e300 }), "its time is none"],
  ["a place beyond the log", (one: object) => ({ ...one, seq: 4, last: 4 }), "no entry up to 3"],
  ["a last entry before its own", (one: object) => ({ ...one, last: 0 }), "no entry up to 3"],
  ["the same place twice", (one: object) => ({ ...one, seq: 1, i: 0 }), "before the post above"],
])("[R1542] an export with a post of %s is refused with its line", async (_what, to, why) => {
  const { lines } = await exported();
  const at = lines.findIndex((line) => line.includes('"A.2.1"'));
  const { post: one } = JSON.parse(lines[at] ?? "") as { post: object };
  const changed = lines.map((line, i) => (i === at ? JSON.stringify({ post: to(one) }) : line));
  const error: unknown = await imported(changed).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BadExport);
  expect((error as BadExport).message).toContain(why);
  expect((error as BadExport).line).toBe(at + 1);
});

test("[R1542] posts that stand among entries, apart from their feed, or that are fewer than the end says are refused", async () => {
  const { lines } = await exported();
  const [header = "", one = "", two = "", three = "", ...rest] = lines;
  const posts = rest.slice(0, 4);
  const sealed = (body: readonly string[], end: object): readonly string[] => {
    const sha256 = createHash("sha256")
      .update(`${body.join("\n")}\n`)
      .digest("hex");
    return [...body, JSON.stringify({ end: { ...end, sha256 } })];
  };
  const [a = "", b = "", c = "", d = ""] = posts;
  const end = { entries: 3, posts: 4 };
  for (const [body, of, why] of [
    [[header, one, two, b, three, a, c, d], end, "entries stand before posts"],
    [[header, one, two, three, a, d, b, c], end, "other posts stand between"],
    [[header, one, two, three, a, b, c], end, "it has 3 posts"],
    [[header, one, two, three, a, b, c, d], { entries: 3 }, "it has 4 posts"],
    [[a, header, one, two, three], end, "this is no export of a room"],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const error: unknown = await imported(sealed(body, of)).catch((reason: unknown) => reason);
    expect((error as Error).message).toContain(why);
    expect(error).toBeInstanceOf(BadExport);
  }
});
