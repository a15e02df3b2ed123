import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import {
  type Entry,
  type LedgerLine,
  LedgerLines,
  type Seq,
  type Snapshot,
  systemRandom,
} from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import { EPOCH_LENGTH } from "../store.ts";
import { errcode, explain, FORMAT, formatOf, makeTables, partialOf, setFormat } from "./file.ts";
import { Format1 } from "./format-1.ts";
import { Keeper } from "./keeper.ts";
import { LogReader } from "./log-reader.ts";
import { BatchAppender } from "./batch-appender.ts";
import { openDatabase } from "./open-database.ts";
import { decodeRow, RowEncoder } from "../row.ts";
import { decodeParts, encodeParts } from "./snapshot-parts.ts";

/** A converted row is about this long, and a transaction has about as much as a segment. */
const ROW_BYTES = 16 * 1024;
const BATCH_BYTES = 256 * 1024;

type OldRoom = ReturnType<Format1["rooms"]>[number];

/**
 * Brings a file of format 1 to the present one: into a new file beside it, transaction by transaction, which takes its place once it is
 * whole. Who is killed goes on from there the next time; until the end the old file is as it was. Blocks, so it runs in a thread of its
 * own. Throws one clear line.
 */
export function convert(file: string): void {
  try {
    const old = openDatabase(file);
    try {
      if (formatOf(old) === FORMAT) return;
      // One look at the file: a lock for each row takes longer than the row.
      old.exec("BEGIN");
      convertInto(new Format1(old), partialOf(file));
      old.exec("COMMIT");
      // What is in its write-ahead log must not be taken for the new file's.
      old.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      old.close();
    }
    for (const rest of [`${file}-wal`, `${file}-shm`])
      if (existsSync(rest)) throw new Error("Another program has it open");
    renameSync(partialOf(file), file);
    syncFolder(dirname(file));
  } catch (error) {
    const { message } = errcode(error) === 0 ? (error as Error) : explain(error, file);
    throw new Error(`${file} cannot be converted from format 1, and is as it was. ${message}`, {
      cause: error,
    });
  }
}

function convertInto(old: Format1, path: string): void {
  if (existsSync(path) && !isResumable(path, old.print))
    for (const rest of [path, `${path}-wal`, `${path}-shm`]) rmSync(rest, { force: true });
  const db = openDatabase(path);
  try {
    // What a killed process has written is there; what a machine that lost its power has lost is written again.
    if (formatOf(db) === 0) begin(db, old.print);
    db.exec("PRAGMA synchronous = NORMAL");
    const room = new RoomConverter(db, old);
    for (const one of old.rooms()) room.convert(one);
    if (formatOf(db) !== FORMAT) end(db);
    db.exec("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    db.close();
  }
}

/** Makes the new file, of which nobody takes a part for the whole. */
function begin(db: DatabaseSync, print: string): void {
  makeTables(db, 0);
  db.exec("BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS conversion (print TEXT NOT NULL)");
  db.prepare("INSERT INTO conversion (print) VALUES (?)").run(print);
  setFormat(db, -FORMAT);
  db.exec("COMMIT");
}

function end(db: DatabaseSync): void {
  db.exec("BEGIN IMMEDIATE; DROP TABLE conversion");
  setFormat(db, FORMAT);
  db.exec("COMMIT");
}

/** Whether a conversion that was broken off can go on with what it has: it was of the same file. */
function isResumable(path: string, print: string): boolean {
  const db = openDatabase(path);
  try {
    if (formatOf(db) !== -FORMAT) return false;
    return db.prepare("SELECT print FROM conversion").get()?.["print"] === print;
  } catch {
    // It ended before there was anything in it that SQLite can read.
    return false;
  } finally {
    db.close();
  }
}

class RoomConverter {
  readonly #db: DatabaseSync;
  readonly #old: Format1;
  readonly #log: LogReader;
  readonly #writer: BatchAppender;
  readonly #keeper: Keeper;

  constructor(db: DatabaseSync, old: Format1) {
    this.#db = db;
    this.#old = old;
    this.#log = new LogReader(db);
    this.#writer = new BatchAppender(db);
    this.#keeper = new Keeper(db, () => performance.now());
  }

  convert(room: OldRoom): void {
    this.#begin(room);
    for (let batch = new Batch(room.name, this.#head(room)); ; batch = batch.next()) {
      while (!batch.isFull) {
        const page = this.#old.page(room, batch.last);
        if (page.length === 0) break;
        batch.add(page);
      }
      if (batch.isEmpty) break;
      const [refusal] = this.#writer.append(batch.columns());
      if (refusal !== undefined) throw new Error(`${room.name} ends at ${refusal[1]} unexpectedly`);
    }
    this.#snapshots(room);
  }

  #head({ name }: OldRoom): Seq {
    return this.#log.room(name)?.head ?? 0;
  }

  /** Makes a room whose log begins where the old one does. */
  #begin({ name, base }: OldRoom): void {
    if (this.#log.room(name) !== undefined) return;
    this.#db.exec("BEGIN IMMEDIATE");
    const { id } = this.#db
      .prepare(
        "INSERT INTO rooms (name, head, row, open, base) VALUES (?, ?, 0, 0, ?) RETURNING id",
      )
      .get(name, base, base) as { readonly id: number };
    this.#db
      .prepare("INSERT INTO epochs (room, first, epoch) VALUES (?, 1, ?)")
      .run(id, systemRandom.id(EPOCH_LENGTH));
    this.#db.exec("COMMIT");
  }

  #snapshots(room: OldRoom): void {
    const has = this.#db.prepare(
      "SELECT 1 FROM snapshots WHERE room = ? AND seq = ? AND complete = 1",
    );
    const { id } = this.#log.room(room.name) ?? { id: 0 };
    const ledger = new LedgerLines();
    let seq = room.base;
    for (const { seq: at, ...found } of this.#old.snapshots(room)) {
      for (const entry of this.#between(room, seq, at)) if ("client" in entry) ledger.note(entry);
      seq = Math.max(seq, at);
      if (has.get(id, at) !== undefined) continue;
      const { layout, digest, parts } = encodeParts({
        snapshot: withRefusals(decodeParts(at, found), ledger),
        parts: new Map(),
      });
      const snapshot = this.#keeper.beginSnapshot(room.name, at, layout, digest, parts.length);
      for (const [n, part] of parts.entries()) this.#keeper.writePart(snapshot, n, part);
      this.#keeper.completeSnapshot(snapshot);
    }
  }

  *#between({ name }: OldRoom, after: Seq, upTo: Seq): Generator<Entry> {
    for (let seq = after; seq < upTo;) {
      const page = this.#log.page(name, seq);
      if (page === undefined) return;
      for (const entry of page.rows.flatMap((row) => decodeRow(row)))
        if (entry.seq > seq && entry.seq <= upTo) yield entry;
      seq = page.last;
    }
  }
}

/** Rows of one room that go in one transaction. */
class Batch {
  readonly #room: string;
  readonly #after: Seq;
  readonly #rows: { readonly after: Seq; last: Seq; readonly encoder: RowEncoder }[] = [];
  #bytes = 0;

  constructor(room: string, after: Seq) {
    this.#room = room;
    this.#after = after;
  }

  get last(): Seq {
    return this.#rows.at(-1)?.last ?? this.#after;
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  get isFull(): boolean {
    return this.#bytes >= BATCH_BYTES;
  }

  next(): Batch {
    return new Batch(this.#room, this.last);
  }

  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      let row = this.#rows.at(-1);
      if (row === undefined || row.encoder.length >= ROW_BYTES) {
        row = { after: this.last, last: this.last, encoder: new RowEncoder(entry) };
        this.#rows.push(row);
      }
      const before = row.encoder.length;
      row.encoder.add([entry]);
      row.last = entry.seq;
      this.#bytes += row.encoder.length - before;
    }
  }

  columns(): Parameters<BatchAppender["append"]>[0] {
    const encoded = this.#rows.map(({ encoder }) => encoder.done());
    return {
      rooms: this.#rows.map(() => this.#room),
      afters: this.#rows.map(({ after }) => after),
      lasts: this.#rows.map(({ last }) => last),
      ats: encoded.map(({ at }) => at),
      authors: encoded.map(({ authors }) => authors),
      bodies: encoded.map(({ body }) => body),
      epochs: this.#rows.map(() => ""),
    };
  }
}

/** A snapshot with the refused changes that the log still knows of: format 1 had only each client's counter. */
function withRefusals(snapshot: Snapshot, noted: LedgerLines): Snapshot {
  const known = new Map([...noted].map((line) => [line[0], line]));
  const lines = (JSON.parse(snapshot.ledger) as LedgerLine[]).map((line): LedgerLine => {
    const [, , , , ...refused] = known.get(line[0]) ?? line;
    const [client, user, n, at] = line;
    return [client, user, n, at, ...refused];
  });
  return { ...snapshot, ledger: JSON.stringify(lines) };
}

/** Makes sure that the new name outlasts a loss of power, where folders can be synced. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
