import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { CHAIN_TABLES } from "./chain-tables.ts";
import { FOLLOWED_TABLES } from "./followed.ts";
import { INDEX_TABLES } from "./user-index.ts";
import { SWEPT_TABLES } from "./swept.ts";
import { openDatabase } from "./open-database.ts";
import { POSTS_INDEXES, POSTS_TABLES } from "./posts-tables.ts";

/** "Alon": marks the file as ours. */
const APPLICATION_ID = 0x41_6c_6f_6e;

/** Goes up with each change of the tables; an older file is converted, a newer one refused. A file being converted has `-FORMAT`. */
export const FORMAT = 2;

/**
 * `log` is an append-only journal: one row for each room and flush, found from `rooms.row` or a segment's last row by going `back` so
 * many rows (0 for the first), so that appending touches no index. A row has `more` entries than the one at `first`; what is in
 * `author` and `body`, see `EncodedRow`. `segments` is a sparse index: a line every `SEGMENT_COST` bytes.
 * `garbage` lists what is forgotten and still has to be removed, piece by piece. `epochs` has a line for each stretch of a log;
 * `tombstones` one for each deleted room, with the epochs of its logs and a space between them.
 */
const TABLES = `
  CREATE TABLE rooms (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
    head INTEGER NOT NULL, row INTEGER NOT NULL, open INTEGER NOT NULL, base INTEGER NOT NULL
  );
  CREATE TABLE log (
    id INTEGER PRIMARY KEY, room INTEGER NOT NULL, back INTEGER NOT NULL, first INTEGER NOT NULL,
    more INTEGER NOT NULL, at INTEGER NOT NULL, author NOT NULL, body BLOB NOT NULL
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
  CREATE TABLE epochs (
    room INTEGER NOT NULL, first INTEGER NOT NULL, epoch TEXT NOT NULL, PRIMARY KEY (room, first)
  ) WITHOUT ROWID;
  CREATE TABLE tombstones (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
`;

/**
 * `generations` has the rooms that somebody was erased from, and who, with a space between them, each with the generation since then (one
 * without it: the room's); `erasures` the erasings that are not done. `moments` has those whose snapshots stay. Made where they are missing: a file has them since there is something to put in.
 */
const LATER_TABLES = `
  CREATE TABLE IF NOT EXISTS moments (
    room INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (room, seq)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS generations (
    room INTEGER PRIMARY KEY, generation INTEGER NOT NULL, people TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS erasures (
    "as" TEXT PRIMARY KEY, user TEXT NOT NULL, at INTEGER NOT NULL
  ) WITHOUT ROWID;
  ${INDEX_TABLES}
  ${CHAIN_TABLES}`;

/** The write-ahead log is cut to this length when it begins anew. */
const WAL_BYTES = 4 * 1024 * 1024;

/** How long a connection waits for another process that writes. */
export const BUSY_MS = 5000;

/** A file that can be used. */
export interface Prepared {
  /** Its absolute path. */
  readonly file: string;
  /** It has an older format and is to be converted first. */
  readonly isOlder: boolean;
}

/** Makes sure that `path` holds a database of ours, in a folder that exists. Throws one clear line where it does not. */
export function prepareFile(path: string): Prepared {
  const file = resolve(path);
  makeFolder(dirname(file));
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(`Cannot open the database ${file}: it is a folder`);
  }
  // Before it is opened, which would make an empty one.
  if (!existsSync(file) && existsSync(restoringOf(file)))
    throw new Error(
      `The database ${file} is missing, and ${restoringOf(file)} was to take its place: restore the backup again`,
    );
  let db: DatabaseSync | undefined;
  try {
    db = openDatabase(file);
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    return { file, isOlder: checkOrCreate(db, file) };
  } catch (error) {
    throw explain(error, file);
  } finally {
    db?.close();
  }
}

/** Where a file is converted to. */
export function partialOf(file: string): string {
  return `${file}-converting`;
}

/** Where a backup is copied to before it takes the file's place. */
export function restoringOf(file: string): string {
  return `${file}-restoring`;
}

export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`Cannot create the data folder ${folder} (${code})`, { cause: error });
  }
}

/** A line of the file's that a person has to read, as it stands. */
export class Unusable extends Error {}

/** Returns whether it has an older format. */
function checkOrCreate(db: DatabaseSync, file: string): boolean {
  const older = isOlder(db, file);
  if (older === false && !hasTable(db, "followers"))
    db.exec(`BEGIN IMMEDIATE; ${FOLLOWED_TABLES} COMMIT`);
  if (older === false) db.exec(LATER_TABLES + POSTS_TABLES + POSTS_INDEXES + SWEPT_TABLES);
  if (older !== undefined) return older;
  if (existsSync(partialOf(file)))
    throw new Unusable(
      `The database ${file} is missing, and ${partialOf(file)} is what it was being converted to: put it back, or remove that one`,
    );
  makeTables(db, FORMAT);
  return false;
}

/** What makes the tables that a file may lack beside it, for one that only reads. */
export function laterTablesFor(db: DatabaseSync): string {
  return (LATER_TABLES + POSTS_TABLES)
    .split(/(?<=;)\s/)
    .filter((sql) => !hasTable(db, /EXISTS (\w+)/.exec(sql)?.[1] ?? "sqlite_schema"))
    .join("\n")
    .replaceAll("CREATE TABLE", "CREATE TEMP TABLE");
}

/** Returns whether the database has an older format; undefined for an empty one. Throws `Unusable` for one that is none of ours. */
export function isOlder(db: DatabaseSync, file: string): boolean | undefined {
  const format = formatOf(db);
  if (format === FORMAT) return false;
  if (format === 1) return true;
  if (format === -FORMAT)
    throw new Unusable(
      `The database ${file} is half converted: open the file that it was made from, and the conversion goes on`,
    );
  if (format !== 0)
    throw new Unusable(
      `The database ${file} was written by a newer version of Alongside (format ${format}, this one reads ${FORMAT})`,
    );
  if (numberOf(db, "PRAGMA application_id") !== 0 || !isEmpty(db))
    throw new Unusable(`The database ${file} was not made by Alongside`);
  return undefined;
}

/** The format of a file of ours; 0 for another. */
export function formatOf(db: DatabaseSync): number {
  return numberOf(db, "PRAGMA application_id") === APPLICATION_ID
    ? numberOf(db, "PRAGMA user_version")
    : 0;
}

function isEmpty(db: DatabaseSync): boolean {
  return numberOf(db, "SELECT count(*) FROM sqlite_schema") === 0;
}

function hasTable(db: DatabaseSync, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(name) !== undefined;
}

function numberOf(db: DatabaseSync, sql: string): number {
  return Object.values(db.prepare(sql).get() ?? {})[0] as number;
}

/** Makes the tables in an empty file, unless somebody else has. */
export function makeTables(db: DatabaseSync, format: number): void {
  // It says so before anything is in the file: afterwards only all of it could be written anew.
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("BEGIN IMMEDIATE");
  if (isEmpty(db)) {
    db.exec(TABLES + LATER_TABLES + POSTS_TABLES + POSTS_INDEXES);
    db.exec(FOLLOWED_TABLES + SWEPT_TABLES);
    setFormat(db, format);
  }
  db.exec("COMMIT");
}

export function setFormat(db: DatabaseSync, format: number): void {
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${format}`);
}

/** Says in one line why a file cannot be used. */
export function explain(error: unknown, file: string): Error {
  if (error instanceof Unusable) return new Error(error.message);
  const code = errcode(error) & 0xff;
  const because = { cause: error };
  if (code === 26) return new Error(`The file ${file} is not a database`, because);
  if (code === 8 || code === 14)
    return new Error(`Cannot write the database ${file}: no permission`, because);
  if (code === 5 || code === 6)
    return new Error(`Cannot open the database ${file}: another program has it locked`, because);
  if (code === 13) return new Error(`Cannot write the database ${file}: the disk is full`, because);
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
  db.exec(`PRAGMA journal_size_limit = ${WAL_BYTES}`);
  if (role === "reader") db.exec("PRAGMA query_only = ON");
  // What is rewritten or removed is not left behind in pages: see `Erasing`.
  else db.exec("PRAGMA secure_delete = ON");
  if (maxBytes !== undefined) {
    const { page_size } = db.prepare("PRAGMA page_size").get() as { readonly page_size: number };
    db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / page_size))}`);
  }
}
