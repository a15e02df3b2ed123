import type { Clock, Entry, OpsByKey, Rights, RoomId, Seq } from "@alongside/core/engine";
import { commitText } from "../room/down.ts";
import { mayRead } from "../room/rights.ts";
import { Dropped, type Store } from "../store/store.ts";
import { forgotten } from "./past.ts";

/** Which entries are asked for. */
export interface Wanted {
  readonly after: Seq;
  readonly until: Seq;
  readonly limit: number;
  readonly by?: string;
  /** A top-level key, or the id of a record. */
  readonly part?: string;
}

/** Entries as JSON, each as somebody other than its author sees it. */
export interface FoundEntries {
  readonly texts: readonly string[];
  /** The last entry that was looked at, where there may be more. */
  readonly next?: Seq;
}

/** One question looks at so many entries, and finds so many characters of JSON, about. */
const MOST_LOOKED_AT = 2000;
const MOST_CHARACTERS = 256 * 1024;

/** Ops that are looked at before everybody else has a turn, and how many characters of an answer count as one. */
const SLICE = 500;
const CHARACTERS = 128;

/**
 * The entries of `wanted` that hold something for a reader, in order. Those that were refused, and names of moments, change nothing, and are left out.
 * Rejects with `Refused`, `history.forgotten`, where the first of them is not kept.
 */
export async function entriesOf(
  store: Store,
  clock: Clock,
  room: RoomId,
  wanted: Wanted,
  rights: Rights,
): Promise<FoundEntries> {
  const { after, until, limit } = wanted;
  const texts: string[] = [];
  let characters = 0;
  let work = 0;
  let last = after;
  if (after >= until) return { texts };
  try {
    for await (const entry of store.read(room, after, Math.min(MOST_LOOKED_AT, until - after))) {
      last = entry.seq;
      if (isWanted(entry, wanted, rights)) {
        const text = commitText(entry, rights);
        texts.push(text);
        characters += text.length;
        work += text.length / CHARACTERS;
        if (texts.length >= limit || characters >= MOST_CHARACTERS) break;
      }
      work += 1 + countOps(entry);
      if (work < SLICE) continue;
      work = 0;
      await new Promise<void>((resolve) => void clock.after(0, resolve));
    }
  } catch (error) {
    throw error instanceof Dropped ? forgotten(room, error.floor) : error;
  }
  return last < until ? { texts, next: last } : { texts };
}

function isWanted(entry: Entry, { by, part }: Wanted, rights: Rights): boolean {
  if (entry.kind === "outcome" || entry.kind === "version") return false;
  if (by !== undefined && !("actor" in entry && entry.actor === by)) return false;
  if (entry.kind === "prune") return part === undefined || entry.ids.includes(part);
  if (!("ops" in entry)) return part === undefined;
  return isIn(entry.ops, part, rights);
}

/** Whether some of the ops that a reader may see are of that part. */
function isIn(ops: OpsByKey, part: string | undefined, rights: Rights): boolean {
  for (const key in ops) {
    if (!mayRead(rights, key)) continue;
    if (part === undefined || part === key) return true;
    if (ops[key]?.some(({ id }) => id === part)) return true;
  }
  return false;
}

function countOps(entry: Entry): number {
  let count = 0;
  if ("ops" in entry) for (const key in entry.ops) count += entry.ops[key]?.length ?? 0;
  return count;
}
