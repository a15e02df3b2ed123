import type { Seq } from "@alongside/core/engine";
import {
  comparePlaces,
  type DroppedPosts,
  MOST_POSTS,
  pageOf,
  type PostBounds,
  type PostCount,
  type PostPlace,
  type PostQuery,
  type PostRow,
  POSTS_SIZE,
} from "./posts.ts";

/** A feed: its posts by their places, and by their ids. */
interface Feed {
  rows: PostRow[];
  readonly byId: Map<string, PostRow>;
}

/** The posts of one room, for the memory store. */
export class MemoryPosts {
  readonly #feeds = new Map<string, Feed>();

  /** Entries after `after` are appended with them. */
  write(after: Seq, posts: readonly PostRow[]): void {
    for (const { ...post } of posts) {
      const feed = this.#feeds.get(post.feed) ?? { rows: [], byId: new Map<string, PostRow>() };
      this.#feeds.set(post.feed, feed);
      const at = firstFrom(feed.rows, post);
      const found = feed.rows[at];
      const isThere = found !== undefined && comparePlaces(found, post) === 0;
      // One that was dropped since stays away.
      if (!isThere && post.seq <= after) continue;
      feed.rows.splice(at, isThere ? 1 : 0, post);
      feed.byId.set(post.id, post);
    }
  }

  read(name: string, query: PostQuery): readonly PostRow[] {
    const { before, after, only } = query;
    const rows = this.#feeds.get(name)?.rows ?? [];
    const isAscending = before === undefined && after !== undefined;
    const from = after === undefined ? 0 : firstFrom(rows, { ...after, i: after.i + 1 });
    const to = before === undefined ? rows.length : firstFrom(rows, before);
    const within = rows.slice(from, Math.max(from, to));
    const found = within.filter((post) =>
      only === undefined ? post.thread === query.thread : isIn(post, only),
    );
    return page(isAscending ? found : found.toReversed(), pageOf(query));
  }

  find(name: string, ids: readonly string[]): readonly PostRow[] {
    const { byId } = this.#feeds.get(name) ?? {};
    return ids.slice(0, MOST_POSTS).flatMap((id) => byId?.get(id) ?? []);
  }

  count(name: string, after: Seq, { notBy, most = MOST_POSTS, thread }: PostCount): number {
    const counted = (this.#feeds.get(name)?.rows ?? []).filter(
      (post) => post.seq > after && post.thread === thread && post.author !== notBy && !post.isGone,
    );
    return Math.min(counted.length, most);
  }

  all(after?: PostPlace & { readonly feed: string }): readonly PostRow[] {
    for (const name of [...this.#feeds.keys()].toSorted()) {
      if (after !== undefined && name < after.feed) continue;
      const isSame = name === after?.feed;
      const { rows } = this.#feeds.get(name) as Feed;
      const found = rows.slice(isSame ? firstFrom(rows, { ...after, i: after.i + 1 }) : 0);
      if (found.length > 0) return page(found, MOST_POSTS);
    }
    return [];
  }

  drop(name: string, { since = -Infinity, posts = Infinity }: PostBounds): DroppedPosts {
    const feed = this.#feeds.get(name);
    if (feed === undefined) return { dropped: 0, isDone: true };
    const had = feed.rows.length;
    const end = feed.rows.findIndex((post, at) => post.at >= since && had - at <= posts);
    const old = new Set(end < 0 ? feed.rows : feed.rows.slice(0, end));
    const answered = new Set(
      feed.rows.flatMap((post) => (old.has(post) ? [] : (post.thread ?? []))),
    );
    for (const post of old) if (!answered.has(post.id)) feed.byId.delete(post.id);
    feed.rows = feed.rows.filter((post) => feed.byId.has(post.id));
    const oldest = feed.rows.find((post) => !old.has(post))?.at;
    const dropped = had - feed.rows.length;
    return { dropped, isDone: true, ...(oldest !== undefined && { oldest }) };
  }

  /** Rewrites each post, which stays where it is. */
  rewrite(to: (post: PostRow) => PostRow): void {
    for (const feed of this.#feeds.values()) {
      feed.rows = feed.rows.map(to);
      for (const post of feed.rows) feed.byId.set(post.id, post);
    }
  }

  /** As {@link RoomSize} has it. */
  get size(): { readonly posts: number; readonly postBytes: number } {
    const all = [...this];
    return { posts: all.length, postBytes: all.reduce((sum, { json }) => sum + json.length, 0) };
  }

  *[Symbol.iterator](): Iterator<PostRow> {
    for (const { rows } of this.#feeds.values()) yield* rows;
  }
}

/** Where the first post stands that is at this place or after it. */
function firstFrom(rows: readonly PostRow[], place: PostPlace): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePlaces(rows[middle] as PostRow, place) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isIn(post: PostRow, list: NonNullable<PostQuery["only"]>): boolean {
  if (list === "pinned") return post.isPinned === true;
  if (post.isRoot !== true) return false;
  return list === "threads" || (post.isResolved === true) === (list === "resolved-threads");
}

function page(found: readonly PostRow[], most: number): readonly PostRow[] {
  let left = POSTS_SIZE;
  let count = 0;
  for (const { json } of found) {
    if (count >= most || left <= 0) break;
    count += 1;
    left -= json.length;
  }
  return found.slice(0, count).map((post) => ({ ...post }));
}
