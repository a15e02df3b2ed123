import { asArray, asCount, asString, asTuple, BadMessage, describe } from "./shape.ts";
import type { Seq } from "../log.ts";

/** Where a post stands: the entry that made it, and as which of its posts. On the wire `[seq, i]`. */
export type PostPlace = readonly [seq: Seq, i: number];

/** Posts by what was done with them, in threads or not. */
export const POST_LISTS = ["pinned", "threads", "open-threads", "resolved-threads"] as const;

/** Which posts of a feed are asked for: one of {@link POST_LISTS}. */
export type PostList = (typeof POST_LISTS)[number];

/**
 * A page of a feed, the newest post first: those before a place, or the last ones; those that answer the post `thread`, or those outside of threads; or
 * those of a list. On the wire `["p", feed, limit, before?, thread?, only?]`.
 */
export interface PostsQuestion {
  readonly of: "posts";
  readonly feed: string;
  /** 1 to {@link MOST_POSTS_ASKED}. */
  readonly limit: number;
  readonly before?: PostPlace;
  readonly thread?: string;
  readonly only?: PostList;
}

/** Posts by their ids. On the wire `["i", feed, ids]`. */
export interface FindQuestion {
  readonly of: "posts";
  readonly feed: string;
  /** At most {@link MOST_POSTS_ASKED}. */
  readonly ids: readonly string[];
}

/** How many posts of others came after an entry, in a thread or outside of threads. On the wire `["u", feed, after, thread?]`. */
export interface UnreadQuestion {
  readonly of: "unread";
  readonly feed: string;
  readonly after: Seq;
  readonly thread?: string;
}

/** What a page may ask about a feed. */
export type FeedQuestion = PostsQuestion | FindQuestion | UnreadQuestion;

/** So many posts are asked for at once. */
export const MOST_POSTS_ASKED = 200;
const MAX_NAME = 256;

/** The question, where it is one about a feed. */
export function parseFeedQuestion(parts: readonly unknown[]): FeedQuestion | undefined {
  switch (parts[0]) {
    case "p": {
      asTuple(parts, "question posts", 3, 6);
      const [, feed, asked, before, thread, only] = parts;
      const limit = asCount(asked, "question.limit", 1);
      if (limit > MOST_POSTS_ASKED)
        throw new BadMessage(`question.limit is at most ${MOST_POSTS_ASKED}, got ${limit}`);
      return {
        of: "posts",
        feed: asString(feed, "question.feed", MAX_NAME),
        limit,
        ...(isThere(before) && { before: parsePlace(before) }),
        ...(isThere(thread) && { thread: asString(thread, "question.thread", MAX_NAME) }),
        ...(isThere(only) && { only: parseList(only) }),
      };
    }
    case "i":
      asTuple(parts, "question found", 3);
      return {
        of: "posts",
        feed: asString(parts[1], "question.feed", MAX_NAME),
        ids: asArray(parts[2], "question.ids", MOST_POSTS_ASKED).map((id) =>
          asString(id, "question.ids", MAX_NAME),
        ),
      };
    case "u":
      asTuple(parts, "question unread", 3, 4);
      return {
        of: "unread",
        feed: asString(parts[1], "question.feed", MAX_NAME),
        after: asCount(parts[2], "question.after"),
        ...(isThere(parts[3]) && { thread: asString(parts[3], "question.thread", MAX_NAME) }),
      };
    default:
      return undefined;
  }
}

/** What stands behind seat and id of the question. */
export function feedQuestionParts(about: FeedQuestion): readonly unknown[] {
  const parts: unknown[] =
    about.of === "unread"
      ? ["u", about.feed, about.after, about.thread]
      : "ids" in about
        ? ["i", about.feed, about.ids]
        : ["p", about.feed, about.limit, about.before, about.thread, about.only];
  while (parts.at(-1) === undefined) parts.pop();
  return parts.map((part) => part ?? null);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function parsePlace(value: unknown): PostPlace {
  const place = asTuple(value, "question.before", 2);
  return [asCount(place[0], "question.before"), asCount(place[1], "question.before")];
}

function parseList(value: unknown): PostList {
  const list = POST_LISTS.find((one) => one === value);
  if (list === undefined) throw new BadMessage(`Unknown list of posts ${describe(value)}`);
  return list;
}
