import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  comparePlaces,
  MOST_POSTS,
  pageOf,
  type PostCount,
  type PostPlace,
  type PostQuery,
  type PostRow,
  POSTS_SIZE,
} from "../posts.ts";
import { type StoredPost, toPost } from "./posts-batch.ts";

/** So many posts are looked at in one go to count some: then others are answered. */
const STEP = 10_000;

/** Beyond every place, and before every one. */
const END: PostPlace = { seq: Number.MAX_SAFE_INTEGER, i: 0 };
const BEGINNING: PostPlace = { seq: 0, i: 0 };

/** What was counted, and where to go on; without that all of it was. */
export interface Counted {
  readonly count: number;
  readonly from?: PostPlace;
}

interface FeedRow {
  readonly id: number;
  readonly name: string;
}

/** Answers what is asked of posts. */
export class PostsReader {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  read(room: RoomId, name: string, query: PostQuery): readonly PostRow[] {
    const feed = this.#feed(room, name);
    if (feed === undefined) return [];
    const limit = pageOf(query);
    const { thread = "", only } = query;
    switch (only) {
      case undefined:
        return page(
          name,
          this.#range(
            "INDEXED BY posts_by_thread WHERE feed = ? AND thread = ?",
            [feed, thread],
            query,
          ),
          limit,
        );
      case "pinned":
        return page(
          name,
          this.#range("INDEXED BY posts_pinned WHERE feed = ? AND pinned = 1", [feed], query),
          limit,
        );
      case "open-threads":
      case "resolved-threads":
        return this.#roots(feed, name, only === "open-threads" ? 0 : 1, query, limit);
      default: {
        // Each by its index.
        const both = [0, 1].flatMap((resolved) => this.#roots(feed, name, resolved, query, limit));
        const sign = isAscending(query) ? 1 : -1;
        return both.toSorted((a, b) => sign * comparePlaces(a, b)).slice(0, limit);
      }
    }
  }

  #roots(
    feed: number,
    name: string,
    resolved: number,
    query: PostQuery,
    limit: number,
  ): readonly PostRow[] {
    const where = "INDEXED BY posts_roots WHERE feed = ? AND resolved = ? AND root = 1";
    return page(name, this.#range(where, [feed, resolved], query), limit);
  }

  /** The planner takes the primary key where it is not told: it does not know how few of a feed are in a list or a thread. */
  #range(where: string, values: readonly SQLInputValue[], query: PostQuery): Iterable<StoredPost> {
    const { before = END, after = BEGINNING } = query;
    const order = isAscending(query) ? "seq, i" : "seq DESC, i DESC";
    return this.#prepared(
      `SELECT * FROM posts ${where} AND (seq, i) < (?, ?) AND (seq, i) > (?, ?) ORDER BY ${order}`,
    ).iterate(
      ...values,
      before.seq,
      before.i,
      after.seq,
      after.i,
    ) as Iterable<unknown> as Iterable<StoredPost>;
  }

  find(room: RoomId, name: string, ids: readonly string[]): readonly PostRow[] {
    const feed = this.#feed(room, name);
    if (feed === undefined) return [];
    const one = this.#prepared(
      "SELECT * FROM posts INDEXED BY posts_by_id WHERE feed = ? AND id = ?",
    );
    return ids.slice(0, MOST_POSTS).flatMap((id) => {
      const found = one.get(feed, id) as StoredPost | undefined;
      return found === undefined ? [] : [toPost(name, found)];
    });
  }

  /** Counts on from a place, and one step far. */
  count(
    room: RoomId,
    name: string,
    { seq, i }: PostPlace,
    { notBy, most = MOST_POSTS, thread = "" }: PostCount,
  ): Counted {
    const feed = this.#feed(room, name);
    if (feed === undefined) return { count: 0 };
    const here = "FROM posts WHERE feed = ? AND thread = ? AND (seq, i) >= (?, ?) ORDER BY seq, i";
    const next = this.#prepared(`SELECT seq, i ${here} LIMIT 1 OFFSET ${STEP}`);
    const counted = this.#prepared(
      `SELECT count(*) AS count FROM (SELECT 1 FROM (SELECT gone, author ${here} LIMIT ${STEP}) WHERE gone = 0 AND author <> ? LIMIT ?)`,
    ).get(feed, thread, seq, i, notBy, most) as { readonly count: number };
    const from = counted.count < most && next.get(feed, thread, seq, i);
    return { ...counted, ...(from && { from: from as unknown as PostPlace }) };
  }

  all(room: RoomId, after?: PostPlace & { readonly feed: string }): readonly PostRow[] {
    const feeds = this.#prepared(
      "SELECT id, name FROM feeds WHERE room = (SELECT id FROM rooms WHERE name = ?) AND name >= ? ORDER BY name",
    ).all(room, after?.feed ?? "") as unknown as readonly FeedRow[];
    for (const { id, name } of feeds) {
      const { seq, i } = after?.feed === name ? after : BEGINNING;
      const range = this.#range("WHERE feed = ?", [id], { after: { seq, i } });
      const found = page(name, range, MOST_POSTS);
      if (found.length > 0) return found;
    }
    return [];
  }

  #feed(room: RoomId, name: string): number | undefined {
    const found = this.#prepared(
      "SELECT id FROM feeds WHERE room = (SELECT id FROM rooms WHERE name = ?) AND name = ?",
    ).get(room, name) as Pick<FeedRow, "id"> | undefined;
    return found?.id;
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }
}

/** Where counting begins: behind an entry. */
export function afterEntry(seq: Seq): PostPlace {
  return { seq: seq + 1, i: 0 };
}

function isAscending({ before, after }: PostQuery): boolean {
  return before === undefined && after !== undefined;
}

function page(feed: string, rows: Iterable<StoredPost>, limit: number): readonly PostRow[] {
  const found: PostRow[] = [];
  let left = limit === 0 ? 0 : POSTS_SIZE;
  if (left === 0) return found;
  for (const row of rows) {
    found.push(toPost(feed, row));
    left -= row.json.length;
    if (left <= 0 || found.length >= limit) break;
  }
  return found;
}
