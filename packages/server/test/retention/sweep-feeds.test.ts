import { defineRoom, feed } from "@alongside/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { implement } from "../../src/implement.ts";
import { sweepFeeds } from "../../src/retention/sweep-feeds.ts";
import { Sweeper } from "../../src/retention/sweeper.ts";
import { TRASH } from "../../src/room/trash.ts";
import { memory } from "../../src/store/memory.ts";
import type { PostRow } from "../../src/store/posts.ts";
import { TestClock } from "../room/test-clock.ts";
import { entries } from "../store/entries.ts";

const DAY = 24 * 60 * 60 * 1000;
const ROOM = "board:a";

const Board = defineRoom("board", { version: 1, storage: {}, feeds: { chat: feed(z.string()) } });

/** A room into which somebody posts on each of `days`. */
async function withPosts(days: number, clock: TestClock) {
  const store = memory();
  const begun = clock.now();
  const posts = Array.from({ length: days }, (_, i): PostRow => ({
    feed: "chat",
    seq: i + 1,
    i: 0,
    id: `A.${i}.0`,
    author: "ada",
    at: begun + i * DAY,
    last: i + 1,
    json: "{}",
  }));
  await store.append(ROOM, 0, entries(1, days), undefined, undefined, posts);
  await clock.advance(days * DAY);
  return store;
}

test("[R1750] a feed keeps the posts of so many days, and so many of them, and says when the next one goes", async () => {
  const clock = new TestClock();
  const store = await withPosts(10, clock);
  const options = { store, clock, rest: () => Promise.resolve() };
  const { due, posts } = await sweepFeeds(options, ROOM, {
    chat: { days: 4.5 },
    none: { posts: 1 },
  });
  expect(posts).toBe(6);
  expect((await store.readPosts(ROOM, "chat")).length).toBe(4);
  const [oldest] = await store.readPosts(ROOM, "chat", { after: { seq: 0, i: 0 } });
  expect(due).toBe((oldest?.at ?? 0) + 4.5 * DAY + 1);
  expect(await sweepFeeds(options, ROOM, { chat: { posts: 3 } })).toEqual({ posts: 1 });
  expect(await sweepFeeds(options, ROOM, { chat: { posts: 3 } })).toEqual({ posts: 0 });
  expect(await sweepFeeds(options, ROOM, {})).toEqual({ posts: 0 });
  expect(await store.head(ROOM)).toBe(10);
});

test("[R1750] the sweeper lets posts go of rooms in which nobody writes any more", async () => {
  const clock = new TestClock();
  const store = await withPosts(10, clock);
  const swept: number[] = [];
  const errors: unknown[] = [];
  const sweeper = new Sweeper({
    store,
    clock,
    random: { next: () => 0.5, id: () => "x" },
    retentionOf: () => "all",
    feedsOf: () => ({ chat: { days: 4.5 } }),
    policies: "x",
    trash: TRASH,
    tidy: () => Promise.resolve(),
    onRound: () => undefined,
    onSwept: () => undefined,
    onPostsSwept: (_room, posts) => {
      swept.push(posts);
      return Promise.resolve();
    },
    onError: (error) => errors.push(error),
  });
  sweeper.start();
  await clock.advance(DAY / 4);
  expect(swept).toEqual([6]);
  await clock.advance(DAY);
  expect(swept).toEqual([6, 1]);
  await sweeper.stop();
  expect(errors).toEqual([]);
});

test("[R1750] what a feed keeps is said with its rules, and what is none is a mistake", () => {
  const { feeds } = implement(Board, { feeds: { chat: { keep: { days: 90, posts: 10_000 } } } });
  expect(feeds["chat"]?.keep).toEqual({ days: 90, posts: 10_000 });
  for (const keep of [5, { days: 0 }, { posts: 1.5 }, { days: "1" }, { entries: 3 }, { days: NaN }])
    expect(() => implement(Board, { feeds: { chat: { keep: keep as object } } })).toThrow(
      /feeds\.chat\.keep/,
    );
});
