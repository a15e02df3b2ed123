import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import { LAST_ROW } from "./followed.ts";
import { inTransaction } from "./transaction.ts";

/** Begins a room whose log is forgotten up to `seq`. Its snapshot comes next. */
export function beginImport(db: DatabaseSync, name: RoomId, epoch: string, seq: Seq): void {
  inTransaction(db, () => {
    const { id } = db
      .prepare(
        "INSERT INTO rooms (name, head, row, open, base) VALUES (?, ?, 0, 0, ?) RETURNING id",
      )
      .get(name, seq, seq) as { readonly id: number };
    db.prepare("INSERT INTO epochs (room, first, epoch) VALUES (?, 1, ?)").run(id, epoch);
  });
}

/**
 * Gives a room that was imported its name. Its last row becomes the newest one of the log: followers look for rooms whose last row
 * they have not seen. Returns the head of the room that has the name already, and then does nothing; else 0.
 */
export function adopt(db: DatabaseSync, name: RoomId, room: RoomId): Seq {
  return inTransaction(db, () => {
    const other = db.prepare("SELECT head FROM rooms WHERE name = ?").get(room);
    if (other !== undefined) return other["head"] as Seq;
    const { id, row } = db.prepare("SELECT id, row FROM rooms WHERE name = ?").get(name) as {
      readonly id: number;
      readonly row: number;
    };
    const newest = (db.prepare(LAST_ROW).get() as { readonly id: number }).id + 1;
    if (row > 0) {
      const by = newest - row;
      // Where its column says how far back its authors are, they are farther now.
      db.prepare(
        `UPDATE log SET id = ?, back = iif(back = 0, 0, back + ?),
         author = iif(typeof(author) = 'text', author, author + ?) WHERE id = ?`,
      ).run(newest, by, by, row);
      db.prepare("UPDATE seals SET id = ? WHERE id = ?").run(newest, row);
      db.prepare("UPDATE segments SET row = ? WHERE room = ? AND row = ?").run(newest, id, row);
    }
    db.prepare("UPDATE rooms SET name = ?, row = ? WHERE id = ?").run(
      room,
      row > 0 ? newest : 0,
      id,
    );
    return 0;
  });
}
