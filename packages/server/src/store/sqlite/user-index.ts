import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { inTransaction } from "./transaction.ts";

/**
 * Tables that files of this format may lack. `user_segments` says in which segments of a log a user has written, `indexed` how far that is
 * known: see `UserIndexer`. Lines of segments that are gone may be there still.
 */
export const INDEX_TABLES = `
  CREATE TABLE IF NOT EXISTS user_segments (
    room INTEGER NOT NULL, user TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (room, user, last)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS indexed (room INTEGER PRIMARY KEY, last INTEGER NOT NULL);
`;

/** Lines that are removed in one go. */
const LINES = 500;

/** Who has written in which segments of a room, of those up to the entry `last` that were not indexed. */
export interface NewLines {
  /** The number of the room in the file. */
  readonly room: number;
  /** The index reached so far when the segments were read. */
  readonly after: Seq;
  readonly last: Seq;
  /** A user and the last entry of a segment, by turns. */
  readonly lines: readonly (string | Seq)[];
}

/** What the writer's thread does to the index. Each step is a transaction of its own. */
export class UserIndexWriter {
  readonly #db: DatabaseSync;
  readonly #known: StatementSync;
  readonly #insert: StatementSync;
  readonly #note: StatementSync;
  readonly #room: StatementSync;
  readonly #forget: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#known = db.prepare(
      "SELECT base, coalesce(indexed.last, 0) AS last FROM rooms LEFT JOIN indexed ON indexed.room = rooms.id WHERE rooms.id = ?",
    );
    this.#insert = db.prepare(
      "INSERT OR IGNORE INTO user_segments (room, user, last) VALUES (?, ?, ?)",
    );
    this.#note = db.prepare("INSERT OR REPLACE INTO indexed (room, last) VALUES (?, ?)");
    this.#room = db.prepare("SELECT id FROM rooms WHERE name = ?");
    this.#forget = db.prepare("DELETE FROM indexed WHERE room = ?");
    this.#remove = db.prepare(REMOVE_LINES);
  }

  /** Does nothing where the index has become another one meanwhile. Leaves out segments that were forgotten. */
  note({ room, after, last, lines }: NewLines): void {
    inTransaction(this.#db, () => {
      const known = this.#known.get(room) as { base: Seq; last: Seq } | undefined;
      if (known?.last !== after) return;
      for (let i = 0; i < lines.length; i += 2) {
        const [user, end] = [lines[i] as string, lines[i + 1] as Seq];
        if (end > known.base) this.#insert.run(room, user, end);
      }
      this.#note.run(room, last);
    });
  }

  /** Forgets some of what is known of a room, first of all that anything is. Returns whether there may be more. */
  forget(name: RoomId): boolean {
    return inTransaction(this.#db, () => {
      const room = this.#room.get(name)?.["id"] as number | undefined;
      if (room === undefined) return false;
      this.#forget.run(room);
      return this.#remove.run(room).changes > 0;
    });
  }
}

/** Removes what is known of a user in one segment. */
export const REMOVE_LINE = "DELETE FROM user_segments WHERE room = ? AND user = ? AND last = ?";

const REMOVE_LINES = `DELETE FROM user_segments WHERE (room, user, last) IN
  (SELECT room, user, last FROM user_segments WHERE room = ? LIMIT ${LINES})`;
