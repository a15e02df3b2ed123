import type { RoomId, Seq } from "@alongside/core/engine";
import type { AuditStart } from "./chain/audited.ts";
import { rowBodies } from "./chain/row-bodies.ts";
import {
  base64,
  type ChainNote,
  newSeal,
  type NoteKind,
  noteSealOf,
  reseal,
  type SealedRow,
  sealIn,
  sealRow,
} from "./chain/seals.ts";
import type { ReadRow } from "./row.ts";

interface Place {
  readonly seq: Seq;
  readonly seal: Uint8Array;
}

interface Row extends ReadRow {
  readonly last: Seq;
  readonly sealed?: SealedRow;
}

/** The chain of one room in memory. */
export class MemoryChain {
  readonly #room: RoomId;
  #start: Place;
  #end: Place;
  #notes: ChainNote[] = [];

  constructor(room: RoomId, after: Seq) {
    this.#room = room;
    this.#start = this.#end = { seq: after, seal: newSeal() };
  }

  /** Seals the entries of a row that follows `after`. */
  append(after: Seq, row: ReadRow): SealedRow {
    if (this.#end.seq < after) this.#note("gap", after, { from: this.#end.seq + 1 });
    const entries = rowBodies(row);
    const { bytes, last } = sealRow(this.#end.seal, this.#room, entries);
    this.#end = { seq: after + entries.length, seal: last };
    return { bytes, erased: null };
  }

  #note(kind: NoteKind, seq: Seq, said: object): void {
    const body = JSON.stringify(said);
    const seal = noteSealOf(this.#end.seal, this.#room, { seq, kind, body });
    this.#notes.push({ seq, kind, body, seal });
    this.#end = { seq, seal };
  }

  /** The row with the seals it has once it was rewritten. */
  rewritten<R extends Row>(before: R, after: R): R {
    const { sealed } = before;
    const resealed = sealed && reseal(sealed, rowBodies(before), rowBodies(after));
    if (resealed === undefined) return after;
    this.#note("erased", this.#end.seq, { digests: resealed.digests });
    return { ...after, sealed: resealed.sealed };
  }

  /** Entries up to `seq` of `rows` are let go. */
  drop(seq: Seq, rows: readonly Row[]): void {
    this.#start = this.#place(seq, rows);
    this.#notes = this.#notes.filter((note) => note.seq > this.#start.seq);
  }

  /** The lines after `seq` begin so, with the notes after these. */
  start(after: Seq, rows: readonly Row[]): Required<Pick<AuditStart, "chain">> {
    const { seq, seal } = this.#place(after, rows);
    return { chain: { after: seq, seal: base64(seal) } };
  }

  /** The notes after an entry, up to another one. */
  notes(after: Seq, upTo: Seq): readonly ChainNote[] {
    return this.#notes.filter(({ seq }) => seq > after && seq <= upTo);
  }

  /** The last place of the chain at or before an entry. */
  #place(upTo: Seq, rows: readonly Row[]): Place {
    if (upTo >= this.#end.seq) return this.#end;
    for (let seq = upTo; seq > this.#start.seq; seq--) {
      const note = this.#notes.findLast((one) => one.seq === seq);
      if (note !== undefined) return { seq, seal: note.seal };
      const row = rows.find((one) => one.last >= seq);
      if (row?.sealed !== undefined && row.first <= seq)
        return { seq, seal: sealIn(row.sealed, seq - row.first).seal };
      // It was off there.
    }
    return this.#start;
  }
}
