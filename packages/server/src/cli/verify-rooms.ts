import { verify } from "../store/sqlite/verify.ts";
import type { VerifyCommand } from "./command.ts";
import { Problem } from "./problem.ts";

/** Looks through a database file and says what is damaged, line by line. Returns whether nothing is. Throws `Problem`, in one line. */
export function verifyRooms({ file, json }: VerifyCommand, print: (line: string) => void): boolean {
  let isWhole = true;
  try {
    const counts = verify(file, (damage) => {
      isWhole = false;
      const { room, message } = damage;
      // Quoted: who made the room chose its name.
      const where = room === undefined ? "the file" : JSON.stringify(room);
      print(json ? JSON.stringify(damage) : `${where}: ${message.replaceAll(/\s+/g, " ")}`);
    });
    const { rooms, damaged, entries, snapshots } = counts;
    print(
      json
        ? JSON.stringify({ ok: isWhole, ...counts })
        : `${isWhole ? "Whole" : "Damaged"}: ${rooms} rooms, ${damaged} of them damaged, ${entries} entries, ${snapshots} snapshots`,
    );
    return isWhole;
  } catch (error) {
    throw new Problem(`verify: ${error instanceof Error ? error.message : String(error)}`);
  }
}
