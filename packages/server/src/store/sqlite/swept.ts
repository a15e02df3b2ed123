import type { RoomId } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import { PAGE_OF_DUE, type SweepLine, type SweepStep } from "../swept.ts";
import { inTransaction } from "./transaction.ts";

/** Tables that files of this format may lack: when rooms are due next, by their names, and how far the sweeper has come. */
export const SWEPT_TABLES = `
  CREATE TABLE IF NOT EXISTS due (room TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS due_by_time ON due (at);
  CREATE TABLE IF NOT EXISTS sweeper (
    one INTEGER PRIMARY KEY CHECK (one = 1), mark INTEGER NOT NULL, policies TEXT NOT NULL
  );
`;

export function sweepLine(db: DatabaseSync): SweepLine | undefined {
  const row = db.prepare("SELECT mark, policies FROM sweeper").get();
  return row as unknown as SweepLine | undefined;
}

export function dueRooms(
  db: DatabaseSync,
  at: number,
  limit: number = PAGE_OF_DUE,
): readonly RoomId[] {
  const rows = db.prepare("SELECT room FROM due WHERE at <= ? ORDER BY at LIMIT ?").all(at, limit);
  return rows.map(({ room }) => room as RoomId);
}

/** Of rooms that are not there nothing is noted. */
export function saveSweep(db: DatabaseSync, { line, due = [] }: SweepStep): void {
  inTransaction(db, () => {
    if (line !== undefined)
      db.prepare("INSERT OR REPLACE INTO sweeper (one, mark, policies) VALUES (1, ?, ?)").run(
        line.mark,
        line.policies,
      );
    const note = db.prepare(
      "INSERT OR REPLACE INTO due (room, at) SELECT name, ? FROM rooms WHERE name = ?",
    );
    const forget = db.prepare("DELETE FROM due WHERE room = ?");
    for (const { room, at } of due)
      if (at === undefined) forget.run(room);
      else note.run(at, room);
  });
}
