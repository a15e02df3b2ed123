import type { Seq } from "../ids.ts";
import type { Json } from "../json.ts";

/** What a thread is pinned to: a record, a place that the app reads, or a stretch of a text. */
export type Anchor =
  | { readonly record: string }
  | { readonly point: Json }
  | { readonly text: TextAnchor };

/** A stretch of a text that a thread is pinned to. It moves with its letters, and is without `from` and `to` where they are all gone. */
export interface TextAnchor {
  /** The record that holds the text; `root` for a text at the top of storage. */
  readonly id: string;
  readonly field: string;
  /** Its letters as the thread was begun; of a long one the first. */
  readonly words: string;
  /** In UTF-16 code units. In the log as the text is right after the entry. */
  readonly from?: number;
  readonly to?: number;
  /** On its way to the owner: what the range is marked with in the edit beside it, see `markOf`. */
  readonly mark?: string;
  /** In an answer: the entry for which the range holds, and what comes back into it where it is undone. */
  readonly seq?: Seq;
  readonly cuts?: readonly number[];
}

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
