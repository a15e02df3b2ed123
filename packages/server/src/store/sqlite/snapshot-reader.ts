import type { RoomId, Seq, Snapshot } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { LogReader } from "./log-reader.ts";
import { decodeParts, partId } from "./snapshot-parts.ts";

interface SnapshotRow {
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

  constructor(db: DatabaseSync, log: LogReader) {
    this.#log = log;
    const columns = "id, seq, parts, layout, digest";
    this.#latest = db.prepare(
      `SELECT ${columns} FROM snapshots WHERE room = ? AND seq <= ? AND complete = 1 ORDER BY seq DESC LIMIT 1`,
    );
    this.#parts = db.prepare("SELECT body FROM parts WHERE id >= ? AND id < ? ORDER BY id");
  }

  /** The latest snapshot at or before `atOrBefore`. A damaged one is passed over where the log reaches back far enough. */
  load(name: RoomId, atOrBefore: Seq = Number.MAX_SAFE_INTEGER): Snapshot | undefined {
    return this.#log.reading(() => {
      const room = this.#log.room(name);
      if (!room) return undefined;
      let damage: unknown;
      for (let upTo = atOrBefore; ;) {
        const row = this.#latest.get(room.id, upTo) as SnapshotRow | undefined;
        if (damage !== undefined && (row?.seq ?? 0) < room.floor) throw damage;
        if (!row) return undefined;
        try {
          return this.read(row);
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
