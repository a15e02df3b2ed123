import type { Json } from "../json.ts";

/** What a thread is pinned to: a record, or a place that the app reads. */
export type Anchor = { readonly record: string } | { readonly point: Json };

/** What a post has beside its body. */
export interface PostMore {
  /** The post that it answers, in whose thread it stands. */
  readonly to?: string;
  /** The ids of the users whom it mentions. */
  readonly mentions?: readonly string[];
  readonly on?: Anchor;
}

/** One thing that somebody does in a feed, as it stands on the wire and in the log. */
export type FeedAct =
  | readonly [tag: "post", body: Json, more?: PostMore]
  | readonly [tag: "edit", body: Json, mentions?: readonly string[]]
  | readonly [tag: "delete"]
  | readonly [tag: "react", emoji: string, on: 0 | 1]
  | readonly [tag: "pin", on: 0 | 1]
  | readonly [tag: "resolve", on: 0 | 1];

/**
 * An act on the post `id` of the feed under whose name the op stands. It is no part of the room's state: who folds a log passes over
 * it, and posts are kept beside the log.
 */
export interface FeedOp {
  readonly op: "feed";
  readonly id: string;
  readonly act: FeedAct;
}
