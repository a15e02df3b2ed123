import type { PastChange, Seq } from "@alongside/core/engine";

/** Which entries are asked for. */
export interface WantedEntries {
  readonly after: Seq;
  /** At most the head. */
  readonly until: Seq;
  /** At most so many of them. */
  readonly limit: number;
  /** The id of a user: only what they wrote. */
  readonly by?: string;
  /** A top-level key, or the id of a record: only what writes there. */
  readonly part?: string;
  /** What of them may be seen. */
  readonly keys: true | readonly string[];
  /**
   * `entries`: each as the wire has it, for somebody other than its author. `pieces`: the same, one with many ops as several of the same
   * `seq`, so that none takes long to read. `changes`: what people are told of each, as `PastChangeParts`.
   */
  readonly as: "entries" | "pieces" | "changes";
}

/** Entries as JSON, in order. */
export interface FoundEntries {
  readonly texts: readonly string[];
  /** The last entry that was looked at, where there may be more. */
  readonly next?: Seq;
}

/** A `PastChange` on its way: the names of users are found by who asks. */
export type PastChangeParts = readonly [
  seq: Seq,
  at: number,
  by: string | null,
  words: string,
  keys: readonly string[],
  mutation?: PastChange["mutation"],
];
