import type { Seq } from "../log.ts";
import type { KeyState } from "../model/record-state.ts";
import type { DownEntry, RefusedEntry } from "./entries.ts";
import type { Person } from "./tick.ts";

/** Which top-level keys a user may read or write; true means all of them. */
export interface Rights {
  readonly read: true | readonly string[];
  readonly write: true | readonly string[];
}

/** Answers `join`: what the client lacks, up to what is durable now. */
export interface Joined {
  readonly type: "joined";
  readonly room: string;
  readonly mark: string;
  readonly rights: Rights;
  /** With `state`: the room as it was at `from`, replacing what the client holds. */
  readonly state?: { readonly [key: string]: KeyState };
  /** The `seq` that `list` follows. */
  readonly from: Seq;
  readonly list: readonly DownEntry[];
  /** The last of the client's own counters that has ended. */
  readonly ended: number;
  /** Which of the client's own changes up to `from` were refused. All others up to there were committed. */
  readonly outcomes?: readonly RefusedEntry[];
  readonly people: readonly Person[];
}
