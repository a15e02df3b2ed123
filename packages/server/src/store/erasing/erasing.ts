import type { RoomId } from "@alongside/core/engine";

/** What stands in the place of each letter of an erased person. */
export const ERASED_LETTER = "\u2588";

/** Before the random name of whoever did what an erased person had done. */
export const ERASED_PREFIX = "erased:";

/** Who is to be erased from a room, and what of it is a person's. */
export interface Erasure {
  readonly user: string;
  /** Who did it instead, from then on: random, another one for each erasing. */
  readonly as: string;
  /** Names of the fields whose letters go where the person wrote them: texts, and plain values. */
  readonly fields: readonly string[];
  /** Names of plain fields that say who caused something, whoever wrote them: users stand there by their ids. @default None */
  readonly people?: readonly string[];
}

/** What was rewritten in a room. */
export interface Erased {
  /** Entries that the person wrote, as far as the log still has them. */
  readonly entries: number;
  /** Letters of theirs in texts and values, each counted once for every entry and snapshot that had it. */
  readonly letters: number;
  /** Snapshots that had something of theirs. */
  readonly snapshots: number;
}

/** An erasing that is not done with every room. */
export interface PendingErasure {
  readonly user: string;
  readonly as: string;
  /** Server time of its beginning, in ms. */
  readonly at: number;
}

/** What a store does to forget a person. */
export interface Erasing {
  /** Whether the log or a snapshot of a room names a user. Looks at all of it, away from the event loop. */
  hasUser(room: RoomId, user: string): Promise<boolean>;
  /**
   * Rewrites what a person wrote in a room, under the same `seq`, in its log and in its snapshots: letters become U+2588, so that edits
   * still fit. What is kept for followers of the room is dropped, and the room's generation grows. Resolves once the bytes are
   * gone from the store's files. Where it is broken off, it is asked for again with the same `as`, and goes on. Nobody may
   * append to the room meanwhile.
   */
  erase(room: RoomId, erasure: Erasure): Promise<Erased>;
  /** The erasings that were begun and not ended, the oldest first. */
  erasures(): Promise<readonly PendingErasure[]>;
  /** Notes that an erasing has begun; resolves once durable. */
  beginErasure(erasure: PendingErasure): Promise<void>;
  /** It is done with every room. */
  endErasure(as: string): Promise<void>;
}
