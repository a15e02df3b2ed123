import type { Seq } from "../log.ts";
import type { OpsByKey } from "../model/op.ts";
import type { MutationCall } from "./change.ts";

/** Somebody else's change. */
export interface Commit {
  readonly seq: Seq;
  readonly at: number;
  readonly actor: string;
  readonly client: string;
  readonly n: number;
  /** Only the keys that the receiver may read. */
  readonly ops: OpsByKey;
  readonly mutation?: MutationCall;
}

/** The receiver's own change is in the log. */
export interface Ack {
  readonly ack: number;
  readonly seq: Seq;
  readonly at: number;
  /** What was written, where it is not what the receiver asked for. */
  readonly ops?: OpsByKey;
  /** Ops that had nothing left to write to, as [key, index]. */
  readonly void?: readonly (readonly [string, number])[];
}

/** The receiver's own change was refused and changes nothing. */
export interface RefusedEntry {
  readonly refused: number;
  readonly seq: Seq;
  readonly code: string;
  readonly message: string;
}

/** Records that left the trash for good. */
export interface Pruned {
  readonly pruned: readonly string[];
  readonly seq: Seq;
}

/** The room was brought to another version of its definition. Who is here has that version: older pages are not let in. */
export interface Migrated {
  /** The version from here on. */
  readonly migrated: number;
  readonly seq: Seq;
  readonly at: number;
  /** Only the keys that the receiver may read. */
  readonly ops: OpsByKey;
}

/** That many entries hold nothing for the receiver. */
export interface Skip {
  readonly skip: number;
}

/** One entry, or a run of them, as one receiver sees it. */
export type DownEntry = Commit | Ack | RefusedEntry | Pruned | Migrated | Skip;

/** The next entries of a room's log, in order, durable when they are sent. */
export interface Entries {
  readonly type: "entries";
  readonly room: string;
  readonly list: readonly DownEntry[];
  /**
   * What comes from here on is cut to fewer rights than the receiver was let in with, until it is closed: what it then holds is not
   * to be resumed from.
   */
  readonly cut?: true;
}
