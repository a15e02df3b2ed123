import type { RoomId } from "@alongside/core/engine";
import type { TrashLimits } from "../room/trash.ts";
import type { Store } from "../store/store.ts";
import { TRASH_PART, trashIn } from "../store/trash-times.ts";

/**
 * When something in a room's trash is to go, in ms, by its newest snapshot and what was deleted since; undefined for never. It may
 * have come back meanwhile: whoever looks then finds out. Rejects with what the store throws.
 */
export async function trashDue(
  store: Store,
  room: RoomId,
  { ms, records, recentMs }: TrashLimits,
): Promise<number | undefined> {
  const newest = await store.newestSnapshot(room);
  const went = trashIn(await store.loadPart(room, newest, TRASH_PART)).map(([, at]) => at);
  for await (const entry of store.read(room, newest)) {
    if (!("ops" in entry)) continue;
    // What a `put` sets aside goes there too.
    for (const key in entry.ops)
      for (const { op } of entry.ops[key] ?? [])
        if (op === "delete" || op === "put") went.push(entry.at);
  }
  const [first] = went;
  if (first === undefined) return undefined;
  return Math.min(first + ms, went.length > records ? first + recentMs : Infinity);
}
