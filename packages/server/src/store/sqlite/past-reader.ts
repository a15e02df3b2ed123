import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { authorsIn } from "../past/authors-in.ts";
import { EntryFinder } from "../past/past-entries.ts";
import type { FoundEntries, WantedEntries } from "../past/wanted.ts";
import { decodeRow } from "../row.ts";
import { Dropped } from "../store.ts";
import { connect } from "./file.ts";
import { LogReader, type RoomRow } from "./log-reader.ts";
import { RowHeads, type Stretch } from "./row-heads.ts";
import type { FileData } from "./writer.ts";

export type PastReader = ReturnType<typeof openPastReader>;

/** Rows that are passed by for one question, and segments that need not be indexed. */
const MOST_ROWS = 8192;
const FEW_SEGMENTS = 32;

/** Entries that were found, and whether much of the log was not indexed. */
export type Searched = FoundEntries & { readonly isBehind?: true };

/** Looks through logs for those who look at the past: what is read of an entry, however large, is read here. */
export function openPastReader({ file }: FileData) {
  const db = connect(file, "reader");
  const log = new LogReader(db);
  const search = new Search(db, log);
  return {
    entries: (room: RoomId, wanted: WantedEntries): Searched =>
      wanted.by === undefined ? through(log, room, wanted) : search.by(room, wanted, wanted.by),
    lastUpTo: (room: RoomId, ms: number): Seq => search.lastUpTo(room, ms),
    close: () => db.close(),
  };
}

function through(log: LogReader, room: RoomId, wanted: WantedEntries): FoundEntries {
  const finder = new EntryFinder(wanted);
  for (let seq = wanted.after; !finder.isDone;) {
    const page = log.page(room, seq);
    if (page === undefined) break;
    for (const row of page.rows) if (!finder.isDone) finder.take(row);
    seq = page.last;
  }
  return finder.found();
}

class Search {
  readonly #log: LogReader;
  readonly #heads: RowHeads;
  readonly #indexed: StatementSync;
  readonly #segments: StatementSync;
  readonly #segment: StatementSync;
  readonly #body: StatementSync;
  readonly #columns: StatementSync;

  constructor(db: DatabaseSync, log: LogReader) {
    this.#log = log;
    this.#heads = new RowHeads(db);
    this.#indexed = db.prepare("SELECT last FROM indexed WHERE room = ?");
    this.#segments = db.prepare(
      "SELECT s.last, s.row FROM user_segments AS u JOIN segments AS s ON s.room = u.room AND s.last = u.last WHERE u.room = ? AND u.user = ? AND u.last > ? ORDER BY u.last",
    );
    this.#segment = db.prepare(
      "SELECT last, row FROM segments WHERE room = ? AND last > ? ORDER BY last LIMIT 1",
    );
    this.#body = db.prepare("SELECT body FROM log WHERE id = ?");
    this.#columns = db.prepare("SELECT back, first, at FROM log WHERE id = ? AND room = ?");
  }

  /** The entries of one user: of rows by others only the authors are read, and of segments without any nothing. */
  by(name: RoomId, wanted: WantedEntries, user: string): Searched {
    return this.#log.reading(() => {
      const finder = new EntryFinder(wanted);
      const room = this.#log.room(name);
      if (room === undefined || finder.isDone) return finder.found();
      if (wanted.after < room.floor) throw new Dropped(name, wanted.after, room.floor);
      const indexed = Math.max((this.#indexed.get(room.id)?.["last"] ?? 0) as Seq, room.floor);
      let [rows, others] = [0, 0];
      for (const stretch of this.#stretches(room, user, wanted.after, indexed)) {
        if (finder.isDone || rows >= MOST_ROWS) return finder.found();
        if (stretch.last > indexed) others += 1;
        finder.pass(stretch.after);
        const found = [...this.#heads.of(room.id, stretch, finder.last)];
        rows += found.length;
        for (const { id, first, last, at, authors } of found.toReversed()) {
          if (!authorsIn(authors).has(user)) finder.pass(last);
          else {
            const { body } = this.#body.get(id) as { readonly body: string | Uint8Array };
            finder.take({ first, at, authors, body });
          }
          if (finder.isDone) break;
        }
      }
      if (!finder.isDone) finder.pass(wanted.until);
      const found = finder.found();
      return others > FEW_SEGMENTS ? { ...found, isBehind: true } : found;
    });
  }

  /** Where a user may have written: segments that are indexed, and all that follows these. */
  *#stretches(room: RoomRow, user: string, after: Seq, indexed: Seq): Generator<Stretch> {
    for (const found of this.#segments.iterate(room.id, user, after)) {
      const { last, row } = found as unknown as { readonly last: Seq; readonly row: number };
      if (last > indexed) break;
      yield { row, after: this.#heads.endBefore(room.id, last, room.floor), last };
    }
    yield* this.#heads.stretches(room, Math.max(after, indexed));
  }

  /**
   * The last entry up to a time, or what the log begins after. Times never go back within a log: the segment is found by halving, and one
   * row of it is read.
   */
  lastUpTo(name: RoomId, ms: number): Seq {
    return this.#log.reading(() => {
      const room = this.#log.room(name);
      if (room === undefined) return 0;
      const { id, head, floor } = room;
      let [low, high] = [floor, head];
      let end = room.row;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const { last, row } = this.#segmentAfter(room, middle);
        if (this.#row(id, row).at <= ms) low = last;
        else {
          high = middle;
          end = row;
        }
      }
      if (low === head) end = room.row;
      return this.#inRows(room, end, ms);
    });
  }

  #segmentAfter(
    { id, head, row }: RoomRow,
    seq: Seq,
  ): { readonly last: Seq; readonly row: number } {
    const found = this.#segment.get(id, seq);
    return (found ?? { last: head, row }) as unknown as {
      readonly last: Seq;
      readonly row: number;
    };
  }

  /** Goes back from a row to the one that begins before a time, at most a segment and a row. */
  #inRows({ id, head, floor }: RoomRow, end: number, ms: number): Seq {
    if (floor === head) return floor;
    for (let next = end; ;) {
      const { back, first, at } = this.#row(id, next);
      if (at <= ms) return this.#inRow(id, next, floor, ms);
      if (back === 0 || first <= floor + 1) return floor;
      next -= back;
    }
  }

  #inRow(room: number, row: number, floor: Seq, ms: number): Seq {
    const [head] = this.#heads.of(room, { row, after: floor, last: 0 });
    if (head === undefined) return floor;
    const { body } = this.#body.get(row) as { readonly body: string | Uint8Array };
    const found = decodeRow({ ...head, body }).findLast((entry) => entry.at <= ms);
    return Math.max(floor, found?.seq ?? 0);
  }

  #row(room: number, row: number) {
    const found = this.#columns.get(row, room);
    if (found === undefined) throw new Error(`The log is damaged: row ${row} is missing`);
    return found as unknown as { readonly back: number; readonly first: Seq; readonly at: number };
  }
}
