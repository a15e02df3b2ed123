import type { Entry, RoomId, Seq } from "@alongside/core/engine";
import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { AUTHORS_PART } from "../authors/authors.ts";
import { foldSnapshot } from "../fold-snapshot.ts";
import { decodeRow } from "../row.ts";
import type { WholeSnapshot } from "../whole-snapshot.ts";
import { explain, isOlder, laterTablesFor, Unusable } from "./file.ts";
import { LogReader, type RoomRow } from "./log-reader.ts";
import { openDatabase } from "./open-database.ts";
import { taken } from "./restore.ts";
import { verifyPosts } from "./verify-posts.ts";
import { SnapshotReader, type SnapshotRow } from "./snapshot-reader.ts";
import { ChainsCheck, type Head } from "./verify-chain.ts";

/** So many rooms are asked for at once. */
const ROOMS = 100;

/** What is wrong in a file, and where. */
export interface Damage {
  /** Undefined where it is in the file as a whole. */
  readonly room?: RoomId;
  readonly message: string;
}

/** How much was looked at. */
export interface Verified {
  readonly rooms: number;
  readonly damaged: number;
  readonly entries: number;
  readonly snapshots: number;
  /** Entries with a seal, those of them that were erased, and those without one. Undefined where no room has a chain. */
  readonly chain?: { readonly sealed: number; readonly erased: number; readonly unsealed: number };
}

/** What else there is to do. */
export interface VerifyOptions {
  /** Seals that are to be found in the chains. */
  readonly noted?: readonly Head[];
  /** Hears the last seal of each room whose chain holds. */
  readonly onHead?: (head: Head) => void;
}

/**
 * Reads the whole database at `path`, which no server may have, and tells `onDamage` of the first thing that is wrong in each room.
 * Holds one room's snapshot and a segment of its log at a time. Blocks. Throws one clear line where it cannot be read at all.
 */
export function verify(
  path: string,
  onDamage: (damage: Damage) => void,
  options: VerifyOptions = {},
): Verified {
  const file = resolve(path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new Error(`There is no file ${file}`);
  if (stat.isDirectory()) throw new Error(`${file} is a folder; name the database file in it`);
  const lock = existsSync(`${file}-lock`)
    ? taken(file, Date.now(), "Stop that one first, or verify a backup")
    : undefined;
  let db: DatabaseSync | undefined;
  try {
    db = openDatabase(file, true);
    const older = isOlder(db, file);
    if (older === undefined) throw new Unusable(`The database ${file} is empty`);
    if (older)
      throw new Unusable(
        `The database ${file} is of format 1: restore it, which converts it, and verify what comes of it`,
      );
    db.exec(laterTablesFor(db));
    return verifyAll(db, onDamage, options);
  } catch (error) {
    throw explain(error, file);
  } finally {
    db?.close();
    lock?.release();
  }
}

function verifyAll(
  db: DatabaseSync,
  onDamage: (damage: Damage) => void,
  { noted = [], onHead }: VerifyOptions,
): Verified {
  const [fault] = Object.values(db.prepare("PRAGMA integrity_check(1)").get() ?? {});
  if (fault !== "ok") onDamage({ message: String(fault) });
  const log = new LogReader(db);
  const counts = { rooms: 0, damaged: 0, entries: 0, snapshots: 0 };
  const chain = { sealed: 0, erased: 0, unsealed: 0 };
  const chains = new ChainsCheck(db, log, noted);
  for (const damage of chains.outside()) onDamage(damage);
  for (let after = ""; ;) {
    const rooms = log.rooms(after, ROOMS);
    if (rooms.length === 0) return chain.sealed === 0 ? counts : { ...counts, chain };
    for (const name of rooms) {
      after = name;
      counts.rooms++;
      const check = new RoomCheck(db, log, name);
      // First: it names the entry.
      const unsealed = firstWrong(() => {
        const end = chains.room(name);
        if (end === undefined) return;
        chain.sealed += end.sealed;
        chain.erased += end.erased;
        chain.unsealed += end.unsealed;
        onHead?.({ room: name, seq: end.seq, seal: end.seal });
      });
      const damage = check.run();
      const message = chains.has(name) ? (unsealed ?? damage) : (damage ?? unsealed);
      counts.entries += check.entries;
      counts.snapshots += check.snapshots;
      if (message === undefined) continue;
      counts.damaged++;
      onDamage({ room: name, message });
    }
  }
}

/** What `check` throws, in words. */
function firstWrong(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One room's log and snapshots, read side by side. */
class RoomCheck {
  entries = 0;
  snapshots = 0;
  readonly #db: DatabaseSync;
  readonly #log: LogReader;
  readonly #name: RoomId;
  readonly #reader: SnapshotReader;

  constructor(db: DatabaseSync, log: LogReader, name: RoomId) {
    this.#db = db;
    this.#log = log;
    this.#name = name;
    this.#reader = new SnapshotReader(db, log);
  }

  /** What is wrong first; undefined where nothing is. */
  run(): string | undefined {
    return firstWrong(() => this.#check(this.#log.room(this.#name) as RoomRow));
  }

  #check(room: RoomRow): void {
    const log = this.#entriesOf(room);
    let seq = room.floor;
    function* upTo(end: Seq): Generator<Entry> {
      while (seq < end) {
        const next = log.next();
        if (next.done === true) throw new Error(`The log ends at ${seq}, before ${end}`);
        seq = next.value.seq;
        yield next.value;
      }
    }
    let base: WholeSnapshot | undefined;
    for (const row of this.#snapshotsOf(room.id)) {
      const found = this.#reader.whole(row);
      // Where the log is gone, there is nothing to fold.
      const isOnLog = (base?.snapshot.seq ?? 0) >= room.floor && row.seq > seq;
      if (isOnLog) compare(foldSnapshot(base, upTo(row.seq)), found, base);
      base = found;
      this.snapshots++;
    }
    if (room.floor > 0 && (base === undefined || base.snapshot.seq < room.floor))
      throw new Error(`There is no snapshot for the entries before ${room.floor + 1}`);
    // What no snapshot has yet.
    for (const _ of upTo(room.head));
    verifyPosts(this.#db, this.#name, room);
  }

  *#snapshotsOf(room: number): Generator<SnapshotRow> {
    const sql =
      "SELECT id, seq, parts, layout, digest FROM snapshots WHERE room = ? AND complete = 1 ORDER BY seq, id";
    yield* this.#db.prepare(sql).iterate(room) as Iterable<unknown> as Iterable<SnapshotRow>;
  }

  /** The entries from the floor to the head, each looked at. */
  *#entriesOf({ floor, head }: RoomRow): Generator<Entry> {
    let [seq, at] = [floor, 0];
    while (seq < head) {
      const page = this.#log.page(this.#name, seq);
      const before = seq;
      for (const row of page?.rows ?? [])
        for (const entry of decoded(row, row.first)) {
          if (entry.seq <= before) continue;
          if (entry.seq !== seq + 1) throw new Error(`The log goes from ${seq} to ${entry.seq}`);
          if ("actor" in entry && typeof entry.actor !== "string")
            throw new Error(`Nothing says who wrote entry ${entry.seq}`);
          if (!(entry.at >= at))
            throw new Error(`The time of entry ${entry.seq} is before that of ${seq}`);
          [seq, at] = [entry.seq, entry.at];
          this.entries++;
          yield entry;
        }
      if (seq === before || seq !== page?.last)
        throw new Error(`The log has no entry ${seq + 1}, and its head is ${head}`);
    }
  }
}

function decoded(row: Parameters<typeof decodeRow>[0], first: Seq): readonly Entry[] {
  try {
    return decodeRow(row);
  } catch (error) {
    throw new Error(`The row of entry ${first} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** Throws where a snapshot is not what its log makes of the one before. */
function compare(
  folded: WholeSnapshot,
  found: WholeSnapshot,
  base: WholeSnapshot | undefined,
): void {
  const [a, b] = [folded.snapshot, found.snapshot];
  const differ = (what: string): never => {
    const from = base === undefined ? "the beginning" : `that at ${base.snapshot.seq}`;
    throw new Error(
      `The snapshot at ${b.seq} is not what the log makes of ${from}: ${what} differs`,
    );
  };
  for (const key of new Set([...a.state.keys(), ...b.state.keys()]))
    if (a.state.get(key) !== b.state.get(key)) differ(`"${key}"`);
  for (const what of ["at", "version", "trash", "ledger"] as const)
    if (a[what] !== b[what]) differ(`its ${what}`);
  const authors = found.parts.get(AUTHORS_PART);
  const hadAuthors = base === undefined || base.parts.has(AUTHORS_PART);
  const made = folded.parts.get(AUTHORS_PART);
  // Absent in snapshots from before there were any.
  if (authors && made && hadAuthors && !Buffer.from(authors).equals(made)) differ("who wrote what");
}
