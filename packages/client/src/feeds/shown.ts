import type { PostState } from "@alongside/core/engine";
import type { Post, Reaction } from "./types.ts";

/** How a post is shown, beside what it is. */
export interface Showing {
  readonly state: Post<unknown>["state"];
  readonly name: string | undefined;
  readonly refusal?: Post<unknown>["refusal"];
  /** The id of this page's user. */
  readonly me: string | undefined;
}

const NOBODY: readonly string[] = [];

/** A post, for an app to show. */
export function shownPost(post: PostState, { state, name, refusal, me }: Showing): Post<unknown> {
  const { id, seq, at, by, to, on, edited, deleted, pinned, resolved } = post;
  return {
    id,
    state,
    seq: state === "sent" ? seq : undefined,
    at,
    by,
    name: post.name ?? name,
    body: post.body,
    to,
    mentions: post.mentions ?? NOBODY,
    on,
    edited,
    deleted,
    reactions: reactionsOf(post, me),
    pinned,
    resolved,
    replies: post.replies ?? { count: 0, at: 0, by: NOBODY },
    refusal,
  };
}

function reactionsOf({ reactions = {} }: PostState, me: string | undefined): readonly Reaction[] {
  return Object.entries(reactions).map(([emoji, users]) => ({
    emoji,
    users,
    isMine: me !== undefined && users.includes(me),
  }));
}
