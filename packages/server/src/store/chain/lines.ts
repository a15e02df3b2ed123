import { rowBodies } from "./row-bodies.ts";
import type { ReadRow } from "../row.ts";
import type { RoomId, Seq } from "@alongside/core/engine";
import type { AuditEntry, AuditNote } from "./audited.ts";
import { base64, type ChainNote, sealIn, type SealedRow } from "./seals.ts";

/** A row with the seals of its entries, where it has any. */
export interface AuditRow extends ReadRow {
  readonly sealed?: SealedRow;
}

/** What is read of a log in one piece. */
export interface AuditPage {
  readonly last: Seq;
  readonly rows: readonly AuditRow[];
  /** Those after entries of `rows`, and those after the last entry of the page before that came since. In the order of the chain. */
  readonly notes: readonly ChainNote[];
}

/** The lines of a page: the entries after `after`, up to `until`. */
export function* linesOf(
  room: RoomId,
  { rows, notes }: AuditPage,
  after: Seq,
  until: Seq,
): Generator<AuditEntry | AuditNote> {
  let next = 0;
  function* upTo(seq: Seq): Generator<AuditNote> {
    for (; next < notes.length && (notes[next] as ChainNote).seq <= seq; next++)
      yield noteLine(room, notes[next] as ChainNote);
  }
  for (const row of rows)
    for (const [i, entry] of rowBodies(row).entries()) {
      if (entry.seq <= after || entry.seq > until) continue;
      yield* upTo(entry.seq - 1);
      if (row.sealed === undefined) {
        yield { room, ...entry };
        continue;
      }
      const { salt, seal, digest } = sealIn(row.sealed, i);
      yield {
        room,
        ...entry,
        salt: base64(salt),
        ...(digest && { digest: base64(digest) }),
        seal: base64(seal),
      };
    }
  yield* upTo(until);
}

function noteLine(room: RoomId, { seq, kind, body, seal }: ChainNote): AuditNote {
  return { room, seq, note: kind, body, seal: base64(seal) };
}
