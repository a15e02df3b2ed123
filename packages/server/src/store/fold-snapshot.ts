import {
  type Entry,
  type Snapshot,
  decodeSnapshot,
  encodeSnapshot,
  fold,
} from "@alongside/core/engine";

/** The snapshot after `entries`, which follow `previous` without a gap. */
export function foldSnapshot(previous: Snapshot | undefined, entries: Iterable<Entry>): Snapshot {
  return encodeSnapshot(
    fold(previous === undefined ? undefined : decodeSnapshot(previous), entries),
  );
}
