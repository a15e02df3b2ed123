import type { DatabaseSync } from "node:sqlite";
import { BUSY_MS } from "./file.ts";

/** How many frames the write-ahead log has, and how many of them the database file has too. */
export interface WalState {
  readonly frames: number;
  readonly copied: number;
}

/**
 * Copies all of the write-ahead log and cuts it to nothing, unless somebody reads from it or copies it at this moment: then it is as
 * {@link checkpoint}, and `isCut` is false. For the one who writes, as its appends wait.
 */
export function truncate(db: DatabaseSync): WalState & { readonly isCut: boolean } {
  db.exec("PRAGMA busy_timeout = 0");
  try {
    const row = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() as {
      readonly busy: number;
      readonly log: number;
      readonly checkpointed: number;
    };
    // Where another connection is copying, `log` is -1: that says nothing of how long it is.
    return { frames: row.log, copied: row.checkpointed, isCut: row.busy === 0 };
  } finally {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  }
}

/** Copies what it can from the write-ahead log into the database file, without waiting for anyone. */
export function checkpoint(db: DatabaseSync): WalState {
  const row = db.prepare("PRAGMA wal_checkpoint(PASSIVE)").get() as {
    readonly log: number;
    readonly checkpointed: number;
  };
  return { frames: row.log, copied: row.checkpointed };
}
