import type { RoomId, Seq, Snapshot } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { WholeSnapshot } from "../whole-snapshot.ts";
import type { LogReader } from "./log-reader.ts";
import { decodePart, decodeParts, partId, partIn, partsIn } from "./snapshot-parts.ts";

/** A snapshot as its table has it; its bytes are in `parts`. */
export interface SnapshotRow {
  readonly id: number;
  readonly seq: Seq;
  readonly parts: number;
  readonly layout: string;
  readonly digest: string;
}

export class SnapshotReader {
  readonly #log: LogReader;
  readonly #latest: StatementSync;
  readonly #parts: StatementSync;
  readonly #seqs: StatementSync;

  constructor(db: DatabaseSync, log: LogReader) {
    this.#log = log;
    const columns = "id, seq, parts, layout, digest";
    this.#latest = db.prepare(
      `SELECT ${columns} FROM snapshots WHERE room = ? AND seq <= ? AND complete = 1 ORDER BY seq DESC, id DESC LIMIT 1`,
    );
    this.#seqs = db.prepare(
      "SELECT DISTINCT seq FROM snapshots WHERE room = ? AND complete = 1 ORDER BY seq",
    );
    this.#parts = db.prepare("SELECT body FROM parts WHERE id >= ? AND id < ? ORDER BY id");
  }

  /** The latest snapshot at or before `atOrBefore`. A damaged one is passed over where the log reaches back far enough. */
  load(name: RoomId, atOrBefore?: Seq): Snapshot | undefined {
    return this.#load(name, atOrBefore, (row) => this.read(row));
  }

  /** The same with the bytes of its parts. */
  loadWhole(name: RoomId, atOrBefore?: Seq): WholeSnapshot | undefined {
    return this.#load(name, atOrBefore, (row) => this.whole(row));
  }

  /** Reads a snapshot with its parts and compares their checksums. */
  whole(row: SnapshotRow): WholeSnapshot {
    return {
      snapshot: this.read(row),
      parts: new Map(
        partsIn(row.layout).map((part) => [part, this.#part(row, part) as Uint8Array]),
      ),
    };
  }

  loadPart(name: RoomId, seq: Seq, part: string): Uint8Array | undefined {
    return this.#log.reading(() => {
      const room = this.#log.room(name);
      const row = room && (this.#latest.get(room.id, seq) as SnapshotRow | undefined);
      return row?.seq === seq ? this.#part(row, part) : undefined;
    });
  }

  /** The `seq` of every snapshot of a room, in order. */
  seqs(name: RoomId): readonly Seq[] {
    const room = this.#log.room(name);
    return room ? this.#seqs.all(room.id).map((row) => row["seq"] as Seq) : [];
  }

  /** The `seq` of the newest; 0 for none. */
  newest(name: RoomId): Seq {
    const room = this.#log.room(name);
    const row = room && this.#latest.get(room.id, Number.MAX_SAFE_INTEGER);
    return (row?.["seq"] as Seq | undefined) ?? 0;
  }

  /** Throws when the bytes of a part are not those that were written. */
  checkMore(row: SnapshotRow): void {
    for (const part of partsIn(row.layout)) this.#part(row, part);
  }

  #part({ id, parts, layout }: SnapshotRow, name: string): Uint8Array | undefined {
    const found = partIn(layout, name);
    if (found === undefined) return undefined;
    const from = parts + found.row;
    const rows = this.#parts.all(partId(id, from), partId(id, from + found.rows));
    return decodePart(
      rows.map((row) => row["body"] as Uint8Array),
      name,
      found.digest,
    );
  }

  #load<T>(
    name: RoomId,
    atOrBefore: Seq = Number.MAX_SAFE_INTEGER,
    read: (row: SnapshotRow) => T,
  ): T | undefined {
    return this.#log.reading(() => {
      const room = this.#log.room(name);
      if (!room) return undefined;
      let damage: unknown;
      for (let upTo = atOrBefore; ;) {
        const row = this.#latest.get(room.id, upTo) as SnapshotRow | undefined;
        if (damage !== undefined && (row?.seq ?? 0) < room.floor) throw damage;
        if (!row) return undefined;
        try {
          return read(row);
        } catch (error) {
          damage = error;
          upTo = row.seq - 1;
        }
      }
    });
  }

  /** Reads a snapshot's parts and compares their checksum. */
  read({ id, seq, parts, layout, digest }: SnapshotRow): Snapshot {
    const rows = this.#parts.all(partId(id, 0), partId(id, parts));
    return decodeParts(seq, {
      layout,
      digest,
      parts: rows.map((row) => row["body"] as Uint8Array),
    });
  }
}
