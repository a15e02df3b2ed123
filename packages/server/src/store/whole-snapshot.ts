import type { Snapshot } from "@alongside/core/engine";

/** Parts of bytes beside a snapshot, by name. */
export type Parts = ReadonlyMap<string, Uint8Array>;

/** A snapshot with the bytes of its parts. */
export interface WholeSnapshot {
  readonly snapshot: Snapshot;
  readonly parts: Parts;
}
