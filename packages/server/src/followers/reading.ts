import type { Entry, OpsByKey, RoomId, Seq } from "@alongside/core/engine";
import type { Cursor } from "../store/followed.ts";
import { Dropped, type Epoch, type Store } from "../store/store.ts";
import type { FollowedEntry, FollowedKind } from "./options.ts";

/** Which entries a follower is given. */
export interface Wanted {
  readonly name: string;
  /** Undefined for all but refusals. */
  readonly kinds: ReadonlySet<FollowedKind> | undefined;
  readonly parts: ReadonlySet<string> | undefined;
  /** Nothing from before this time, in ms. */
  readonly since?: number;
}

/** Neighbouring entries of one stretch of a log that came the same way. */
export interface Piece {
  readonly epoch: string;
  /** The last entry that was looked at. */
  readonly upTo: Seq;
  readonly entries: readonly FollowedEntry[];
  readonly via: readonly string[];
  readonly gap?: { readonly from: Seq; readonly to: Seq };
}

/** Of one piece, as JSON; one entry may have more. */
const PIECE_BYTES = 1 << 20;

/** So many entries are looked at for one piece, where most are of no concern. */
const LOOKED_AT = 10;

/**
 * Up to which entry of a log with `epochs` a follower is done: where the log branched before its cursor, it goes back to there, and in
 * another log it begins.
 */
export function doneUpTo(cursor: Cursor | undefined, epochs: readonly Epoch[], head: Seq): Seq {
  const at = epochs.findIndex(({ epoch }) => epoch === cursor?.epoch);
  if (cursor === undefined || at < 0) return 0;
  const end = (epochs[at + 1]?.from ?? Infinity) - 1;
  return Math.min(cursor.seq, end, head);
}

/** Reads what comes after `after`; undefined at the end of the log. */
export async function readPiece(
  store: Store,
  room: RoomId,
  after: Seq,
  epochs: readonly Epoch[],
  wanted: Wanted,
  most: number,
): Promise<Piece | undefined> {
  const found: FollowedEntry[] = [];
  let gap: Piece["gap"];
  let from = after;
  let [upTo, bytes, via] = [after, 0, undefined as readonly string[] | undefined];
  for (;;) {
    try {
      for await (const entry of store.read(room, from, most * LOOKED_AT)) {
        const epoch = epochAt(epochs, entry.seq);
        if (upTo > after && epoch !== epochAt(epochs, upTo)) break;
        const given = givenEntry(room, epoch, entry, wanted);
        if (given !== undefined) {
          if (via !== undefined && via.join(" ") !== given.via.join(" ")) break;
          ({ via } = given);
          found.push(given);
          bytes += JSON.stringify(given.ops).length;
        }
        upTo = entry.seq;
        if (found.length >= most || bytes >= PIECE_BYTES) break;
      }
      break;
    } catch (error) {
      if (!(error instanceof Dropped) || error.floor <= from) throw error;
      gap = { from: from + 1, to: error.floor };
      from = upTo = error.floor;
    }
  }
  if (upTo === after) return undefined;
  const epoch = epochAt(epochs, upTo);
  return { epoch, upTo, entries: found, via: via ?? [], ...(gap !== undefined && { gap }) };
}

function epochAt(epochs: readonly Epoch[], seq: Seq): string {
  return epochs.findLast(({ from }) => from <= seq)?.epoch ?? "";
}

/** Whether a follower may be given an entry: no room is asked for that. */
export function isGiven(entry: Entry, wanted: Wanted): boolean {
  return givenEntry("", "", entry, wanted) !== undefined;
}

function givenEntry(
  room: RoomId,
  epoch: string,
  entry: Entry,
  { name, kinds, parts, since = 0 }: Wanted,
): FollowedEntry | undefined {
  if (kinds === undefined ? entry.kind === "outcome" : !kinds.has(entry.kind)) return undefined;
  if (entry.at < since) return undefined;
  const via = (entry.kind === "change" ? entry.via : undefined) ?? [];
  // What came through it goes round in a circle.
  if (via.includes(name)) return undefined;
  const all: OpsByKey = "ops" in entry ? entry.ops : {};
  const ops = parts === undefined ? all : only(all, parts);
  if (parts !== undefined && Object.keys(ops).length === 0) return undefined;
  return {
    id: `${room}/${epoch}/${entry.seq}`,
    seq: entry.seq,
    at: entry.at,
    kind: entry.kind,
    ...("actor" in entry && { actor: entry.actor }),
    ops,
    ...(entry.kind === "change" && entry.mutation !== undefined && { mutation: entry.mutation }),
    via,
  };
}

function only(ops: OpsByKey, keys: ReadonlySet<string>): OpsByKey {
  return Object.fromEntries(Object.entries(ops).filter(([key]) => keys.has(key)));
}
