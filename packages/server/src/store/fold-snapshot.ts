import {
  type Entry,
  type Snapshot,
  decodeSnapshot,
  encodeSnapshot,
  fold,
  textEngine,
} from "@alongside/core/engine";

/** The snapshot after `entries`, which follow `previous` without a gap. */
export function foldSnapshot(previous: Snapshot | undefined, entries: Iterable<Entry>): Snapshot {
  const base = previous === undefined ? undefined : decodeSnapshot(previous, textEngine);
  return encodeSnapshot(fold(base, entries, textEngine));
}
