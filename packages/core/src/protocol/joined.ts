import type { Seq } from "../log.ts";
import type { KeyState } from "../model/record-state.ts";
import { type DownEntry, type EntryParts, readEntry, type RefusedEntry } from "./entries.ts";
import { type SeatPresence, type PersonParts, readPerson } from "./tick.ts";

/** Which top-level keys a user may read or write; true means all of them. */
export interface Rights {
  readonly read: true | readonly string[];
  readonly write: true | readonly string[];
}

/**
 * Answers `join`: what the client lacks, up to what is durable now. On the wire
 * `["s", seat, mark, [read, write], from, ended, people, list, outcomes, state?]`.
 */
export interface Joined {
  readonly type: "joined";
  readonly seat: number;
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
  readonly people: readonly SeatPresence[];
}

export type JoinedParts = readonly [
  tag: "s",
  seat: number,
  mark: string,
  rights: readonly [read: Rights["read"], write: Rights["write"]],
  from: Seq,
  ended: number,
  people: readonly PersonParts[],
  list: readonly EntryParts[],
  outcomes: readonly EntryParts[],
  state?: { readonly [key: string]: KeyState },
];

export function readJoined(parts: JoinedParts): Joined {
  const [, seat, mark, [read, write], from, ended, people, list, outcomes, state] = parts;
  return {
    type: "joined",
    seat,
    mark,
    rights: { read, write },
    from,
    ended,
    people: people.map((person) => readPerson(person) as SeatPresence),
    list: list.map(readEntry),
    ...(outcomes.length > 0 && {
      outcomes: outcomes.map((outcome) => readEntry(outcome) as RefusedEntry),
    }),
    ...(state !== undefined && { state }),
  };
}
