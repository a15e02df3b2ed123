import type { PostState } from "@alongside/core/engine";
import type { PostRow } from "../../store/posts.ts";

/** A post as the store keeps it. */
export function rowOf(feed: string, post: PostState): PostRow {
  const { id, seq, i, at, by, to, last, ...rest } = post;
  const isRoot = to === undefined && (rest.on !== undefined || rest.replies !== undefined);
  return {
    feed,
    seq,
    i,
    id,
    ...(to !== undefined && { thread: to }),
    author: by,
    at,
    ...(rest.deleted !== undefined && { isGone: true }),
    ...(rest.pinned !== undefined && { isPinned: true }),
    ...(isRoot && { isRoot }),
    ...(rest.resolved !== undefined && { isResolved: true }),
    last,
    json: JSON.stringify(rest),
  };
}

/** The post of a row. */
export function postOf({ seq, i, id, thread, author, at, last, json }: PostRow): PostState {
  const rest = JSON.parse(json) as Partial<PostState>;
  return { id, seq, i, at, by: author, ...(thread !== undefined && { to: thread }), ...rest, last };
}
