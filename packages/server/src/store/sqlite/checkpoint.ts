import type { DatabaseSync } from "node:sqlite";
import { BUSY_MS } from "./file.ts";

/** How many frames the write-ahead log has, and how many of them the database file has too. */
export interface WalState {
  readonly frames: number;
  readonly copied: number;
}

/**
 * Copies all of the write-ahead log and cuts it to nothing, unless somebody reads from it at this moment: then it is as
 * {@link checkpoint}. For the one who writes, as its appends wait.
 */
export function truncate(db: DatabaseSync): WalState {
  db.exec("PRAGMA busy_timeout = 0");
  try {
    const row = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() as {
      readonly log: number;
      readonly checkpointed: number;
    };
    return { frames: row.log, copied: row.checkpointed };
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
