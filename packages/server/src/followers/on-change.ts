import { type Entry, parseRoomId, type RoomId } from "@alongside/core/engine";
import type { OnChange } from "../implement.ts";

/** Tells the app of the changes among entries that are on disk. Never throws: what the app throws, or rejects with, goes to `onError`. */
export function tellChanges(
  onChange: OnChange,
  name: RoomId,
  entries: readonly Entry[],
  onError: (error: unknown) => void,
): void {
  const room = parseRoomId(name)?.id ?? name;
  for (const entry of entries) {
    if (entry.kind !== "change") continue;
    const { seq, at, actor, ops, mutation } = entry;
    try {
      const change = { room, seq, at, actor, ops, ...(mutation !== undefined && { mutation }) };
      // The room waits for nobody.
      Promise.resolve(onChange(change)).catch(onError);
    } catch (error) {
      onError(error);
    }
  }
}
