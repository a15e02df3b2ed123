import { Refused } from "@alongside/core";
import {
  type Join,
  type LastEntry,
  LEDGER_MS,
  type LogVerdict,
  type Seq,
} from "@alongside/core/engine";
import { personIn } from "../store/erasing/log-eraser.ts";
import type { Origin } from "../store/store.ts";

/** What is known of a room's log when somebody joins. */
export interface LogFacts extends Origin {
  /** The last `seq` on disk. */
  readonly durable: Seq;
  /** The last change number of the joining client that has ended here. */
  readonly ended: number;
  /** Server time of the newest entry, in ms. */
  readonly latest: number;
  /** Server time of the entry at the page's `seq`, in ms; undefined where that is not known any more. */
  readonly at: number | undefined;
}

/**
 * Says whether what a page has is of this log. All that a page has seen was durable: where less is, the log went back. Where the log is
 * longer, its epochs tell histories apart, and where they are the same, as of a file that was copied back by hand, the time of the
 * page's last entry does. Returns undefined for a page that has nothing, and for one that can go on. Throws `Refused` with
 * `room.deleted` for one whose log was deleted, and with `auth.erased` for who was erased from the log since.
 */
export function logVerdict(
  { room, last, ended }: Join,
  log: LogFacts,
  user: string,
): LogVerdict | undefined {
  // Whoever was erased before the page began is not erased again with somebody else.
  const since = log.erased?.get(personIn(room, user)) ?? 0;
  if (last !== undefined && last.generation < since)
    throw new Refused("auth.erased", `${room} has nothing any more of who you were`);
  if (last !== undefined && last.seq > 0 && !isOf(last, log)) {
    if (log.deleted?.epochs.includes(last.epoch) === true)
      throw new Refused("room.deleted", `${room} was deleted`);
    return "rewound";
  }
  // The ledger has no line, and would not have kept one that is as old as what the page saw last.
  if (last !== undefined && last.seq > 0 && log.ended === 0 && last.at < log.latest - LEDGER_MS)
    return "forgotten";
  return ended > log.ended ? "rewound" : undefined;
}

function isOf({ epoch, seq, at }: LastEntry, log: LogFacts): boolean {
  const stretch = log.epochs.findIndex((one) => one.epoch === epoch);
  const next = log.epochs[stretch + 1]?.from ?? Infinity;
  if (stretch < 0 || seq >= next || seq > log.durable) return false;
  return log.at === undefined || log.at === at;
}
