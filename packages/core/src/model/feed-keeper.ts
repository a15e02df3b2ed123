import type { FeedOp } from "./feed-op.ts";

/** The posts of a room, for the one change that is being decided. */
export interface FeedKeeper {
  /**
   * Whether an act counts in the feed of that name; false where it comes to nothing, as the post is gone, or is so already. Throws
   * `Refused` for one that its author may not do.
   */
  check(feed: string, op: FeedOp): boolean;
  /** The change has the act: what comes after it in the change stands on it. */
  apply(feed: string, op: FeedOp): void;
}
