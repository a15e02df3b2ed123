import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { rowBodies } from "../chain/row-bodies.ts";
import { newSeal, reseal, type Resealed, type SealedRow, sealRow } from "../chain/seals.ts";
import type { ReadRow } from "../row.ts";
import { type Chain, ChainNotes, roomOf } from "./chain-notes.ts";
import { chainPlace } from "./chain-place.ts";
import { LAST_ROW } from "./followed.ts";
import type { StoredRow } from "./log-reader.ts";
import { rowsWith } from "./rows-with.ts";

/** What the writer does for the chain, inside of its transactions. */
export class ChainWriter {
  readonly #db: DatabaseSync;
  readonly #isOn: boolean;
  readonly #begin: StatementSync;
  readonly #grow: StatementSync;
  readonly #insert: StatementSync;
  readonly #notes: ChainNotes;
  readonly #sealed: StatementSync;

  constructor(db: DatabaseSync, isOn: boolean) {
    this.#db = db;
    this.#isOn = isOn;
    this.#begin = db.prepare(
      'INSERT INTO chains (room, "after", start, seq, last) VALUES (?1, ?2, ?3, ?2, ?3)',
    );
    this.#grow = db.prepare("UPDATE chains SET seq = ?, last = ? WHERE room = ?");
    this.#insert = db.prepare("INSERT INTO seals (id, room, bytes) VALUES (?, ?, ?)");
    this.#notes = new ChainNotes(db);
    this.#sealed = db.prepare("SELECT bytes, erased FROM seals WHERE id = ?");
    this.#switch();
  }

  /** Notes from which row on it is on or off, where that is not as it was. */
  #switch(): void {
    const last = this.#db
      .prepare("SELECT chain FROM chain_switches ORDER BY row DESC LIMIT 1")
      .get();
    if (Number(last?.["chain"] ?? 0) === Number(this.#isOn)) return;
    this.#db
      .prepare(`INSERT OR REPLACE INTO chain_switches (row, chain) SELECT id, ? FROM (${LAST_ROW})`)
      .run(Number(this.#isOn));
  }

  /** Seals a row that is being written: entries of `room` after `after`. */
  append(id: number, room: number, name: RoomId, after: Seq, row: Omit<ReadRow, "first">): void {
    if (!this.#isOn) return;
    let chain = this.#notes.chain(room);
    if (chain === undefined) {
      chain = { seq: after, last: newSeal() };
      this.#begin.run(room, after, chain.last);
    } else if (chain.seq < after) {
      this.#notes.note(room, name, "gap", { from: chain.seq + 1 }, after);
      chain = this.#notes.chain(room) as Chain;
    }
    const entries = rowBodies({ first: after + 1, ...row });
    const { bytes, last } = sealRow(chain.last, roomOf(name), entries);
    this.#insert.run(id, room, bytes);
    this.#grow.run(after + entries.length, last, room);
  }

  /**
   * Runs `rewrite`, which writes a row anew. Of whatever is not the same any more, in this row and in those whose authors stand in it, the
   * salt goes, and the chain tells of it.
   */
  rewriting(id: number, name: RoomId, rewrite: () => void): void {
    const found = this.#db.prepare("SELECT id FROM rooms WHERE name = ?").get(name);
    const room = found?.["id"] as number | undefined;
    if (room === undefined || this.#notes.chain(room) === undefined) return rewrite();
    const before = rowsWith(this.#db, room, id);
    rewrite();
    const after = new Map(rowsWith(this.#db, room, id).map((row) => [row.id, row]));
    const digests = before.flatMap((row) => this.#reseal(row, after.get(row.id) as StoredRow));
    if (digests.length > 0) this.#notes.note(room, name, "erased", { digests });
  }

  #reseal(before: StoredRow, after: StoredRow): Resealed["digests"] {
    const found = this.#sealed.get(before.id) as unknown as SealedRow | undefined;
    const resealed = found && reseal(found, rowBodies(before), rowBodies(after));
    if (resealed === undefined) return [];
    const { sealed, digests } = resealed;
    this.#db
      .prepare("UPDATE seals SET bytes = ?, erased = ? WHERE id = ?")
      .run(sealed.bytes, sealed.erased, before.id);
    return digests;
  }

  /** Entries up to `seq` are let go: the chain begins with what stands there. */
  drop(room: number, seq: Seq): void {
    const place = chainPlace(this.#db, room, seq);
    if (place === undefined) return;
    this.#db
      .prepare('UPDATE chains SET "after" = ?, start = ? WHERE room = ?')
      .run(place.seq, place.seal, room);
    this.#db.prepare("DELETE FROM chain_notes WHERE room = ? AND seq <= ?").run(room, place.seq);
  }
}

/** The room is gone; its seals go with its rows. */
export function forgetChain(db: DatabaseSync, room: number): void {
  db.prepare("DELETE FROM chains WHERE room = ?").run(room);
  db.prepare("DELETE FROM chain_notes WHERE room = ?").run(room);
}
