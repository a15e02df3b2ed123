import type { Seq } from "@alongside/core/engine";

/** How far apart snapshots stay as points to look into the history from. */
const SNAPSHOT_INTERVAL = 10_000;

/**
 * Which of a room's snapshots may go. The latest stays, and the first one that stands on the log that is left (`floor`), and
 * from there one for each `interval` entries.
 */
export function obsolete(
  seqs: readonly Seq[],
  floor: Seq,
  interval: number = SNAPSHOT_INTERVAL,
): readonly Seq[] {
  const sorted = seqs.toSorted((a, b) => a - b);
  const gone: Seq[] = [];
  let kept: Seq | undefined;
  for (let i = 0; i < sorted.length; i++) {
    const seq = sorted[i] as Seq;
    const latest = i === sorted.length - 1;
    const firstOnLog = seq >= floor && (kept === undefined || kept < floor);
    if (latest || firstOnLog || kept === undefined || seq - kept >= interval) kept = seq;
    else gone.push(seq);
  }
  return gone;
}
