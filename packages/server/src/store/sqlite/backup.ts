import { chmodSync, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { syncFolder } from "./convert.ts";
import { BUSY_MS, explain, isOlder, makeFolder, Unusable } from "./file.ts";
import { openDatabase } from "./open-database.ts";
import { flush } from "./restore.ts";

/** What a backup did. */
export interface BackedUp {
  /** The backup: an absolute path. */
  readonly backup: string;
  readonly rooms: number;
  readonly bytes: number;
}

/**
 * Writes all that is in the database at `from` to a new file at `to`, as of one moment, whether a server has the database or not. Who
 * writes to it goes on meanwhile. The file has its name once it was read back and is on the disk. Blocks. Throws one clear line, and
 * then nothing is left at `to`.
 */
export function backUp(from: string, to: string): BackedUp {
  const [file, backup] = [resolve(from), resolve(to)];
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`There is no database ${file}`);
  if (stat.isDirectory()) throw new Error(`${file} is a folder, and no database`);
  if (existsSync(backup)) throw new Error(`There is a file ${backup} already; name another one`);
  makeFolder(dirname(backup));
  const partial = `${backup}-writing`;
  const clear = (): void => {
    for (const rest of ["", "-journal", "-wal", "-shm"]) rmSync(partial + rest, { force: true });
  };
  // What a backup that was broken off has left.
  clear();
  try {
    write(file, partial);
    const rooms = readBack(partial);
    // As many may read it as may read a database that SQLite makes: it is for whoever runs the server.
    chmodSync(partial, 0o600);
    flush(partial);
    renameSync(partial, backup);
    syncFolder(dirname(backup));
    return { backup, rooms, bytes: statSync(backup).size };
  } catch (error) {
    clear();
    throw error;
  }
}

function write(file: string, partial: string): void {
  let db: DatabaseSync | undefined;
  try {
    db = openDatabase(file);
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    // The server copies its write-ahead log itself, in steps that hold nobody up.
    db.exec("PRAGMA wal_autocheckpoint = 0");
    if (isOlder(db, file) === undefined) throw new Unusable(`The database ${file} is empty`);
    // Reads as of one moment: writers go on in the write-ahead log. What was forgotten and is still in the file is not written.
    db.prepare("VACUUM INTO ?").run(partial);
  } catch (error) {
    throw explain(error, file);
  } finally {
    db?.close();
  }
}

/** Checks all of the file. Returns how many rooms it has. */
function readBack(partial: string): number {
  let db: DatabaseSync | undefined;
  try {
    db = openDatabase(partial);
    const [fault] = Object.values(db.prepare("PRAGMA integrity_check(1)").get() ?? {});
    if (fault !== "ok") throw new Unusable(`What was written is damaged: ${String(fault)}`);
    // A server that opens it as it is needs it so.
    db.exec("PRAGMA journal_mode = WAL");
    return (db.prepare("SELECT count(*) AS n FROM rooms").get() as { readonly n: number }).n;
  } catch (error) {
    throw explain(error, partial);
  } finally {
    db?.close();
  }
}
