import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { AFTER_IMPORTS } from "./after-imports.ts";
import {
  type ChangedRoom,
  type Cursor,
  type FollowerLine,
  type FollowerStep,
  type Kept,
  type KeptKind,
  PAGE_OF_FOLLOWED,
} from "../followed.ts";
import { inTransaction } from "./transaction.ts";

/** A step of one follower, as it goes to the writer's thread. */
export type NamedStep = readonly [follower: string, step: FollowerStep];

/**
 * Tables that files of this format may lack. `cursors` says how far each follower has come in a room, `kept` what it is about to write
 * and what could not be done. `marks` has the largest row that the log ever had, where rows were removed since: no mark is given twice.
 */
export const FOLLOWED_TABLES = `
  CREATE TABLE IF NOT EXISTS followers (
    name TEXT PRIMARY KEY, mark INTEGER NOT NULL, since INTEGER NOT NULL, secret TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS cursors (
    room TEXT NOT NULL, follower TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (room, follower)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS kept (
    id INTEGER PRIMARY KEY AUTOINCREMENT, follower TEXT NOT NULL, kind TEXT NOT NULL,
    room TEXT NOT NULL, target TEXT, body TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS kept_by_follower ON kept (follower, kind, id);
  CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

/** The largest row that the log has or had. */
export const LAST_ROW = `SELECT max(
  coalesce((SELECT max(id) FROM log), 0), coalesce((SELECT value FROM marks WHERE name = 'row'), 0)
) AS id`;

/** To be run before rows of the log are removed. */
export const KEEP_LAST_ROW = `INSERT OR REPLACE INTO marks (name, value) SELECT 'row', id FROM (${LAST_ROW})`;

/** Answers what is kept for followers. */
export class FollowedReader {
  readonly #changed: StatementSync;
  readonly #line: StatementSync;
  readonly #cursor: StatementSync;
  readonly #slowest: StatementSync;
  readonly #kept: StatementSync;

  constructor(db: DatabaseSync) {
    // Rooms are few and their rows short: an index would cost each append.
    this.#changed = db.prepare(
      `SELECT name AS room, head, row AS mark FROM rooms WHERE row > ? AND name > '${AFTER_IMPORTS}' ORDER BY row LIMIT ?`,
    );
    this.#line = db.prepare("SELECT mark, since, secret FROM followers WHERE name = ?");
    this.#cursor = db.prepare("SELECT epoch, seq FROM cursors WHERE room = ? AND follower = ?");
    this.#slowest = db.prepare("SELECT min(seq) AS seq FROM cursors WHERE room = ?");
    this.#kept = db.prepare(
      "SELECT id, kind, room, target, body FROM kept WHERE follower = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?",
    );
  }

  changed(mark: number, limit = PAGE_OF_FOLLOWED): readonly ChangedRoom[] {
    return this.#changed.all(mark, limit) as unknown as readonly ChangedRoom[];
  }

  line(name: string): FollowerLine | undefined {
    return this.#line.get(name) as FollowerLine | undefined;
  }

  cursor(follower: string, room: RoomId): Cursor | undefined {
    return this.#cursor.get(room, follower) as Cursor | undefined;
  }

  slowest(room: RoomId): Seq | undefined {
    return (this.#slowest.get(room) as { readonly seq: Seq | null }).seq ?? undefined;
  }

  kept(follower: string, kind: KeptKind, after = 0, limit = PAGE_OF_FOLLOWED): readonly Kept[] {
    return this.#kept.all(follower, kind, after, limit).map(({ target, ...kept }) => ({
      ...kept,
      ...(target !== null && { target }),
    })) as unknown as readonly Kept[];
  }
}

export type SavedStep = readonly number[] | undefined;

interface GenerationRow {
  readonly generation?: number;
}

/** Writes what followers save: many steps in one transaction. */
export class FollowedWriter {
  readonly #db: DatabaseSync;
  readonly #line: StatementSync;
  readonly #cursor: StatementSync;
  readonly #add: StatementSync;
  readonly #remove: StatementSync;
  readonly #generation: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#line = db.prepare(
      "INSERT OR REPLACE INTO followers (name, mark, since, secret) VALUES (?, ?, ?, ?)",
    );
    this.#cursor = db.prepare(
      "INSERT OR REPLACE INTO cursors (room, follower, epoch, seq) VALUES (?, ?, ?, ?)",
    );
    this.#add = db.prepare(
      "INSERT INTO kept (follower, kind, room, target, body) VALUES (?, ?, ?, ?, ?)",
    );
    this.#remove = db.prepare("DELETE FROM kept WHERE id = ? AND follower = ?");
    this.#generation = db.prepare(
      "SELECT generation FROM generations WHERE room = (SELECT id FROM rooms WHERE name = ?)",
    );
  }

  /** Returns the ids of what each step added; undefined for one of which nothing is saved for its `readIn`. */
  save(steps: readonly NamedStep[]): readonly SavedStep[] {
    return inTransaction(this.#db, () =>
      steps.map(([follower, step]) => this.#saveOne(follower, step)),
    );
  }

  #saveOne(
    follower: string,
    { readIn, line, cursors = [], add = [], remove = [] }: FollowerStep,
  ): SavedStep {
    if (readIn !== undefined) {
      const { generation = 0 } = (this.#generation.get(readIn.room) ?? {}) as GenerationRow;
      if (generation !== readIn.generation) return undefined;
    }
    if (line !== undefined) this.#line.run(follower, line.mark, line.since, line.secret);
    for (const { room, epoch, seq } of cursors) this.#cursor.run(room, follower, epoch, seq);
    for (const id of remove) this.#remove.run(id, follower);
    return add.map(({ kind, room, target, body }) =>
      Number(this.#add.run(follower, kind, room, target ?? null, body).lastInsertRowid),
    );
  }
}
