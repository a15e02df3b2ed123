import { closeSync, openSync, writeSync } from "node:fs";
import type { Verified } from "../store/sqlite/verify.ts";
import { verify } from "../store/sqlite/verify.ts";
import type { VerifyCommand } from "./command.ts";
import { readHeads } from "./heads.ts";
import { Problem } from "./problem.ts";

/**
 * Prints what is wrong in a database file, a line for each room, and at the end how much was looked at. Returns whether nothing is. Throws
 * `Problem`, in one line.
 */
export function verifyRooms(command: VerifyCommand, print: (line: string) => void): boolean {
  const { file, json, against, heads } = command;
  const noted = against === undefined ? [] : readHeads(against);
  const out = heads === undefined ? undefined : newFile(heads);
  let isWhole = true;
  try {
    const counts = verify(
      file,
      (damage) => {
        isWhole = false;
        const { room, message } = damage;
        // Quoted: who made the room chose its name.
        const where = room === undefined ? "the file" : JSON.stringify(room);
        print(json ? JSON.stringify(damage) : `${where}: ${message.replaceAll(/\s+/g, " ")}`);
      },
      {
        noted,
        ...(out !== undefined && {
          onHead: (head) => void writeSync(out, `${JSON.stringify(head)}\n`),
        }),
      },
    );
    print(json ? JSON.stringify({ ok: isWhole, ...counts }) : told(isWhole, counts));
    return isWhole;
  } catch (error) {
    throw new Problem(`verify: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    if (out !== undefined) closeSync(out);
  }
}

function newFile(file: string): number {
  try {
    return openSync(file, "wx");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Problem(
      code === "EEXIST"
        ? `verify: there is a file ${file} already; name another one for --heads`
        : `verify: ${file} cannot be written (${code})`,
    );
  }
}

function told(isWhole: boolean, { rooms, damaged, entries, snapshots, chain }: Verified): string {
  const text = `${isWhole ? "Whole" : "Damaged"}: ${rooms} rooms, ${damaged} of them damaged, ${entries} entries, ${snapshots} snapshots`;
  if (chain === undefined) return text;
  const { sealed, erased, unsealed } = chain;
  return `${text}; ${sealed} entries sealed, ${erased} of them erased, ${unsealed} without a seal`;
}
