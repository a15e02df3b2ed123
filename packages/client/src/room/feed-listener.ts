import type { OpsByKey, Seq } from "@alongside/core/engine";

/** What follows the posts of a room, once a page has asked for a feed. */
export interface FeedListener {
  /** An entry of the log; `by` is undefined for one of this page's user. */
  entry(seq: Seq, at: number, by: string | undefined, ops: OpsByKey): void;
  /** The room was begun anew from a state: what was posted meanwhile was not told. */
  restarted(): void;
  /** Something was written here or came in. */
  changed(): void;
}
