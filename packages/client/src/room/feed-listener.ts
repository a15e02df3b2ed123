import type { OpsByKey, PostList, PostPlace, PostState, Seq } from "@alongside/core/engine";

/** Posts of a feed, as a device keeps them: the newest of those that were shown. */
export interface KeptPosts {
  readonly feed: string;
  /** Posts that are pinned, or that begin threads; undefined for those outside of threads. */
  readonly list: PostList | undefined;
  /** From here on all of them are there. */
  readonly from: PostPlace;
  readonly hasEarlier: boolean;
  readonly posts: readonly PostState[];
}

/** What follows the posts of a room, once a page has asked for a feed. */
export interface FeedListener {
  /** An entry of the log; `by` is undefined for one of this page's user. */
  entry(seq: Seq, at: number, by: string | undefined, ops: OpsByKey): void;
  /** The room was begun anew from a state: what was posted meanwhile was not told. */
  restarted(): void;
  /** Something was written here or came in. */
  changed(): void;
  /** Grows whenever something that is kept is another one. */
  readonly turn: number;
  /** What a device is to keep. */
  kept(): readonly KeptPosts[];
  /** What a device had is in `RoomCopy.keptPosts`. */
  restored(): void;
}
