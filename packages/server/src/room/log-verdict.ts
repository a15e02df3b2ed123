import type { Join, LogVerdict, Seq } from "@alongside/core/engine";

/** What is known of a room's log when somebody joins. */
export interface LogFacts {
  readonly epoch: string;
  readonly generation: number;
  /** The last `seq` on disk. */
  readonly durable: Seq;
  /** The last change number of the joining client that has ended here. */
  readonly ended: number;
  /** Server time of an entry in ms; undefined for one that is not in memory. */
  atOf(seq: Seq): number | undefined;
}

/**
 * Says whether what a page has is of this log. All that a page has seen was durable: where less is, the log went back. Returns
 * undefined for a page that has nothing, and for one that can go on.
 */
export function logVerdict({ last, ended }: Join, log: LogFacts): LogVerdict | undefined {
  const hasSeenMore = last !== undefined && last.seq > log.durable;
  return hasSeenMore || ended > log.ended ? "rewound" : undefined;
}
