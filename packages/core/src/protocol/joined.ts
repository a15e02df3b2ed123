import type { Seq } from "../log.ts";
import type { KeyState } from "../model/record-state.ts";
import type { Refusal } from "../model/ledger.ts";
import { type DownEntry, type EntryParts, readEntry } from "./entries.ts";
import { type SeatPresence, type PersonParts, readPerson } from "./tick.ts";

/** Which top-level keys a user may read or write; true means all of them. */
export interface Rights {
  readonly read: true | readonly string[];
  readonly write: true | readonly string[];
}

/**
 * What the server says of a log that is not the one a page's last entry is of. `rewound`: it went back to before that, or is
 * another one. `forgotten`: it is the same log, and so long ago that the server does not know any more which changes of this client
 * have ended.
 */
export type LogVerdict = "rewound" | "forgotten";

/** Which log a room has. */
export interface LogName {
  /** Random, of a stretch of the log that was written as one. */
  readonly epoch: string;
  /** Grows where the log is rewritten: what a page has of an older one is fetched anew. */
  readonly generation: number;
  /** Left out where the page's last entry is of this log, and for a page that had nothing. */
  readonly verdict?: LogVerdict;
}

/**
 * Answers `join`: what the client lacks, up to what is durable now. On the wire
 * `["s", seat, mark, [read, write], [epoch, generation, verdict?], from, at, ended, [tick, …people], list, outcomes, state?]`, where one
 * of the outcomes is `[n, code, message]`.
 */
export interface Joined {
  readonly type: "joined";
  readonly seat: number;
  readonly mark: string;
  readonly rights: Rights;
  readonly log: LogName;
  /** With `state`: the room as it was at `from`, replacing what the client holds. */
  readonly state?: { readonly [key: string]: KeyState };
  /** The `seq` that `list` follows. */
  readonly from: Seq;
  /** Server time of the entry at `from`, in ms; 0 beside 0. */
  readonly at: number;
  readonly list: readonly DownEntry[];
  /** The last of the client's own counters that has ended. */
  readonly ended: number;
  /** Which of the client's own changes up to `from` were refused. All others up to there were committed. */
  readonly outcomes?: readonly Refusal[];
  readonly people: readonly SeatPresence[];
  /** The number of the last tick of bytes. */
  readonly tick: number;
}

export type JoinedParts = readonly [
  tag: "s",
  seat: number,
  mark: string,
  rights: readonly [read: Rights["read"], write: Rights["write"]],
  log: readonly [epoch: string, generation: number, verdict?: LogVerdict],
  from: Seq,
  at: number,
  ended: number,
  people: readonly [tick: number, ...people: readonly PersonParts[]],
  list: readonly EntryParts[],
  outcomes: readonly Refusal[],
  state?: { readonly [key: string]: KeyState },
];

export function readJoined(parts: JoinedParts): Joined {
  const [, seat, mark, [read, write], log, from, at, ended, people, list, outcomes, state] = parts;
  const [epoch, generation, verdict] = log;
  const [tick, ...persons] = people;
  return {
    type: "joined",
    seat,
    mark,
    rights: { read, write },
    log: { epoch, generation, ...(verdict !== undefined && { verdict }) },
    from,
    at,
    ended,
    people: persons.map((person) => readPerson(person) as SeatPresence),
    tick,
    list: list.map(readEntry),
    ...(outcomes.length > 0 && { outcomes }),
    ...(state !== undefined && { state }),
  };
}
