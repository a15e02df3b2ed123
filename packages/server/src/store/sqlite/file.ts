import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "./open-database.ts";

/** "Alon": marks the file as ours. */
const APPLICATION_ID = 0x41_6c_6f_6e;

/** Goes up with each change of the tables; an older file is brought up, a newer one refused. */
const FORMAT = 2;

const ORIGINS = `
  CREATE TABLE epochs (
    room INTEGER NOT NULL, first INTEGER NOT NULL, epoch TEXT NOT NULL, PRIMARY KEY (room, first)
  ) WITHOUT ROWID;
  CREATE TABLE tombstones (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Brings a file of format 1 here: each log begins to have a name. */
const FROM_1 = `${ORIGINS} INSERT INTO epochs SELECT id, 1, lower(hex(randomblob(6))) FROM rooms;`;

/**
 * `log` is an append-only journal: one row for each room and flush, found from `rooms.row` or a segment's last row by following
 * `before`, so that appending touches no index. `segments` is a sparse index: a line every `SEGMENT_COST` bytes.
 * `garbage` lists what is forgotten and still has to be removed, piece by piece. `epochs` has a line for each stretch of a log;
 * `tombstones` one for each deleted room.
 */
const TABLES = `
  CREATE TABLE rooms (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    head INTEGER NOT NULL, row INTEGER NOT NULL, open INTEGER NOT NULL, base INTEGER NOT NULL
  );
  CREATE TABLE log (
    id INTEGER PRIMARY KEY, room INTEGER NOT NULL, before INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, body TEXT NOT NULL
  );
  CREATE TABLE segments (
    room INTEGER NOT NULL, last INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (room, last)
  ) WITHOUT ROWID;
  CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY AUTOINCREMENT, room INTEGER NOT NULL, seq INTEGER NOT NULL,
    complete INTEGER NOT NULL, parts INTEGER NOT NULL, layout TEXT NOT NULL, digest TEXT NOT NULL
  );
  CREATE INDEX snapshots_by_seq ON snapshots (room, seq);
  CREATE TABLE parts (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
  CREATE TABLE garbage (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, target INTEGER NOT NULL, row INTEGER NOT NULL
  );
  ${ORIGINS}
`;

/** How long a connection waits for another process that writes. */
export const BUSY_MS = 5000;

/**
 * Makes sure that `path` holds a database of ours, in a folder that exists. Throws one clear line where it does not. Returns
 * the absolute path.
 */
export function prepareFile(path: string): string {
  const file = resolve(path);
  makeFolder(dirname(file));
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`Cannot open the database ${file}: it is a folder`);
  }
  let db: DatabaseSync | undefined;
  try {
    db = openDatabase(file);
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    checkOrCreate(db, file);
  } catch (error) {
    throw explain(error, file);
  } finally {
    db?.close();
  }
  return file;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`Cannot create the data folder ${folder} (${code})`, { cause: error });
  }
}

/** A line of the file's that a person has to read, as it stands. */
class Unusable extends Error {}

function checkOrCreate(db: DatabaseSync, file: string): void {
  const number = (sql: string): number => Object.values(db.prepare(sql).get() ?? {})[0] as number;
  const check = (): "ours" | "old" | "empty" => {
    const application = number("PRAGMA application_id");
    const format = number("PRAGMA user_version");
    if (application === APPLICATION_ID) {
      if (format <= FORMAT) return format === FORMAT ? "ours" : "old";
      throw new Unusable(
        `The database ${file} was written by a newer version of Alongside (format ${format}, this one reads ${FORMAT})`,
      );
    }
    if (application === 0 && number("SELECT count(*) FROM sqlite_schema") === 0) return "empty";
    throw new Unusable(`The database ${file} was not made by Alongside`);
  };
  if (check() === "ours") return;
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("BEGIN IMMEDIATE");
  const state = check();
  if (state === "empty") db.exec(TABLES);
  if (state === "old") db.exec(FROM_1);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}`);
  db.exec("COMMIT");
}

function explain(error: unknown, file: string): Error {
  if (error instanceof Unusable) return new Error(error.message);
  const code = errcode(error) & 0xff;
  const because = { cause: error };
  if (code === 26) return new Error(`The file ${file} is not a database`, because);
  if (code === 8 || code === 14)
    return new Error(`Cannot write the database ${file}: no permission`, because);
  return new Error(`Cannot open the database ${file}: ${(error as Error).message}`, because);
}

/** SQLite's own code of an error, or 0. */
export function errcode(error: unknown): number {
  const code = (error as { readonly errcode?: unknown } | undefined)?.errcode;
  return typeof code === "number" ? code : 0;
}

/** A connection for a worker. Only the writer changes rows. */
export function connect(file: string, role: "writer" | "reader", maxBytes?: number): DatabaseSync {
  const db = openDatabase(file);
  try {
    prepare(db, role, maxBytes);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: DatabaseSync, role: "writer" | "reader", maxBytes: number | undefined): void {
  db.exec(
    `PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA temp_store = MEMORY; PRAGMA synchronous = FULL`,
  );
  // Checkpoints are made by the reader's thread, in small steps, so that no append waits for one.
  db.exec("PRAGMA wal_autocheckpoint = 0");
  if (role === "reader") db.exec("PRAGMA query_only = ON");
  if (maxBytes !== undefined) {
    const { page_size } = db.prepare("PRAGMA page_size").get() as { readonly page_size: number };
    db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / page_size))}`);
  }
}
