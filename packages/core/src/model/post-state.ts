import type { Json } from "../json.ts";
import type { Seq } from "../log.ts";
import type { Anchor, FeedAct } from "./feed-op.ts";

/** Who did something, and when, in ms of the server's time. */
export interface Done {
  readonly at: number;
  readonly by: string;
}

/** What a post has of the posts that answer it. */
export interface Replies {
  readonly count: number;
  /** Of the last one. */
  readonly at: number;
  /** Who wrote last, the last one first: at most {@link SHOWN_REPLIERS}. */
  readonly by: readonly string[];
}

/** A post as the log has made it. It is never written into: each act makes another one. */
export interface PostState {
  readonly id: string;
  /** The entry that made it, and as which of its posts: its place among all posts. */
  readonly seq: Seq;
  readonly i: number;
  readonly at: number;
  /** The user who wrote it. */
  readonly by: string;
  /** That user's name then, where the server knew it. */
  readonly name?: string;
  /** Undefined once it was deleted. */
  readonly body?: Json;
  readonly to?: string;
  readonly mentions?: readonly string[];
  readonly on?: Anchor;
  /** When its body was last changed. */
  readonly edited?: number;
  readonly deleted?: Done;
  /** Who reacted, by emoji, in the order in which they did. */
  readonly reactions?: { readonly [emoji: string]: readonly string[] };
  readonly pinned?: Done;
  readonly resolved?: Done;
  readonly replies?: Replies;
  /** What it said before, the oldest first. Servers alone know it. */
  readonly versions?: readonly { readonly at: number; readonly body: Json }[];
  /** The entry that wrote it last. */
  readonly last: Seq;
}

/** The entry that an act came in. */
export interface Told extends Done {
  readonly seq: Seq;
  /** How many posts its change made in the feed before. */
  readonly i: number;
  /** The user's name, where it is known. */
  readonly name?: string | undefined;
}

/** Of those who answered a post so many are told. */
export const SHOWN_REPLIERS = 5;

/** So many earlier bodies are kept, as long as they have no more characters of JSON together. */
const KEPT_VERSIONS = 20;
const KEPT_CHARS = 262_144;

/**
 * What an act makes of a post; the post itself where the act changes nothing of it, as there is none to act on, or it was deleted. Whether the post
 * has the entry already is for the caller to see: see `PostState.last`.
 */
export function foldPost(
  post: PostState | undefined,
  id: string,
  act: FeedAct,
  { seq, i, at, by, name }: Told,
): PostState | undefined {
  if (act[0] === "post") {
    const [, body, more] = act;
    return (
      post ?? { id, seq, i, at, by, ...(name !== undefined && { name }), body, ...more, last: seq }
    );
  }
  if (post === undefined || post.deleted !== undefined) return post;
  const done: Done = { at, by };
  switch (act[0]) {
    case "edit": {
      const { mentions: _mentions, ...rest } = post;
      const mentions = act[2] === undefined ? {} : { mentions: act[2] };
      return { ...rest, ...mentions, ...before(post), body: act[1], edited: at, last: seq };
    }
    case "delete": {
      const { body: _body, reactions: _reactions, mentions: _mentions, ...rest } = post;
      return { ...rest, ...before(post), deleted: done, last: seq };
    }
    case "react": {
      const [, emoji, on] = act;
      const reactions = reacted(post.reactions ?? {}, emoji, by, on === 1);
      return reactions === undefined ? post : { ...post, reactions, last: seq };
    }
    case "pin":
      return { ...without(post, "pinned"), ...(act[1] === 1 && { pinned: done }), last: seq };
    case "resolve":
      return { ...without(post, "resolved"), ...(act[1] === 1 && { resolved: done }), last: seq };
  }
}

/** What a post is once it was answered, or once an answer to it was deleted. */
export function foldReply(root: PostState, act: FeedAct, { seq, at, by }: Told): PostState {
  if (act[0] !== "post" && act[0] !== "delete") return root;
  const { count = 0, at: latest = at, by: users = [] } = root.replies ?? {};
  if (act[0] === "delete") {
    const replies = { count: Math.max(0, count - 1), at: latest, by: users };
    return { ...root, replies, last: seq };
  }
  const others = users.filter((user) => user !== by);
  const replies = { count: count + 1, at, by: [by, ...others].slice(0, SHOWN_REPLIERS) };
  return { ...root, replies, last: seq };
}

/** The post with what it says now among what it said before. */
function before({ body, versions = [], edited, at }: PostState): Pick<PostState, "versions"> {
  if (body === undefined) return {};
  const all = [...versions, { at: edited ?? at, body }].slice(-KEPT_VERSIONS);
  let [from, chars] = [all.length, 0];
  while (from > 0) {
    chars += JSON.stringify(all[from - 1]?.body).length;
    if (chars > KEPT_CHARS && from < all.length) break;
    from -= 1;
  }
  return { versions: all.slice(from) };
}

/** Reactions with one more or one less; undefined where that is how they are. */
function reacted(
  reactions: NonNullable<PostState["reactions"]>,
  emoji: string,
  by: string,
  isOn: boolean,
): PostState["reactions"] {
  const users = Object.hasOwn(reactions, emoji) ? (reactions[emoji] ?? []) : [];
  if (users.includes(by) === isOn) return undefined;
  const { [emoji]: _users, ...rest } = reactions;
  const left = isOn ? [...users, by] : users.filter((user) => user !== by);
  if (left.length === 0) return rest;
  // One that is there keeps its place among the others.
  return users.length > 0 ? { ...reactions, [emoji]: left } : { ...rest, [emoji]: left };
}

function without(post: PostState, part: "pinned" | "resolved"): PostState {
  const { [part]: _part, ...rest } = post;
  return rest;
}
