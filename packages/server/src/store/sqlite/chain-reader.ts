import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import type { AuditStart } from "../chain/audited.ts";
import type { AuditPage, AuditRow } from "../chain/lines.ts";
import { base64, type ChainNote, type SealedRow } from "../chain/seals.ts";
import { Dropped } from "../store.ts";
import { chainPlace } from "./chain-place.ts";
import type { LogReader, StoredRow } from "./log-reader.ts";

/** A page, and the last note of it. */
export interface ReadPage extends AuditPage {
  readonly rows: readonly (AuditRow & StoredRow)[];
  readonly note: number;
}

/** Where to begin, and after which of the notes. */
export interface ReadStart {
  readonly start: AuditStart;
  readonly note: number;
}

/** Reads a log with its chain. */
export class ChainReader {
  readonly #db: DatabaseSync;
  readonly #log: LogReader;

  constructor(db: DatabaseSync, log: LogReader) {
    this.#db = db;
    this.#log = log;
  }

  /** Undefined for a room that is not there. Throws {@link Dropped}. */
  start(name: RoomId, after: Seq): ReadStart | undefined {
    return this.#log.reading(() => {
      const room = this.#log.room(name);
      if (room === undefined) return undefined;
      if (after < room.floor) throw new Dropped(name, after, room.floor);
      const { head } = room;
      const place = chainPlace(this.#db, room.id, after);
      if (place === undefined) return { start: { room: name, after, head }, note: 0 };
      const chain = { after: place.seq, seal: base64(place.seal) };
      const last = this.#db
        .prepare("SELECT max(n) AS n FROM chain_notes WHERE room = ? AND seq <= ?")
        .get(room.id, place.seq) as { readonly n: number | null };
      return { start: { room: name, after, head, chain }, note: last.n ?? 0 };
    });
  }

  /** The entries after `after`, as far as their segment goes, and the notes after the one of that number. Undefined at the head. */
  page(name: RoomId, after: Seq, note: number): ReadPage | undefined {
    return this.#log.reading(() => {
      const room = this.#log.room(name);
      const found = room && this.#log.within(name, room, after);
      if (room === undefined || found === undefined) return undefined;
      const seals = this.#db.prepare("SELECT bytes, erased FROM seals WHERE id = ? AND room = ?");
      const rows = found.rows.map((row) => {
        const sealed = seals.get(row.id, room.id) as unknown as SealedRow | undefined;
        return sealed === undefined ? row : { ...row, sealed };
      });
      const notes = this.#db
        .prepare(
          "SELECT n, seq, kind, body, seal FROM chain_notes WHERE room = ? AND n > ? AND seq <= ? ORDER BY n",
        )
        .all(room.id, note, found.last) as unknown as readonly (ChainNote & {
        readonly n: number;
      })[];
      return { last: found.last, rows, notes, note: notes.at(-1)?.n ?? note };
    });
  }
}
