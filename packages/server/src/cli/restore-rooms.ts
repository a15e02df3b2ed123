import { restore } from "../store/sqlite/restore.ts";
import { databaseIn, type RestoreCommand } from "./command.ts";
import { Problem } from "./problem.ts";

/** Puts a backup in place; `now` is the time in ms. Returns what to say about it. Throws `Problem`, in one line. */
export function restoreRooms({ backup, data }: RestoreCommand, now: number): string {
  try {
    const { file, rooms, replaced, ...from } = restore(backup, databaseIn(data), now);
    const kept = replaced === undefined ? "" : `\nWhat was there is kept as ${replaced}`;
    return `Restored ${rooms} ${rooms === 1 ? "room" : "rooms"} from ${from.backup} to ${file}${kept}`;
  } catch (error) {
    throw new Problem(`restore: ${error instanceof Error ? error.message : String(error)}`);
  }
}
