import type { RoomId } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import type { RoomRow } from "./log-reader.ts";
import { PostsReader } from "./posts-reader.ts";

/** Reads all posts of a room, page by page. Throws where one is not what an entry of its log can have made, or some are missing. */
export function verifyPosts(db: DatabaseSync, name: RoomId, { id, head }: RoomRow): void {
  const reader = new PostsReader(db);
  for (let page = reader.all(name); page.length > 0; page = reader.all(name, page.at(-1)))
    for (const { feed, seq, i, last, json } of page) {
      const which = `Post ${seq}, ${i} of ${feed}`;
      if (!(seq >= 1 && seq <= last && last <= head))
        throw new Error(`${which} was last written by entry ${last}, and the log ends at ${head}`);
      try {
        JSON.parse(json);
      } catch (error) {
        throw new Error(`${which} cannot be read: ${(error as Error).message}`, { cause: error });
      }
    }
  const miscounted = db
    .prepare(
      `SELECT name, posts, (SELECT count(*) FROM posts WHERE feed = feeds.id AND (posts.seq, posts.i) > (feeds.seq, feeds.i)) AS found
       FROM feeds WHERE room = ? AND posts <> found LIMIT 1`,
    )
    .get(id) as FeedRow | undefined;
  if (miscounted === undefined) return;
  const { name: feed, posts, found } = miscounted;
  throw new Error(`The feed ${feed} should have ${posts} posts, and has ${found}`);
}

/** How many posts a feed should have, and how many were found. */
interface FeedRow {
  readonly name: string;
  readonly posts: number;
  readonly found: number;
}
