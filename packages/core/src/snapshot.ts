import type { Seq } from "./log.ts";

/**
 * The fold of a room's log up to `seq`, saved. Parts are JSON texts, so that a joiner's frame is cut from them without
 * parsing.
 */
export interface Snapshot {
  readonly seq: Seq;
  /** Server time of the last entry, in ms. */
  readonly at: number;
  /** The version of the room's definition that wrote it. */
  readonly version: number;
  /** JSON of a `KeyState` by top-level key, as joiners get it: trashed records with id and place only. */
  readonly state: ReadonlyMap<string, string>;
  /** JSON of `RecordState[]`: the trashed records whole. Stays on the server. */
  readonly trash: string;
  /** JSON of `LedgerLine[]`: where each client's counter stands, and which of its changes were refused. Stays on the server. */
  readonly ledger: string;
  /** Parts of bytes beside it, by name, with how many bytes each has. A store keeps them and reads one when it is asked for. */
  readonly parts?: ReadonlyMap<string, number>;
}
