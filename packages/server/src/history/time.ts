import type { RoomId, Seq } from "@alongside/core/engine";
import type { Store } from "../store/store.ts";

/**
 * The last entry up to a time, in ms, of those after `floor` and up to `head`; `floor` where there is none. Times never go back within a
 * log, so it is halved until the entry is found.
 */
export async function lastUpTo(
  store: Store,
  room: RoomId,
  ms: number,
  floor: Seq,
  head: Seq,
): Promise<Seq> {
  let low = floor;
  let high = head;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((await timeOf(store, room, middle)) <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** When an entry was written, in ms. Rejects with `Dropped` for one that was forgotten. */
export async function timeOf(store: Store, room: RoomId, seq: Seq): Promise<number> {
  for await (const { at } of store.read(room, seq - 1, 1)) return at;
  throw new Error(`${room} has no entry ${seq}`);
}
