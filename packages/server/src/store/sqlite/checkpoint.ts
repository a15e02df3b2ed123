import type { DatabaseSync } from "node:sqlite";

/** How many frames the write-ahead log has, and how many of them the database file has too. */
export interface WalState {
  readonly frames: number;
  readonly copied: number;
}

/** Copies what it can from the write-ahead log into the database file, without waiting for anyone. */
export function checkpoint(db: DatabaseSync): WalState {
  const row = db.prepare("PRAGMA wal_checkpoint(PASSIVE)").get() as {
    readonly log: number;
    readonly checkpointed: number;
  };
  return { frames: row.log, copied: row.checkpointed };
}
