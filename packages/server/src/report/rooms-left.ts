import { Problem } from "../cli/problem.ts";
import type { RoomsApi } from "./rooms-api.ts";

/** The ids of all rooms of all reports begin so, behind their kind. */
const BEGINNING = "report-";

/** Rooms of a report that began so many ms ago were left behind: none takes so long. */
const LEFT_MS = 30 * 60_000;

/** What the ids of a report's rooms begin with: when it began, and some letters of its own. */
export function prefixOf(now: number, letters: string): string {
  return `${BEGINNING}${now.toString(36)}-${letters}-`;
}

/**
 * Sees to it, before any room is made, that rooms can be deleted. Deletes those that an earlier report left behind, as it was killed.
 * Rejects with `Problem`.
 */
export async function prepare(api: RoomsApi, kind: string, now: number): Promise<void> {
  await api.delete(`${kind}:${BEGINNING}none`).catch((error: unknown) => {
    throw new Problem(
      `${(error as Error).message}. ALONGSIDE_KEY has to be a key of that server, of scope admin`,
    );
  });
  for (const room of await api.beginningWith(`${kind}:${BEGINNING}`)) {
    const began = parseInt(room.slice(kind.length + 1 + BEGINNING.length), 36);
    if (now - began > LEFT_MS) await api.delete(room);
  }
}

/** Deletes the rooms of a report. Rejects with `Problem`, which says how they are called, where that cannot be done. */
export async function clean(api: RoomsApi, kind: string, prefix: string): Promise<void> {
  try {
    for (const room of await api.beginningWith(`${kind}:${prefix}`)) await api.delete(room);
  } catch (error) {
    throw new Problem(
      `Rooms that begin with ${kind}:${prefix} may be left there, which a report in half an hour or later deletes: ${(error as Error).message}`,
    );
  }
}
