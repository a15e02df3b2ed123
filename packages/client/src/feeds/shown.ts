import type { Anchor, PostState } from "@alongside/core/engine";
import type { Place } from "./ranges-here.ts";
import type { Post, PostAnchor, Reaction } from "./types.ts";

/** How a post is shown, beside what it is. */
export interface Showing {
  readonly state: Post<unknown>["state"];
  readonly name: string | undefined;
  readonly refusal?: Post<unknown>["refusal"];
  /** Where its thread is in a text. */
  readonly place?: Place | undefined;
  /** The id of this page's user. */
  readonly me: string | undefined;
}

const NOBODY: readonly string[] = [];

/** A post, for an app to show. */
export function shownPost(
  post: PostState,
  { state, name, refusal, me, place }: Showing,
): Post<unknown> {
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
    on: on && anchorShown(on, place),
    edited,
    deleted,
    reactions: reactionsOf(post, me),
    pinned,
    resolved,
    replies: post.replies ?? { count: 0, at: 0, by: NOBODY },
    refusal,
  };
}

function anchorShown(on: Anchor, place: Place | undefined): PostAnchor {
  if (!("text" in on)) return on;
  const { id, field, words } = on.text;
  return { text: { id, field, words, from: place?.from, to: place?.to } };
}

function reactionsOf({ reactions = {} }: PostState, me: string | undefined): readonly Reaction[] {
  return Object.entries(reactions).map(([emoji, users]) => ({
    emoji,
    users,
    isMine: me !== undefined && users.includes(me),
  }));
}
