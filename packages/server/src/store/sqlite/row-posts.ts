import type { PostRow } from "../posts.ts";
import { type PostColumns, toColumns } from "./posts-batch.ts";

/** What a row of the log has written of posts, each as it was last. */
export class RowPosts {
  #posts: Map<string, PostRow> | undefined;
  /** About how many bytes it has. */
  length = 0;

  add(posts: readonly PostRow[] = []): void {
    for (const post of posts) {
      this.#posts ??= new Map();
      const { feed, seq, i, json } = post;
      // What the caller does to its own afterwards is not seen.
      this.#posts.set(`${seq} ${i} ${feed}`, { ...post });
      this.length += json.length;
    }
  }

  done(): PostColumns | undefined {
    return this.#posts && toColumns(this.#posts.values());
  }
}
