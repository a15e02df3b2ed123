import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { PendingErasure } from "../erasing/erasing.ts";
import type { ReadRow } from "../row.ts";
import {
  Dropped,
  type Epoch,
  type Moment,
  type Origin,
  TOMBSTONE_MS,
  type Tombstone,
} from "../store.ts";

/** Neighbouring rows of a room's log. */
export interface LogPage {
  readonly last: Seq;
  readonly rows: readonly StoredRow[];
  /** It goes up to the head: who wants no more than was there when they asked need not ask again. */
  readonly isEnd?: boolean;
}

/** A row with its id in the file. */
export interface StoredRow extends ReadRow {
  readonly id: number;
}

interface LogRow {
  readonly back: number;
  readonly first: Seq;
  readonly more: number;
  readonly at: number;
  readonly author: string | number;
  readonly body: string | Uint8Array;
}

export interface RoomRow {
  readonly id: number;
  readonly head: Seq;
  readonly row: number;
  readonly floor: Seq;
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
  readonly #kept: StatementSync;
  readonly #generation: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#room = db.prepare("SELECT id, head, row, base AS floor FROM rooms WHERE name = ?");
    this.#segment = db.prepare(
      "SELECT row FROM segments WHERE room = ? AND last > ? ORDER BY last LIMIT 1",
    );
    this.#row = db.prepare(
      "SELECT back, first, more, at, author, body FROM log WHERE id = ? AND room = ?",
    );
    this.#rooms = db.prepare("SELECT name FROM rooms WHERE name > ? ORDER BY name LIMIT ?");
    this.#epochs = db.prepare(
      'SELECT epoch, first AS "from" FROM epochs WHERE room = ? ORDER BY first',
    );
    this.#kept = db.prepare(
      "SELECT seq, at FROM moments WHERE room = ? AND EXISTS (SELECT 1 FROM snapshots AS s WHERE s.room = moments.room AND s.seq = moments.seq AND complete = 1) ORDER BY seq",
    );
    this.#generation = db.prepare("SELECT generation, people FROM generations WHERE room = ?");
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

  erasures(): readonly PendingErasure[] {
    const sql = 'SELECT user, "as", at FROM erasures ORDER BY at, "as"';
    return this.#db
      .prepare(sql)
      .all()
      .map(({ user, as, at }) => ({ user, as, at }) as unknown as PendingErasure);
  }

  moments(name: RoomId): readonly Moment[] {
    return this.reading(() => {
      const room = this.room(name);
      return (room ? this.#kept.all(room.id) : []) as unknown as readonly Moment[];
    });
  }

  origin(name: RoomId, now: number): Origin {
    return this.reading(() => {
      const room = this.room(name);
      const epochs = (room ? this.#epochs.all(room.id) : []) as unknown as readonly Epoch[];
      const found = this.#tombstone.get(name, now - TOMBSTONE_MS) as
        | { readonly epoch: string; readonly at: number }
        | undefined;
      const origin = { epochs, ...this.#erasedFrom(room) };
      if (found === undefined) return origin;
      const deleted: Tombstone = { epochs: found.epoch.split(" "), at: found.at };
      return { ...origin, deleted };
    });
  }

  #erasedFrom(room: RoomRow | undefined): Pick<Origin, "generation" | "erased"> {
    const found = room && this.#generation.get(room.id);
    if (found === undefined) return {};
    const { generation, people } = found as { generation: number; people: string };
    const erased = new Map<string, number>();
    for (const one of people.split(" ")) {
      const [person = "", since = generation] = one.split(":");
      erased.set(person, Number(since));
    }
    return { generation, erased };
  }

  /** The rows after `after` as far as their segment goes, or undefined at the head. Throws {@link Dropped}. */
  page(name: RoomId, after: Seq): LogPage | undefined {
    return this.reading(() => {
      const room = this.room(name);
      return room && this.within(name, room, after);
    });
  }

  /** Like {@link page}, where one state of the file is being read already. */
  within(name: RoomId, room: RoomRow, after: Seq): LogPage | undefined {
    if (room.head <= after) return undefined;
    if (after < room.floor) throw new Dropped(name, after, room.floor);
    const segment = this.#segment.get(room.id, after) as { readonly row: number } | undefined;
    const page = this.#walk(name, room.id, segment?.row ?? room.row, after);
    // Who reads page by page would not come to an end.
    if (page.last <= after)
      throw new Error(`The log has no entry ${after + 1}, and its head is ${room.head}`);
    return { ...page, isEnd: page.last >= room.head };
  }

  /**
   * Like {@link page}, and before the floor what is still in the file: entries are removed by segments. `after` is -1 for the first
   * page.
   */
  wholePage(name: RoomId, after: Seq): LogPage | undefined {
    return this.reading(() => {
      const room = this.room(name);
      if (!room || room.head <= after) return undefined;
      const from = Math.max(after, room.floor);
      const segment = this.#segment.get(room.id, from) as { readonly row: number } | undefined;
      return this.#walk(name, room.id, segment?.row ?? room.row, after, after < 0);
    });
  }

  #walk(name: RoomId, room: number, end: number, after: Seq, isWhole = false): LogPage {
    const rows: StoredRow[] = [];
    const authors = new Map<number, string>();
    let last: Seq | undefined;
    for (let next = end; ;) {
      const row = this.#row.get(next, room) as LogRow | undefined;
      const follower = rows.at(-1);
      if (isWhole && last !== undefined && row === undefined) break;
      if (!row || (follower && row.first + row.more + 1 !== follower.first)) {
        throw new Error(`The log of ${name} is damaged before ${follower?.first ?? `row ${next}`}`);
      }
      const { back, first, more, at, author, body } = row;
      last ??= first + more;
      rows.push({
        id: next,
        first,
        at,
        authors: this.#authorsOf(room, next, author, authors),
        body,
      });
      if (first <= after + 1 || (isWhole && back === 0)) break;
      next -= back;
    }
    return { last: last ?? after, rows: rows.toReversed() };
  }

  /** Who wrote a row, where its column says in which earlier row they are. `known` are those of rows looked at before. */
  #authorsOf(
    room: number,
    row: number,
    author: string | number,
    known: Map<number, string>,
  ): string {
    if (typeof author === "string") return author;
    const at = row - author;
    let authors = known.get(at);
    if (authors === undefined) {
      const found = this.#row.get(at, room) as LogRow | undefined;
      if (typeof found?.author !== "string")
        throw new Error(`The log is damaged: row ${row} has its authors in row ${at}`);
      known.set(at, (authors = found.author));
    }
    return authors;
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
