import type { Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A row of the log without its body, which is by far the most of it. */
export interface RowHead {
  readonly id: number;
  readonly first: Seq;
  readonly last: Seq;
  /** Of the first entry, in ms. */
  readonly at: number;
  /** As in `EncodedRow`. */
  readonly authors: string;
}

/** A stretch of a log whose rows are found from the last one backwards. */
export interface Stretch {
  /** The id of its last row. */
  readonly row: number;
  /** It begins after this entry. */
  readonly after: Seq;
  readonly last: Seq;
}

interface Columns {
  readonly back: number;
  readonly first: Seq;
  readonly more: number;
  readonly at: number;
  readonly author: string | number;
}

/** Reads rows without their bodies, and says where segments are. To be used in one read transaction. */
export class RowHeads {
  readonly #row: StatementSync;
  readonly #segments: StatementSync;
  readonly #before: StatementSync;

  constructor(db: DatabaseSync) {
    this.#row = db.prepare(
      "SELECT back, first, more, at, author FROM log WHERE id = ? AND room = ?",
    );
    this.#segments = db.prepare(
      "SELECT last, row FROM segments WHERE room = ? AND last > ? ORDER BY last",
    );
    this.#before = db.prepare("SELECT max(last) AS last FROM segments WHERE room = ? AND last < ?");
  }

  /** The segments of a room that end after an entry, oldest first, and then the rows that are in none yet. */
  *stretches(
    room: { readonly id: number; readonly head: Seq; readonly row: number; readonly floor: Seq },
    after: Seq,
  ): Generator<Stretch & { readonly isOpen?: true }> {
    let from: Seq | undefined;
    for (const segment of this.#segments.iterate(room.id, Math.max(after, room.floor))) {
      const { last, row } = segment as unknown as { readonly last: Seq; readonly row: number };
      from ??= this.endBefore(room.id, last, room.floor);
      yield { row, after: from, last };
      from = last;
    }
    from ??= this.endBefore(room.id, room.head + 1, room.floor);
    if (from < room.head) yield { row: room.row, after: from, last: room.head, isOpen: true };
  }

  /** Where the segment before the one that ends with `last` ends, or what the log begins after. */
  endBefore(room: number, last: Seq, floor: Seq): Seq {
    const { last: found } = this.#before.get(room, last) as { readonly last: Seq | null };
    return Math.max(found ?? 0, floor);
  }

  /** The rows of a stretch, newest first, as far as they hold entries after `after`. */
  *of(room: number, { row, after: from }: Stretch, after: Seq = 0): Generator<RowHead> {
    const authors = new Map<number, string>();
    const end = Math.max(from, after);
    for (let next = row; ;) {
      const { back, first, more, at, author } = this.#columns(room, next);
      const last = first + more;
      if (last <= end) return;
      yield { id: next, first, last, at, authors: this.#authors(room, next, author, authors) };
      if (first <= end + 1 || back === 0) return;
      next -= back;
    }
  }

  #columns(room: number, row: number): Columns {
    const found = this.#row.get(row, room) as Columns | undefined;
    if (found === undefined) throw new Error(`The log is damaged: row ${row} is missing`);
    return found;
  }

  #authors(room: number, row: number, author: string | number, known: Map<number, string>): string {
    if (typeof author === "string") return author;
    const at = row - author;
    let authors = known.get(at);
    if (authors === undefined) {
      const found = this.#columns(room, at).author;
      if (typeof found !== "string")
        throw new Error(`The log is damaged: row ${row} has its authors in row ${at}`);
      known.set(at, (authors = found));
    }
    return authors;
  }
}
