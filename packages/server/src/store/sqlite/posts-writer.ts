import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type DroppedPosts, MOST_POSTS, type PostBounds, type PostPlace } from "../posts.ts";
import { fromColumns, type PostColumns, type StoredPost } from "./posts-batch.ts";
import { inTransaction } from "./transaction.ts";

interface FeedRow extends PostPlace {
  readonly id: number;
  readonly posts: number;
}

type Candidate = Pick<StoredPost, "seq" | "i" | "id" | "thread" | "at">;

/** Writes posts, in transactions of others but for {@link PostsWriter.drop}. */
export class PostsWriter {
  readonly #db: DatabaseSync;
  readonly #find: StatementSync;
  readonly #create: StatementSync;
  readonly #grow: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare("SELECT id, posts, seq, i FROM feeds WHERE room = ? AND name = ?");
    this.#create = db.prepare(
      "INSERT INTO feeds (room, name, posts, seq, i) VALUES (?, ?, 0, 0, 0) RETURNING id, posts, seq, i",
    );
    this.#grow = db.prepare("UPDATE feeds SET posts = posts + ? WHERE id = ?");
    this.#insert = db.prepare(
      `INSERT OR REPLACE INTO posts (feed, seq, i, id, thread, author, at, gone, pinned, root, resolved, last, json)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#update = db.prepare(
      "UPDATE posts SET author = ?, gone = ?, pinned = ?, root = ?, resolved = ?, last = ?, json = ? WHERE feed = ? AND seq = ? AND i = ?",
    );
  }

  /** Posts of entries after `after` are new; of others only those are written that are still there. Each of them comes once. */
  write(room: number, after: Seq, columns: PostColumns): void {
    let name: string | undefined;
    let feed: FeedRow | undefined;
    let grown = 0;
    for (const post of fromColumns(columns)) {
      if (feed === undefined || name !== post.feed) {
        this.#count(feed, grown);
        grown = 0;
        ({ feed: name } = post);
        feed = (this.#find.get(room, name) ?? this.#create.get(room, name)) as unknown as FeedRow;
      }
      if (post.seq > after) grown += this.#insertOne(feed.id, post);
      else this.#updateOne(feed.id, post);
    }
    this.#count(feed, grown);
  }

  #count(feed: FeedRow | undefined, grown: number): void {
    if (feed !== undefined && grown > 0) this.#grow.run(grown, feed.id);
  }

  #insertOne(feed: number, post: StoredPost): 1 {
    const { seq, i, id, thread, author, at, gone, pinned, root, resolved, last, json } = post;
    this.#insert.run(
      feed,
      seq,
      i,
      id,
      thread,
      author,
      at,
      gone,
      pinned,
      root,
      resolved,
      last,
      json,
    );
    return 1;
  }

  #updateOne(feed: number, post: StoredPost): void {
    const { seq, i, author, gone, pinned, root, resolved, last, json } = post;
    this.#update.run(author, gone, pinned, root, resolved, last, json, feed, seq, i);
  }

  /** Posts of a room that is imported: all of them are new. */
  put(name: RoomId, columns: PostColumns): void {
    this.#writeTo(name, 0, columns);
  }

  /** Posts of a room that are there: none of them is new. */
  rewrite(name: RoomId, columns: PostColumns): void {
    this.#writeTo(name, Number.MAX_SAFE_INTEGER, columns);
  }

  #writeTo(name: RoomId, after: Seq, columns: PostColumns): void {
    inTransaction(this.#db, () => {
      const room = this.#room(name);
      if (room === undefined) throw new Error(`Posts of ${name}: the room is gone`);
      this.write(room, after, columns);
    });
  }

  drop(
    name: RoomId,
    feedName: string,
    { since = -Infinity, posts = Infinity, most = MOST_POSTS }: PostBounds,
  ): DroppedPosts {
    return inTransaction(this.#db, () => {
      const feed = this.#find.get(this.#room(name) ?? 0, feedName) as FeedRow | undefined;
      if (feed === undefined) return { dropped: 0, isDone: true };
      const { id } = feed;
      const candidates = this.#db
        .prepare(
          "SELECT seq, i, id, thread, at FROM posts WHERE feed = ? AND (seq, i) > (?, ?) ORDER BY seq, i LIMIT ?",
        )
        .all(id, feed.seq, feed.i, most) as unknown as readonly Candidate[];
      const isAnswered = this.#db.prepare("SELECT 1 FROM posts WHERE feed = ? AND thread = ?");
      const remove = this.#db.prepare("DELETE FROM posts WHERE feed = ? AND seq = ? AND i = ?");
      const find = this.#db.prepare(
        "SELECT seq, i FROM posts INDEXED BY posts_by_id WHERE feed = ? AND id = ?",
      );
      let dropped = 0;
      let [seq, i] = [feed.seq, feed.i];
      let looked = 0;
      let oldest: number | undefined;
      for (const post of candidates) {
        if (post.at >= since && feed.posts - looked <= posts) {
          oldest = post.at;
          break;
        }
        looked += 1;
        ({ seq, i } = post);
        if (post.thread === "" && isAnswered.get(id, post.id)) continue;
        remove.run(id, seq, i);
        dropped += 1;
        if (post.thread === "" || isAnswered.get(id, post.thread)) continue;
        // What it answered was kept for its sake.
        const root = find.get(id, post.thread) as unknown as PostPlace | undefined;
        if (root === undefined || root.seq > seq) continue;
        remove.run(id, root.seq, root.i);
        dropped += 1;
      }
      if (looked > 0)
        this.#db
          .prepare("UPDATE feeds SET posts = posts - ?, seq = ?, i = ? WHERE id = ?")
          .run(looked, seq, i, id);
      return { dropped, isDone: looked < most, ...(oldest !== undefined && { oldest }) };
    });
  }

  #room(name: RoomId): number | undefined {
    const found = this.#db.prepare("SELECT id FROM rooms WHERE name = ?").get(name);
    return found?.["id"] as number | undefined;
  }
}
