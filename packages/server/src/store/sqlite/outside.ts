import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import type { Bounds, Outside } from "../store.ts";
import type { LogReader } from "./log-reader.ts";

interface Row {
  readonly back: number;
  readonly last: Seq;
  readonly at: number;
  readonly bytes: number;
}

/**
 * Which rows of a room lie outside of `bounds`. Times are looked for among the segments from the old end, and then in one of them; bytes
 * are counted from the new end, row by row, until there are too many.
 */
export function outside(
  db: DatabaseSync,
  log: LogReader,
  name: RoomId,
  { since, entries, bytes }: Bounds,
): Outside {
  return log.reading(() => {
    const room = log.room(name);
    if (room === undefined) return { head: 0, floor: 0, upTo: 0 };
    const { id, head, floor, row } = room;
    const segments = db.prepare(
      "SELECT last, row, at FROM segments JOIN log ON log.id = row WHERE segments.room = ? AND last > ? ORDER BY last",
    );
    const rowAt = db.prepare(
      "SELECT back, first + more AS last, at, length(body) AS bytes FROM log WHERE id = ? AND room = ?",
    );
    /** From the newest row at `end` to the oldest one that is kept. */
    function* back(end: number): Generator<Row> {
      for (let next = end; next > 0;) {
        const found = rowAt.get(next, id) as unknown as Row | undefined;
        if (found === undefined || found.last <= floor) return;
        yield found;
        if (found.back === 0) return;
        next -= found.back;
      }
    }

    const most = entries === undefined ? -1 : head - entries;
    const isOut = ({ last, at }: Pick<Row, "last" | "at">): boolean =>
      last <= most || (since !== undefined && at < since);
    let upTo = floor;
    let end = row;
    for (const segment of segments.iterate(id, floor)) {
      const { last, at } = segment as unknown as Row;
      end = segment["row"] as number;
      if (!isOut({ last, at })) break;
      upTo = last;
      end = row;
    }
    if (upTo < head)
      for (const found of back(end)) {
        if (found.last <= upTo) break;
        if (!isOut(found)) continue;
        upTo = found.last;
        break;
      }
    if (bytes !== undefined) {
      let left = bytes;
      for (const found of back(row)) {
        if (found.last <= upTo) break;
        left -= found.bytes;
        if (left < 0) upTo = found.last;
        if (left < 0) break;
      }
    }
    return { head, floor, upTo };
  });
}
