import type { Entry, RoomId } from "@alongside/core/engine";
import type { Store } from "@alongside/server";
import { Room } from "./room.ts";

/** As far apart as a store keeps its snapshots. */
const SNAPSHOT_EVERY = 10_000;
const BATCH = 500;

/** Writes so many entries into a store, and snapshots as a server would. */
export async function fill(
  store: Store,
  id: RoomId,
  size: number,
  room: Room = new Room(),
): Promise<void> {
  for (let seq = 0; seq < size; seq += BATCH) {
    const batch: Entry[] = Array.from({ length: BATCH }, (_, i) => room.entry(seq + i + 1));
    await store.append(id, seq, batch);
    const head = seq + BATCH;
    if (head % SNAPSHOT_EVERY === 0 && head < size) await store.saveSnapshot(id, head);
  }
}

/** The `i`th moment after `from` that a room of `size` entries is opened at: the same each time, spread by the golden ratio. */
export function momentOf(i: number, size: number, from = 0): number {
  return from + 1 + Math.floor(((i * 0.618_033_988_75) % 1) * (size - from));
}
