import type { Entry, RoomId, Seq } from "@alongside/core/engine";
import { Dropped, type Store } from "../store/store.ts";
import { KEEP, type Keep } from "./keep.ts";

/** An entry that a snapshot covers, and about how many bytes it has as JSON. */
export interface Earlier {
  readonly entry: Entry;
  readonly bytes: number;
}

/** So many entries are read first; then four times as many, until there are enough. */
const FIRST_STEP = 16;

/** A step with more bytes than this is not read to its end. */
const STEP_BYTES = 4 * KEEP.bytes;

/**
 * The newest entries up to `seq`, in order and without a gap, as many as a tail keeps: who comes back after a restart gets what they
 * missed. Read from the end in growing steps, as what lies further back is mostly not needed and may be large.
 */
export async function entriesUpTo(
  store: Store,
  room: RoomId,
  seq: Seq,
  keep: Keep = KEEP,
): Promise<readonly Earlier[]> {
  let earlier: readonly Earlier[] = [];
  let bytes = 0;
  let start = seq;
  for (let step = FIRST_STEP; start > 0 && bytes < keep.bytes; step *= 4) {
    const count = Math.min(step, start, keep.entries - earlier.length);
    if (count <= 0) break;
    const found = await entriesBetween(store, room, start - count, count);
    if (found === undefined) break;
    earlier = [...found, ...earlier];
    for (const entry of found) bytes += entry.bytes;
    start -= count;
  }
  return earlier;
}

/** The `count` entries after `after`; undefined where they are not there any more, or too large. */
async function entriesBetween(
  store: Store,
  room: RoomId,
  after: Seq,
  count: number,
): Promise<readonly Earlier[] | undefined> {
  const found: Earlier[] = [];
  let bytes = 0;
  try {
    for await (const entry of store.read(room, after, count)) {
      const size = JSON.stringify(entry).length;
      found.push({ entry, bytes: size });
      bytes += size;
      if (bytes > STEP_BYTES) return undefined;
    }
  } catch (error) {
    if (error instanceof Dropped) return undefined;
    throw error;
  }
  return found.length === count ? found : undefined;
}
