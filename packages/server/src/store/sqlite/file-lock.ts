import { hostname } from "node:os";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "./open-database.ts";
import { errcode } from "./file.ts";

/** SQLite's code where another connection has the lock. */
const BUSY = 5;

/** The process that has a file. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Since when, in ms. */
  readonly since: number;
}

/**
 * Belongs to one store at a time, in whichever process: a transaction that stays open on a small database of its own. The system ends
 * it with the process, however that ends. Exclusive mode on the rooms' own file would shut out our readers.
 */
export class FileLock {
  readonly #db: DatabaseSync;

  /** `file` is made when it is missing, and stays: who removed it could not know that nobody is about to take it. */
  constructor(file: string) {
    this.#db = openDatabase(file);
  }

  /** Takes the lock unless somebody else has it. `now` is written down for those who wait. */
  take(now: number): boolean {
    return begun(this.#db) && this.#sign(now) && begun(this.#db) && this.#isSigned(now);
  }

  /** Who has it, or had it last; undefined while that is being written. */
  owner(): Owner | undefined {
    try {
      return this.#db.prepare("SELECT pid, host, since FROM owner").get() as unknown as Owner;
    } catch {
      // Between two owners there may be no table yet, or no moment to read it.
      return undefined;
    }
  }

  release(): void {
    this.#db.close();
  }

  /** Writes who has the lock. It is free for a moment afterwards, as only what is committed can be read by others. */
  #sign(now: number): boolean {
    this.#db.exec(
      "CREATE TABLE IF NOT EXISTS owner (id INTEGER PRIMARY KEY, pid INTEGER NOT NULL, host TEXT NOT NULL, since INTEGER NOT NULL)",
    );
    this.#db
      .prepare("INSERT OR REPLACE INTO owner (id, pid, host, since) VALUES (1, ?, ?, ?)")
      .run(process.pid, hostname(), now);
    return committed(this.#db);
  }

  /** Whether nobody else signed in that moment. */
  #isSigned(now: number): boolean {
    const { pid, since } = this.owner() ?? {};
    if (pid === process.pid && since === now) return true;
    this.#db.exec("ROLLBACK");
    return false;
  }
}

/** Begins a transaction that keeps others from writing. Returns false where another connection has one. */
function begun(db: DatabaseSync): boolean {
  return unlessBusy(() => db.exec("BEGIN IMMEDIATE"));
}

function committed(db: DatabaseSync): boolean {
  // Whoever reads who has the lock may be in the way.
  const isCommitted = unlessBusy(() => db.exec("COMMIT"));
  if (!isCommitted) db.exec("ROLLBACK");
  return isCommitted;
}

function unlessBusy(fn: () => void): boolean {
  try {
    fn();
    return true;
  } catch (error) {
    if ((errcode(error) & 0xff) === BUSY) return false;
    throw error;
  }
}
