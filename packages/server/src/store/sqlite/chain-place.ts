import type { Seq } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import { sealIn } from "../chain/seals.ts";

/** An entry that the chain has, and the last seal that stands there. */
export interface ChainPlace {
  readonly seq: Seq;
  readonly seal: Uint8Array;
}

interface ChainRow {
  readonly after: Seq;
  readonly start: Uint8Array;
  readonly seq: Seq;
  readonly last: Uint8Array;
}

/** The last place of a room's chain at or before the entry `seq`; where it begins, for an earlier one. Undefined without a chain. */
export function chainPlace(db: DatabaseSync, room: number, seq: Seq): ChainPlace | undefined {
  const chain = db
    .prepare('SELECT "after", start, seq, last FROM chains WHERE room = ?')
    .get(room) as unknown as ChainRow | undefined;
  if (chain === undefined) return undefined;
  if (seq >= chain.seq) return { seq: chain.seq, seal: chain.last };
  if (seq <= chain.after) return { seq: chain.after, seal: chain.start };
  const found = sealAt(db, room, seq);
  if (found !== undefined) return { seq, seal: found };
  // It was off there: the note at the end of that says since when.
  const gap = db
    .prepare(
      "SELECT body FROM chain_notes WHERE room = ? AND seq >= ? AND kind = 'gap' ORDER BY n LIMIT 1",
    )
    .get(room, seq) as { readonly body: string } | undefined;
  const { from } = JSON.parse(gap?.body ?? "{}") as { readonly from?: Seq };
  if (from === undefined || from > seq) throw new Error(`Entry ${seq} has no seal`);
  if (from - 1 <= chain.after) return { seq: chain.after, seal: chain.start };
  const before = sealAt(db, room, from - 1);
  if (before === undefined) throw new Error(`Entry ${from - 1} has no seal`);
  return { seq: from - 1, seal: before };
}

/** The last seal at an entry: that of the last note after it, or its own. */
function sealAt(db: DatabaseSync, room: number, seq: Seq): Uint8Array | undefined {
  const note = db
    .prepare("SELECT seal FROM chain_notes WHERE room = ? AND seq = ? ORDER BY n DESC LIMIT 1")
    .get(room, seq) as { readonly seal: Uint8Array } | undefined;
  if (note !== undefined) return note.seal;
  const segment = db
    .prepare("SELECT row FROM segments WHERE room = ? AND last >= ? ORDER BY last LIMIT 1")
    .get(room, seq);
  const newest = segment ?? db.prepare("SELECT row FROM rooms WHERE id = ?").get(room);
  const rowAt = db.prepare("SELECT back, first FROM log WHERE id = ? AND room = ?");
  for (let next = newest?.["row"] as number; next > 0;) {
    const row = rowAt.get(next, room) as { readonly back: number; readonly first: Seq } | undefined;
    if (row === undefined) return undefined;
    if (row.first <= seq) {
      const sealed = db
        .prepare("SELECT bytes, erased FROM seals WHERE id = ? AND room = ?")
        .get(next, room);
      return sealed && sealIn(sealed as never, seq - row.first).seal;
    }
    if (row.back === 0) return undefined;
    next -= row.back;
  }
  return undefined;
}
