import type { Seq } from "@alongside/core/engine";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { authorsIn } from "../past/authors-in.ts";
import { KEEP_LAST_ROW } from "./followed.ts";
import { partId } from "./snapshot-parts.ts";
import { REMOVE_LINE } from "./user-index.ts";

/** A step ends once it has taken so long, in ms, what it has begun and its commit not counted: appends wait for it. */
const STEP_MS = 4;

/** A step ends after so many pieces, whatever the clock says. */
const STEP_PIECES = 64;

/** Pages without content that stay in the file for what comes next, and those given back to the disk as one piece. */
const SPARE_PAGES = 64;
const PIECE_PAGES = 8;

/** Posts removed as one piece. */
const PIECE_POSTS = 8;

interface Line {
  readonly id: number;
  readonly kind: "log" | "room" | "snapshot" | "posts";
  readonly target: number;
  readonly row: number;
}

/** Removes what was forgotten: rows of the log, parts of snapshots, posts, then pages of the file, piece by piece. */
export class Garbage {
  readonly #db: DatabaseSync;
  readonly #now: () => number;
  readonly #statements = new Map<string, StatementSync>();
  /** Whether the step that runs has noted which row the log ended with. */
  #hasNoted = false;

  /** `now` is a clock in ms. */
  constructor(db: DatabaseSync, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** One step, to be run in a transaction: as many pieces as there is time for. Returns false where nothing was left. */
  step(): boolean {
    const begun = this.#now();
    this.#hasNoted = false;
    let pieces = 0;
    while (pieces < STEP_PIECES && this.#piece()) {
      pieces += 1;
      if (this.#now() - begun >= STEP_MS) break;
    }
    return pieces > 0;
  }

  #piece(): boolean {
    const line = this.#statement(
      "SELECT id, kind, target, row FROM garbage ORDER BY id LIMIT 1",
    ).get() as Line | undefined;
    if (line === undefined) return this.#shrink();
    if (line.kind === "snapshot") this.#removePart(line);
    else if (line.kind === "posts") this.#removePosts(line);
    else this.#removeRow(line);
    return true;
  }

  #shrink(): boolean {
    const free = this.#number("PRAGMA freelist_count") ?? 0;
    if (free <= SPARE_PAGES) return false;
    const pages = Math.min(free - SPARE_PAGES, PIECE_PAGES);
    // Answers a row for a page; they are only made while those are read.
    this.#db.prepare(`PRAGMA incremental_vacuum(${pages})`).all();
    return true;
  }

  #removePart({ id, target }: Line): void {
    const gone = this.#number(
      "DELETE FROM parts WHERE id = (SELECT id FROM parts WHERE id >= ? AND id < ? ORDER BY id LIMIT 1) RETURNING id",
      partId(target, 0),
      partId(target + 1, 0),
    );
    if (gone === undefined) this.#run("DELETE FROM garbage WHERE id = ?", id);
  }

  #removePosts({ id, target }: Line): void {
    const { changes } = this.#statement(
      "DELETE FROM posts WHERE feed = ? AND (seq, i) IN (SELECT seq, i FROM posts WHERE feed = ? ORDER BY seq, i LIMIT ?)",
    ).run(target, target, PIECE_POSTS);
    if (changes === 0) this.#run("DELETE FROM garbage WHERE id = ?", id);
  }

  /** A forgotten room goes whole, its newest rows last; of a shortened log go the segments below the base. */
  #removeRow({ id, kind, target, row }: Line): void {
    const upTo =
      kind === "room"
        ? Number.MAX_SAFE_INTEGER
        : (this.#number("SELECT base FROM rooms WHERE id = ?", target) ?? 0);
    const segment = this.#statement(
      "SELECT last, row FROM segments WHERE room = ? AND last <= ? ORDER BY last LIMIT 1",
    ).get(target, upTo) as { readonly last: Seq; readonly row: number } | undefined;
    if (segment === undefined) {
      const next = kind === "room" ? this.#remove(target, row) : 0;
      if (next === 0) this.#run("DELETE FROM garbage WHERE id = ?", id);
      else this.#run("UPDATE garbage SET row = ? WHERE id = ?", next, id);
      return;
    }
    const { last } = segment;
    // Where the step ends, the next one goes on with the row before.
    const next = this.#remove(target, segment.row, last);
    if (next === 0) this.#run("DELETE FROM segments WHERE room = ? AND last = ?", target, last);
    else this.#run("UPDATE segments SET row = ? WHERE room = ? AND last = ?", next, target, last);
  }

  /**
   * Removes a row, and of the segment that ends with the entry `last` what the index of users has of it. Returns the one before it; 0 where
   * that, or the row itself, is not there.
   */
  #remove(room: number, row: number, last?: Seq): number {
    if (!this.#hasNoted) this.#run(KEEP_LAST_ROW);
    this.#hasNoted = true;
    const sql = "DELETE FROM log WHERE id = ? AND room = ? RETURNING back, author";
    const { back, author } = this.#statement(sql).get(row, room) ?? {};
    if (last !== undefined && typeof author === "string")
      for (const user of authorsIn(author)) this.#run(REMOVE_LINE, room, user, last);
    this.#run("DELETE FROM seals WHERE id = ?", row);
    if (typeof back !== "number" || back === 0) return 0;
    const isThere = this.#number("SELECT 1 FROM log WHERE id = ? AND room = ?", row - back, room);
    return isThere === undefined ? 0 : row - back;
  }

  #number(sql: string, ...values: SQLInputValue[]): number | undefined {
    const row = this.#statement(sql).get(...values);
    return row === undefined ? undefined : (Object.values(row)[0] as number);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#statement(sql).run(...values);
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}
