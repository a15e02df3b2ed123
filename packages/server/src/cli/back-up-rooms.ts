import { backUp } from "../store/sqlite/backup.ts";
import { type BackupCommand, databaseIn } from "./command.ts";
import { Problem } from "./problem.ts";

/** Writes a backup. Returns what to say about it. Throws `Problem`, in one line. */
export function backUpRooms({ backup, data, json }: BackupCommand): string {
  try {
    const done = backUp(databaseIn(data), backup);
    if (json) return JSON.stringify(done);
    const rooms = `${done.rooms} ${done.rooms === 1 ? "room" : "rooms"}`;
    return `Backed up ${rooms} to ${done.backup} (${done.bytes} bytes)`;
  } catch (error) {
    throw new Problem(`backup: ${error instanceof Error ? error.message : String(error)}`);
  }
}
