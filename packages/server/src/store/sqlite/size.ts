import type { RoomId } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import { decodeRow } from "../row.ts";
import type { RoomSize } from "../store.ts";
import type { LogReader } from "./log-reader.ts";
import type { SnapshotReader } from "./snapshot-reader.ts";
import { partId } from "./snapshot-parts.ts";

/** What a room takes in the file: rows of the log from its last one back, and the parts of its snapshots. */
export function sizeOf(
  db: DatabaseSync,
  log: LogReader,
  snapshots: SnapshotReader,
  name: RoomId,
): RoomSize {
  const size = log.reading(() => {
    const room = log.room(name);
    if (room === undefined)
      return { head: 0, floor: 0, entryBytes: 0, snapshotBytes: 0, posts: 0, postBytes: 0 };
    const { id, head, floor, row } = room;
    const rowAt = db.prepare(
      "SELECT back, first + more AS last, length(body) AS bytes FROM log WHERE id = ? AND room = ?",
    );
    let entryBytes = 0;
    for (let next = row; next > 0;) {
      const found = rowAt.get(next, id);
      if (found === undefined || (found["last"] as number) <= floor) break;
      entryBytes += found["bytes"] as number;
      const back = found["back"] as number;
      if (back === 0) break;
      next -= back;
    }
    const parts = db.prepare(
      "SELECT sum(length(body)) AS bytes FROM parts WHERE id >= ? AND id < ?",
    );
    let snapshotBytes = 0;
    const saved = db.prepare("SELECT id FROM snapshots WHERE room = ? AND complete = 1").all(id);
    for (const { id: snapshot } of saved as unknown as { readonly id: number }[])
      snapshotBytes += Number(
        parts.get(partId(snapshot, 0), partId(snapshot + 1, 0))?.["bytes"] ?? 0,
      );
    const { posts, postBytes } = db
      .prepare(
        `SELECT count(*) AS posts, coalesce(sum(length(json)), 0) AS postBytes
         FROM feeds JOIN posts ON posts.feed = feeds.id WHERE feeds.room = ?`,
      )
      .get(id) as { readonly posts: number; readonly postBytes: number };
    return { head, floor, entryBytes, snapshotBytes, posts, postBytes };
  });
  const { head, floor } = size;
  if (head === 0) return { ...size, at: 0 };
  if (head === floor) return { ...size, at: snapshots.load(name)?.at ?? 0 };
  const last = log.page(name, head - 1)?.rows.at(-1);
  const at = last === undefined ? undefined : decodeRow(last).at(-1)?.at;
  return { ...size, at: at ?? 0 };
}
