import { systemRandom } from "@alongside/core/engine";
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { EPOCH_LENGTH } from "../store.ts";
import { ChainNotes } from "./chain-notes.ts";
import { CHAIN_TABLES } from "./chain-tables.ts";
import { convert, syncFolder } from "./convert.ts";
import { explain, isOlder, makeFolder, restoringOf, Unusable } from "./file.ts";
import { FileLock } from "./file-lock.ts";
import { openDatabase } from "./open-database.ts";
import { told } from "./ownership.ts";

/** What a restore did. */
export interface Restored {
  /** The database, and the backup that it was made from: absolute paths. */
  readonly file: string;
  readonly backup: string;
  readonly rooms: number;
  /** Where the database is that was there before; undefined where there was none. */
  readonly replaced: string | undefined;
}

/**
 * Puts a copy of the database `from` in the place of the one at `to`, which no server may have; `now` is the time in ms. Each log goes
 * on under a new epoch, so that pages notice which of what they have is not in it. What was at `to` stays beside it, and until the end
 * it is as it was. Blocks. Throws one clear line.
 */
export function restore(from: string, to: string, now: number): Restored {
  const [backup, file] = [resolve(from), resolve(to)];
  checkBackup(backup, file);
  makeFolder(dirname(file));
  const lock = taken(file, now, `Stop that one first`);
  try {
    const copy = restoringOf(file);
    copyDatabase(backup, copy);
    const rooms = prepare(copy, backup);
    const replaced = moveAway(file, now);
    renameSync(copy, file);
    syncFolder(dirname(file));
    return { file, backup, rooms, replaced };
  } finally {
    lock.release();
  }
}

function checkBackup(backup: string, file: string): void {
  const stat = statSync(backup, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`There is no file ${backup}`);
  if (stat.isDirectory()) throw new Error(`${backup} is a folder; name the database file in it`);
  if (existsSync(file) && realpathSync(backup) === realpathSync(file))
    throw new Error(`${backup} is the database itself; name a copy of it`);
  // A copy of a file that is being written may be torn.
  if (existsSync(`${backup}-lock`))
    taken(backup, Date.now(), `Stop that one first, or restore from a copy`).release();
}

/** The lock of a database. Throws where a server has it. */
export function taken(file: string, now: number, advice: string): FileLock {
  const lock = new FileLock(`${file}-lock`);
  if (lock.take(now)) return lock;
  const owner = lock.owner();
  lock.release();
  throw new Error(`${file} is in use: ${told(owner)} has it. ${advice}`);
}

/** Copies a database with its write-ahead log, where that is not in it yet. */
function copyDatabase(from: string, to: string): void {
  for (const rest of ["", "-wal", "-shm"]) rmSync(to + rest, { force: true });
  for (const rest of ["-wal", ""])
    if (existsSync(from + rest)) {
      copyFileSync(from + rest, to + rest, constants.COPYFILE_FICLONE);
      // A backup may be one that nobody may write to, and so would its copy be.
      chmodSync(to + rest, 0o600);
      flush(to + rest);
    }
}

/** Makes sure that a file outlasts a loss of power. */
export function flush(file: string): void {
  const handle = openSync(file, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Brings the copy to the present format and begins a stretch in each of its logs. Returns how many rooms it has. */
function prepare(copy: string, backup: string): number {
  try {
    if (check(copy, backup)) convert(copy);
    const db = openDatabase(copy);
    try {
      db.exec("BEGIN IMMEDIATE");
      const rooms = nameLogs(db);
      db.exec("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
      return rooms;
    } finally {
      db.close();
    }
  } catch (error) {
    for (const rest of ["", "-wal", "-shm"]) rmSync(copy + rest, { force: true });
    throw error;
  }
}

/** Returns whether the backup has an older format. Throws where it is not a whole database of ours. */
function check(copy: string, backup: string): boolean {
  let db: DatabaseSync | undefined;
  try {
    db = openDatabase(copy);
    const older = isOlder(db, backup);
    if (older === undefined) throw new Unusable(`The database ${backup} is empty`);
    const [fault] = Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {});
    if (fault !== "ok") throw new Unusable(`The database ${backup} is damaged: ${String(fault)}`);
    return older;
  } catch (error) {
    throw explain(error, backup);
  } finally {
    db?.close();
  }
}

function nameLogs(db: DatabaseSync): number {
  const name = db.prepare("INSERT OR REPLACE INTO epochs (room, first, epoch) VALUES (?, ?, ?)");
  const rooms = db.prepare("SELECT id, name, head FROM rooms").all() as unknown as readonly {
    readonly id: number;
    readonly name: string;
    readonly head: number;
  }[];
  db.exec(CHAIN_TABLES);
  const chain = new ChainNotes(db);
  for (const { id, name: room, head } of rooms) {
    const epoch = systemRandom.id(EPOCH_LENGTH);
    name.run(id, head + 1, epoch);
    chain.note(id, room, "restored", { epoch });
  }
  return rooms.length;
}

/** Gives the database another name, under which it can be opened. Returns that name; undefined where there is none. */
function moveAway(file: string, now: number): string | undefined {
  const replaced = `${file}-replaced-${new Date(now).toISOString().replaceAll(/[:.]/g, "-")}`;
  const isThere = existsSync(file);
  if (isThere) {
    takeIn(file);
    renameSync(file, replaced);
  }
  // What is left of one that could not be opened, or of a restore that was broken off.
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${replaced}-wal`);
  rmSync(`${file}-shm`, { force: true });
  return isThere ? replaced : undefined;
}

/** Takes the write-ahead log into the database, so that it is one file. */
function takeIn(file: string): void {
  let db: DatabaseSync | undefined;
  try {
    db = openDatabase(file);
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // That it cannot be opened may be why a backup is wanted: it is kept as it is.
  } finally {
    db?.close();
  }
}
