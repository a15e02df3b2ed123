import type { Seq } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import type { StoredRow } from "./log-reader.ts";

interface Row {
  readonly back: number;
  readonly first: Seq;
  readonly at: number;
  readonly author: string | number;
  readonly body: string | Uint8Array;
}

/** A row of the log, and the later ones that have their authors in it: they stand in the same segment. */
export function rowsWith(db: DatabaseSync, room: number, id: number): readonly StoredRow[] {
  const rowAt = db.prepare(
    "SELECT back, first, at, author, body FROM log WHERE id = ? AND room = ?",
  );
  const get = (of: number): Row | undefined => rowAt.get(of, room) as Row | undefined;
  const row = get(id);
  if (row === undefined) return [];
  const { first, at, body } = row;
  const authors = typeof row.author === "string" ? row.author : get(id - row.author)?.author;
  if (typeof authors !== "string")
    throw new Error(`The log is damaged: row ${id} has its authors elsewhere`);
  const rows: StoredRow[] = [{ id, first, at, authors, body }];
  if (typeof row.author !== "string") return rows;
  const end =
    db
      .prepare("SELECT row FROM segments WHERE room = ? AND last >= ? ORDER BY last LIMIT 1")
      .get(room, first) ?? db.prepare("SELECT row FROM rooms WHERE id = ?").get(room);
  for (let next = end?.["row"] as number; next > id;) {
    const later = get(next);
    if (later === undefined) break;
    if (later.author === next - id)
      rows.push({ id: next, first: later.first, at: later.at, authors, body: later.body });
    if (later.back === 0) break;
    next -= later.back;
  }
  return rows;
}
