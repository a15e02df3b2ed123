import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { CheckFailed, type StoreTrouble } from "../store.ts";
import { BUSY_MS, errcode } from "./file.ts";

/** So many bytes a check writes, as an append of many changes does, and gives back. */
export const CHECK_BYTES = 64 * 1024;

/** How long a check waits for another process that writes. Shorter than an append does: somebody waits for the answer. */
const CHECK_BUSY_MS = 1000;

const CANNOT_OPEN = 14;

const PRIMARY: { readonly [code: number]: StoreTrouble } = {
  3: "store.read-only",
  5: "store.locked",
  6: "store.locked",
  8: "store.read-only",
  13: "store.full",
};

/** Writes a row that nobody reads, durably, and takes it away again. Throws {@link CheckFailed}. */
export function check(db: DatabaseSync): void {
  try {
    db.exec(`PRAGMA busy_timeout = ${CHECK_BUSY_MS}`);
    // Two transactions: what is taken away before it was committed never reaches the disk.
    db.exec(`INSERT OR REPLACE INTO parts (id, body) VALUES (-1, zeroblob(${CHECK_BYTES}))`);
    db.exec("DELETE FROM parts WHERE id = -1");
  } catch (error) {
    throw checkFailed(error);
  } finally {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  }
}

/** Why the writer's thread did not answer a check of `file`. */
export async function explainCheck(reason: unknown, file: string): Promise<CheckFailed> {
  if (reason instanceof CheckFailed) return reason;
  const failed = checkFailed(reason);
  if (codeOf(reason) !== CANNOT_OPEN) return failed;
  // On a disk that became read-only SQLite cannot make the files it needs beside its own, and says no more than that.
  const isWritable = await access(dirname(file), constants.W_OK).then(
    () => true,
    () => false,
  );
  return isWritable
    ? failed
    : new CheckFailed("store.read-only", failed.message, { cause: failed.cause });
}

/** What SQLite says as the reason of a check. */
function checkFailed(error: unknown): CheckFailed {
  const message = `The check of the store failed: ${(error as Error).message}`;
  return new CheckFailed(PRIMARY[codeOf(error)] ?? "store.failed", message, { cause: error });
}

/** SQLite's primary code of an error, or of what ended a thread; 0 where there is none. */
function codeOf(error: unknown): number {
  let at: unknown = error;
  for (let depth = 0; at !== undefined && depth < 4; depth++) {
    const code = errcode(at) & 0xff;
    if (code !== 0) return code;
    at = (at as Error).cause;
  }
  return 0;
}
