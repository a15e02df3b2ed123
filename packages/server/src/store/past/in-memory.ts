import type { RoomId, Seq } from "@alongside/core/engine";
import { decodeRow, type ReadRow } from "../row.ts";
import { Dropped } from "../store.ts";
import { authorsIn } from "./authors-in.ts";
import { EntryFinder } from "./past-entries.ts";
import type { FoundEntries, WantedEntries } from "./wanted.ts";

/** A log in memory. */
interface Log {
  /** It begins after this. */
  readonly floor: Seq;
  readonly rows: readonly (ReadRow & { readonly last: Seq })[];
}

/** See `Store.pastEntries`. */
export function pastEntries(
  room: RoomId,
  { floor, rows }: Log,
  wanted: WantedEntries,
): FoundEntries {
  const { after, by } = wanted;
  const finder = new EntryFinder(wanted);
  if (!finder.isDone && after < floor) throw new Dropped(room, after, floor);
  for (const row of rows) {
    if (finder.isDone) break;
    if (row.last <= after) continue;
    if (by !== undefined && !authorsIn(row.authors).has(by)) finder.pass(row.last);
    else finder.take(row);
  }
  return finder.found();
}

/** See `Store.lastUpTo`. */
export function lastUpTo({ floor, rows }: Log, ms: number): Seq {
  const row = rows.findLast(({ at }) => at <= ms);
  const found = row && decodeRow(row).findLast(({ at }) => at <= ms);
  return Math.max(floor, found?.seq ?? 0);
}
