import type { Seq } from "@alongside/core/engine";

/** How far apart snapshots stay as points to look into the history from. */
const SNAPSHOT_INTERVAL = 10_000;

/**
 * Which of a room's snapshots may go. The latest stays, those in `kept`, the first one that stands on the log that is left (`floor`), and
 * from there one for each `interval` entries. Before the log only those in `kept` stay, unless nothing stands on the log.
 */
export function obsolete(
  seqs: readonly Seq[],
  floor: Seq,
  kept: ReadonlySet<Seq>,
  interval: number = SNAPSHOT_INTERVAL,
): readonly Seq[] {
  const sorted = seqs.toSorted((a, b) => a - b);
  const gone: Seq[] = [];
  let last: Seq | undefined;
  for (let i = 0; i < sorted.length; i++) {
    const seq = sorted[i] as Seq;
    const latest = i === sorted.length - 1;
    const isNext = seq >= floor && (last === undefined || last < floor || seq - last >= interval);
    if (latest || isNext) last = seq;
    else if (!kept.has(seq)) gone.push(seq);
  }
  return gone;
}
