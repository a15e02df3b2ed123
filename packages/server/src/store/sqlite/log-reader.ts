import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Dropped, type Epoch, type Origin, TOMBSTONE_MS, type Tombstone } from "../store.ts";

/** Neighbouring rows of a room's log. */
export interface LogPage {
  readonly first: Seq;
  readonly last: Seq;
  /** JSON of the entries, row by row. */
  readonly bodies: readonly string[];
}

interface LogRow {
  readonly before: number;
  readonly first: Seq;
  readonly last: Seq;
  readonly body: string;
}

export interface RoomRow {
  readonly id: number;
  readonly head: Seq;
  readonly row: number;
  readonly base: Seq;
}

/** Finds rooms and their rows. Each answer is made in one read transaction. */
export class LogReader {
  readonly #db: DatabaseSync;
  readonly #room: StatementSync;
  readonly #segment: StatementSync;
  readonly #row: StatementSync;
  readonly #rooms: StatementSync;
  readonly #epochs: StatementSync;
  readonly #tombstone: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#room = db.prepare("SELECT id, head, row, base FROM rooms WHERE name = ?");
    this.#segment = db.prepare(
      "SELECT row FROM segments WHERE room = ? AND last > ? ORDER BY last LIMIT 1",
    );
    this.#row = db.prepare("SELECT before, first, last, body FROM log WHERE id = ? AND room = ?");
    this.#rooms = db.prepare("SELECT name FROM rooms WHERE name > ? ORDER BY name LIMIT ?");
    this.#epochs = db.prepare(
      'SELECT epoch, first AS "from" FROM epochs WHERE room = ? ORDER BY first',
    );
    this.#tombstone = db.prepare("SELECT epoch, at FROM tombstones WHERE name = ? AND at >= ?");
  }

  room(name: RoomId): RoomRow | undefined {
    return this.#room.get(name) as RoomRow | undefined;
  }

  rooms(after: RoomId, limit: number): readonly RoomId[] {
    return this.#rooms
      .all(after, Math.min(limit, Number.MAX_SAFE_INTEGER))
      .map((row) => row["name"] as RoomId);
  }

  origin(name: RoomId, now: number): Origin {
    return this.reading(() => {
      const room = this.room(name);
      const epochs = (room ? this.#epochs.all(room.id) : []) as unknown as readonly Epoch[];
      const deleted = this.#tombstone.get(name, now - TOMBSTONE_MS) as Tombstone | undefined;
      return deleted === undefined ? { epochs } : { epochs, deleted };
    });
  }

  /** The rows after `after` as far as their segment goes, or undefined at the head. Throws {@link Dropped}. */
  page(name: RoomId, after: Seq): LogPage | undefined {
    return this.reading(() => {
      const room = this.room(name);
      if (!room || room.head <= after) return undefined;
      if (after < room.base) throw new Dropped(name, after, room.base);
      const segment = this.#segment.get(room.id, after) as { readonly row: number } | undefined;
      return this.#walk(name, room.id, segment?.row ?? room.row, after);
    });
  }

  #walk(name: RoomId, room: number, end: number, after: Seq): LogPage {
    const rows: LogRow[] = [];
    for (let next = end; ;) {
      const row = this.#row.get(next, room) as LogRow | undefined;
      const follower = rows.at(-1);
      if (!row || (follower && row.last + 1 !== follower.first)) {
        throw new Error(`The log of ${name} is damaged before ${follower?.first ?? `row ${next}`}`);
      }
      rows.push(row);
      if (row.first <= after + 1) break;
      next = row.before;
    }
    rows.reverse();
    return {
      first: (rows[0] as LogRow).first,
      last: (rows.at(-1) as LogRow).last,
      bodies: rows.map((row) => row.body),
    };
  }

  /** Runs `read` on one state of the file. */
  reading<T>(read: () => T): T {
    this.#db.exec("BEGIN");
    try {
      return read();
    } finally {
      this.#db.exec("COMMIT");
    }
  }
}
