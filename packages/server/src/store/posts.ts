import type { Json } from "@alongside/core";
import type { Anchor, RoomId, Seq } from "@alongside/core/engine";

/** Where a post stands in its feed: never changed, never given twice. */
export interface PostPlace {
  /** The entry that made it. */
  readonly seq: Seq;
  /** Which of the posts of that entry: 0, 1, 2 … */
  readonly i: number;
}

/** A post as a store keeps it beside the log. It is written whole whenever something of it changes. */
export interface PostRow extends PostPlace {
  /** The feed: a top-level name of the definition. */
  readonly feed: string;
  /** Names it in its room. */
  readonly id: string;
  /** The `id` of the post that it answers; left out for one outside of threads. Never changes. */
  readonly thread?: string;
  /** The user who wrote it. Never changes, but when they are erased. */
  readonly author: string;
  /** Server time of the entry that made it, in ms. */
  readonly at: number;
  /** It was deleted: it keeps its place, and counts as read. */
  readonly isGone?: true;
  readonly isPinned?: true;
  /** A thread begins with it, or it is anchored to something: it is listed among the threads. */
  readonly isRoot?: true;
  /** Of a root: its thread is done with. */
  readonly isResolved?: true;
  /** The entry that wrote it last. */
  readonly last: Seq;
  /** JSON of the rest: see {@link PostContent}. Only erasing looks into it. */
  readonly json: string;
}

/** What erasing knows of the JSON of a post; whatever else is in it stays as it is. Users stand in it by their ids. */
export interface PostContent {
  /** The author's, as it was when they posted. */
  readonly name?: string;
  /** Letters of the author, as a text or with texts in it. */
  readonly body?: Json;
  /** What it was before, the oldest first. */
  readonly versions?: readonly { readonly at: number; readonly body: Json }[];
  readonly mentions?: readonly string[];
  /** What its thread is pinned to: of a stretch of a text letters of it, as the author quotes them. */
  readonly on?: Anchor;
  /** By emoji. */
  readonly reactions?: { readonly [emoji: string]: readonly string[] };
  /** Of the posts that answer it. */
  readonly replies?: { readonly by: readonly string[] };
  readonly deleted?: PostDeed;
  readonly pinned?: PostDeed;
  readonly resolved?: PostDeed;
}

/** Who did something to a post. */
interface PostDeed {
  readonly by: string;
}

/** Posts of a feed by what was done with them, in threads or not. */
export type PostList = "pinned" | "threads" | "open-threads" | "resolved-threads";

/** Which posts of a feed to read. */
export interface PostQuery {
  /** Those before this place, the newest first; so too, from the end of the feed, where neither this nor `after` is given. */
  readonly before?: PostPlace;
  /** Those after this place, the oldest first. */
  readonly after?: PostPlace;
  /** Those that answer this one; without it those outside of threads. */
  readonly thread?: string;
  /** Those of a list instead. */
  readonly only?: PostList;
  /** At most so many, and never more than 1,000. @default 50 */
  readonly limit?: number;
}

/** What counts as unread. */
export interface PostCount {
  /** Whose own posts do not count. */
  readonly notBy: string;
  /** Counts no further. @default 1000 */
  readonly most?: number;
  /** Those that answer this one; without it those outside of threads. */
  readonly thread?: string;
}

/** Which posts of a feed are to stay. What is left out bounds nothing. */
export interface PostBounds {
  /** Those that were made since, in ms. */
  readonly since?: number;
  /** The newest so many. */
  readonly posts?: number;
  /** Looks at so many in one step. @default 1000 */
  readonly most?: number;
}

/** What a step of dropping posts did. */
export interface DroppedPosts {
  readonly dropped: number;
  /** Nothing lies outside of the bounds any more. */
  readonly isDone: boolean;
  /** When the oldest of those that lie within was made, in ms; undefined where there is none, or more steps are to come. */
  readonly oldest?: number;
}

/** The posts of rooms' feeds. `append` writes them, together with the entries that made or changed them. */
export interface Posts {
  /**
   * One page of a feed. It has fewer posts than `limit` where they are large (it ends after about 1 MB) or no more are there: only an
   * empty page is the end. Empty for a room or a feed without posts.
   */
  readPosts(room: RoomId, feed: string, query?: PostQuery): Promise<readonly PostRow[]>;
  /** The posts with these ids, at most 1,000, in the order of `ids`. Those that are not there are left out. */
  findPosts(room: RoomId, feed: string, ids: readonly string[]): Promise<readonly PostRow[]>;
  /** How many posts of others, made after the entry `after`, are not deleted. Made from an index, away from the event loop. */
  countPosts(room: RoomId, feed: string, after: Seq, count: PostCount): Promise<number>;
  /** All posts of a room, in threads or not, by feed and place: those after `after`, one page of them. Only an empty page is the end. */
  allPosts(
    room: RoomId,
    after?: PostPlace & { readonly feed: string },
  ): Promise<readonly PostRow[]>;
  /**
   * One step of letting the oldest posts of a feed go that lie outside of `bounds`, answers like others. A post that others answer stays
   * until they went. What went does not come back by a later write. Nothing happens to the entries.
   */
  dropPosts(room: RoomId, feed: string, bounds: PostBounds): Promise<DroppedPosts>;
}

/** Of a page, and at most of what is looked for at once. */
export const MOST_POSTS = 1000;
const PAGE_OF_POSTS = 50;

/** A page ends once its posts have so many characters. */
export const POSTS_SIZE = 1024 * 1024;

/** How many posts a page has at most. */
export function pageOf({ limit = PAGE_OF_POSTS }: PostQuery): number {
  return Math.max(0, Math.min(limit, MOST_POSTS));
}

/** Sorts places of a feed. */
export function comparePlaces(a: PostPlace, b: PostPlace): number {
  return a.seq - b.seq || a.i - b.i;
}

/** Throws where posts cannot have been written by the entries after `after` up to `last`: the caller's mistake. */
export function checkPosts(room: RoomId, after: Seq, last: Seq, posts: readonly PostRow[]): void {
  for (const { feed, seq, i, at, last: by } of posts) {
    const isPlace = Number.isSafeInteger(seq) && seq > 0 && Number.isSafeInteger(i) && i >= 0;
    if (!isPlace || !Number.isFinite(at))
      throw new RangeError(
        `A post of ${room} in ${feed} has no place or time: ${seq}, ${i}, ${at}`,
      );
    if (!(by > after && by <= last) || seq > by)
      throw new RangeError(
        `Post ${seq}, ${i} of ${room} in ${feed} says that entry ${by} wrote it, and ${after + 1} to ${last} are appended`,
      );
  }
}
