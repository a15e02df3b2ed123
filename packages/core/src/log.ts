import type { RoomId, Seq } from "./ids.ts";
import type { Json } from "./json.ts";
import type { OpsByKey } from "./model/op.ts";

export type { RoomId, Seq };

interface EntryHead {
  readonly seq: Seq;
  /** Server time in ms since the epoch; never goes backwards within a room. */
  readonly at: number;
}

interface AuthoredHead extends EntryHead {
  /** The authenticated user. */
  readonly actor: string;
  /** The client that made it. */
  readonly client: string;
  /** The number of the change among that client's in this room: 1, 2, 3 … */
  readonly n: number;
  /** The first of the numbers that it ends, for a change that was composed of several: all up to `n` ended with it. */
  readonly first?: number;
}

/** A committed change: the final values, so that a replay never runs app code. */
export interface ChangeEntry extends AuthoredHead {
  readonly kind: "change";
  readonly ops: OpsByKey;
  /** The mutation that made it. For people who read the history; the fold never looks at it. */
  readonly mutation?: { readonly name: string; readonly args: Json };
  /** The followers through which it came, the last one made it. Only servers know of it. */
  readonly via?: readonly string[];
}

/** A change that was refused. It changes nothing, and keeps a resend after a crash from being judged again. */
export interface OutcomeEntry extends AuthoredHead {
  readonly kind: "outcome";
  readonly code: string;
  readonly message: string;
}

/** Empties records out of the trash for good. */
export interface PruneEntry extends EntryHead {
  readonly kind: "prune";
  readonly ids: readonly string[];
}

/**
 * Brings what is stored to another version of the room's definition, by the ops that a step of its `migrate` wrote. Before the
 * first of them a room is at version 1.
 */
export interface MigrationEntry extends EntryHead {
  readonly kind: "migration";
  /** The version from here on. */
  readonly version: number;
  readonly ops: OpsByKey;
}

/** A name that somebody gave to a moment of the room. It changes nothing. */
export interface VersionEntry extends EntryHead {
  readonly kind: "version";
  /** The authenticated user who gave it. */
  readonly actor: string;
  readonly name: string;
  /** The entry that it names; 0 is the room before its first one. */
  readonly of: Seq;
  /** Of one that was asked for by a key, so that it is given once: the key, and the number of what was asked. */
  readonly once?: readonly [key: string, n: number];
}

/** The kinds of entries that there are. */
export const ENTRY_KINDS = ["change", "outcome", "prune", "migration", "version"] as const;

/** One event in a room's linear log. State at `seq` is the fold of the entries up to it. */
export type Entry = ChangeEntry | OutcomeEntry | PruneEntry | MigrationEntry | VersionEntry;
