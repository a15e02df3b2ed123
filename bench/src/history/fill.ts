import type { Entry, RoomId } from "@alongside/core/engine";
import type { Store } from "@alongside/server";
import { Room } from "./room.ts";

/** As far apart as a store keeps its snapshots. */
const SNAPSHOT_EVERY = 10_000;
const BATCH = 500;

/** Batches that are on their way to the disk at a time. */
const AT_ONCE = 8;

/** Writes so many entries into a store, and snapshots as a server would. */
export async function fill(
  store: Store,
  id: RoomId,
  size: number,
  room: Room = new Room(),
): Promise<void> {
  const appended: Promise<void>[] = [];
  for (let seq = 0; seq < size; seq += BATCH) {
    const batch: Entry[] = Array.from({ length: BATCH }, (_, i) => {
      const entry = room.entry(seq + i + 1);
      if (!Room.isSeldom(entry.seq, size)) return entry;
      return { ...entry, actor: "carol", client: "client-of-carol" };
    });
    const head = seq + BATCH;
    const isLast = head % SNAPSHOT_EVERY === 0 || head >= size;
    appended.push(store.append(id, seq, batch));
    if (!isLast && appended.length < AT_ONCE) continue;
    await Promise.all(appended.splice(0));
    if (head % SNAPSHOT_EVERY === 0 && head < size) await store.saveSnapshot(id, head);
  }
}

/** The `i`th moment after `from` that a room of `size` entries is opened at: the same each time, spread by the golden ratio. */
export function momentOf(i: number, size: number, from = 0): number {
  return from + 1 + Math.floor(((i * 0.618_033_988_75) % 1) * (size - from));
}
