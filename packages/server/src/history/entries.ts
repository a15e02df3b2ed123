import type { RoomId } from "@alongside/core/engine";
import type { FoundEntries, WantedEntries } from "../store/past/wanted.ts";
import { Dropped, type Store } from "../store/store.ts";
import { forgotten } from "./past.ts";

/**
 * The entries of `wanted` that hold something for a reader, in order, as many as one question brings. Rejects with `Refused`,
 * `history.forgotten`, where the first of them is not kept.
 */
export async function entriesOf(
  store: Store,
  room: RoomId,
  wanted: WantedEntries,
): Promise<FoundEntries> {
  try {
    return await store.pastEntries(room, wanted);
  } catch (error) {
    throw error instanceof Dropped ? forgotten(room, error.floor) : error;
  }
}
