import type { PostRow } from "../posts.ts";

/** Posts as columns, one after the other: strings and numbers travel between threads the fastest. */
export type PostColumns = readonly (string | number)[];

const GONE = 1;
const PINNED = 2;
const ROOT = 4;
const RESOLVED = 8;

/** So many columns a post has. */
const WIDTH = 10;

/** A post as a row of the table has it, but for its feed. */
export interface StoredPost {
  readonly seq: number;
  readonly i: number;
  readonly id: string;
  /** "" for one outside of threads. */
  readonly thread: string;
  readonly author: string;
  readonly at: number;
  readonly gone: number;
  readonly pinned: number;
  readonly root: number;
  readonly resolved: number;
  readonly last: number;
  readonly json: string;
}

export function toColumns(posts: Iterable<PostRow>): PostColumns {
  const columns: (string | number)[] = [];
  for (const post of posts) {
    const { feed, seq, i, id, thread = "", author, at, last, json } = post;
    const flags =
      (post.isGone ? GONE : 0) |
      (post.isPinned ? PINNED : 0) |
      (post.isRoot ? ROOT : 0) |
      (post.isResolved ? RESOLVED : 0);
    columns.push(feed, seq, i, id, thread, author, at, flags, last, json);
  }
  return columns;
}

export function* fromColumns(
  columns: PostColumns,
): Generator<StoredPost & { readonly feed: string }> {
  for (let at = 0; at < columns.length; at += WIDTH) {
    const flags = columns[at + 7] as number;
    yield {
      feed: columns[at] as string,
      seq: columns[at + 1] as number,
      i: columns[at + 2] as number,
      id: columns[at + 3] as string,
      thread: columns[at + 4] as string,
      author: columns[at + 5] as string,
      at: columns[at + 6] as number,
      gone: flags & GONE,
      pinned: (flags & PINNED) / PINNED,
      root: (flags & ROOT) / ROOT,
      resolved: (flags & RESOLVED) / RESOLVED,
      last: columns[at + 8] as number,
      json: columns[at + 9] as string,
    };
  }
}

export function toPost(feed: string, row: StoredPost): PostRow {
  const { seq, i, id, thread, author, at, gone, pinned, root, resolved, last, json } = row;
  return {
    feed,
    seq,
    i,
    id,
    ...(thread !== "" && { thread }),
    author,
    at,
    ...(gone !== 0 && { isGone: true }),
    ...(pinned !== 0 && { isPinned: true }),
    ...(root !== 0 && { isRoot: true }),
    ...(resolved !== 0 && { isResolved: true }),
    last,
    json,
  };
}
