import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { authorsIn } from "../past/authors-in.ts";
import type { LogReader } from "./log-reader.ts";
import { RowHeads } from "./row-heads.ts";
import type { NewLines } from "./user-index.ts";

/** Rows that are looked at in one step, and lines that the writer gets at once, about. */
const ROWS = 16_384;
const LINES = 500;

/**
 * Finds out who has written in which segments of a log. It is made up for as snapshots are saved and where somebody looks for a user's
 * entries, so that no append costs more for it. In the thread that erases people too, one of both at a time: no name comes back by it.
 */
export class UserIndexer {
  readonly #log: LogReader;
  readonly #heads: RowHeads;
  readonly #indexed: StatementSync;

  constructor(db: DatabaseSync, log: LogReader) {
    this.#log = log;
    this.#heads = new RowHeads(db);
    this.#indexed = db.prepare("SELECT last FROM indexed WHERE room = ?");
  }

  /** Indexes the next segments, as many as one step takes; `note` writes. */
  async step(room: RoomId, note: (lines: NewLines) => Promise<unknown>): Promise<void> {
    for (let left = ROWS; left > 0;) {
      const found = this.#next(room, left);
      if (found === undefined) return;
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await note(found.lines);
      left -= found.rows;
    }
  }

  #next(name: RoomId, most: number): { lines: NewLines; rows: number } | undefined {
    return this.#log.reading(() => {
      const room = this.#log.room(name);
      if (room === undefined) return undefined;
      const after = (this.#indexed.get(room.id)?.["last"] ?? 0) as Seq;
      const lines: (string | Seq)[] = [];
      let [last, rows] = [after, 0];
      for (const stretch of this.#heads.stretches(room, after)) {
        if (stretch.isOpen === true || rows >= most || lines.length >= 2 * LINES) break;
        const users = new Set<string>();
        const known = new Set<string>();
        for (const { authors } of this.#heads.of(room.id, stretch)) {
          rows += 1;
          if (known.has(authors)) continue;
          known.add(authors);
          for (const user of authorsIn(authors)) users.add(user);
        }
        for (const user of users) lines.push(user, stretch.last);
        ({ last } = stretch);
      }
      return last > after ? { lines: { room: room.id, after, last, lines }, rows } : undefined;
    });
  }
}
