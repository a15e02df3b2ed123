import type { RoomId } from "@alongside/core/engine";
import type { PostPlace } from "../store/posts.ts";
import { badRequest } from "./problem.ts";

/** Which posts a list has. */
export interface PostsList {
  readonly room: RoomId;
  readonly feed: string;
  readonly thread: string | null;
  readonly list: string | null;
}

const MOST_CHARS = 4096;

/** Where the next page of a list begins, for whoever reads this one. */
export function cursorOf({ room, feed, thread, list }: PostsList, { seq, i }: PostPlace): string {
  return Buffer.from(JSON.stringify([room, feed, thread, list, seq, i])).toString("base64url");
}

/** The place that a cursor names. Throws `Problem` for what is no cursor, and for one of another list: it says which that is. */
export function placeIn(cursor: string, asked: PostsList): PostPlace {
  const [room, feed, thread, list, seq, i] = partsOf(cursor);
  const isSame =
    room === asked.room && feed === asked.feed && thread === asked.thread && list === asked.list;
  if (!isSame) {
    const where = room === asked.room ? "another list of this room" : "another room";
    throw badRequest(
      `The cursor is of ${where}: it goes on with ${JSON.stringify(feed)} of ${JSON.stringify(room)}, with the same thread and list`,
      "before",
    );
  }
  return { seq, i };
}

type Parts = readonly [
  room: string,
  feed: string,
  thread: string | null,
  list: string | null,
  seq: number,
  i: number,
];

function partsOf(cursor: string): Parts {
  let parts: unknown;
  try {
    if (cursor.length <= MOST_CHARS)
      parts = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    parts = undefined;
  }
  if (isParts(parts)) return parts;
  throw badRequest("before takes the `next` of the page before", "before");
}

function isParts(value: unknown): value is Parts {
  if (!Array.isArray(value) || value.length !== 6) return false;
  const [room, feed, thread, list, seq, i] = value as readonly unknown[];
  const isText = (one: unknown): boolean => typeof one === "string";
  const isPlace = (one: unknown): boolean => Number.isSafeInteger(one) && (one as number) >= 0;
  return (
    isText(room) &&
    isText(feed) &&
    (thread === null || isText(thread)) &&
    (list === null || isText(list)) &&
    isPlace(seq) &&
    isPlace(i)
  );
}
