import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync } from "node:sqlite";
import { ChainCheck, type ChainEnd } from "../chain/chain-check.ts";
import { linesOf } from "../chain/lines.ts";
import { base64 } from "../chain/seals.ts";
import { ChainReader, type ReadPage } from "./chain-reader.ts";
import type { LogReader } from "./log-reader.ts";

/** A seal that somebody noted: it stood at the entry `seq`. */
export interface Head {
  readonly room: RoomId;
  readonly seq: Seq;
  readonly seal: string;
}

interface ChainRow {
  readonly after: Seq;
  readonly seq: Seq;
  readonly last: Uint8Array;
}

/** Follows the chains of a file. */
export class ChainsCheck {
  readonly #db: DatabaseSync;
  readonly #log: LogReader;
  readonly #reader: ChainReader;
  readonly #noted = new Map<RoomId, Map<Seq, string>>();

  /** `noted` are to stand in the chains. */
  constructor(db: DatabaseSync, log: LogReader, noted: readonly Head[]) {
    this.#db = db;
    this.#log = log;
    this.#reader = new ChainReader(db, log);
    for (const { room, seq, seal } of noted)
      this.#noted.set(room, (this.#noted.get(room) ?? new Map<Seq, string>()).set(seq, seal));
  }

  /** What is wrong beside what is in the rooms that there are: a room's name, where it is known, and the words. */
  *outside(): Generator<{ readonly room?: RoomId; readonly message: string }> {
    const orphan = this.#db
      .prepare(
        `SELECT name FROM seals LEFT JOIN rooms ON rooms.id = seals.room
          WHERE NOT EXISTS (SELECT 1 FROM log WHERE log.id = seals.id AND log.room = seals.room) LIMIT 1`,
      )
      .get() as { readonly name: RoomId | null } | undefined;
    if (orphan !== undefined)
      yield {
        ...(orphan.name !== null && { room: orphan.name }),
        message: "There are seals of entries that are gone",
      };
    const gone = "SELECT count(*) AS n FROM chains WHERE room NOT IN (SELECT id FROM rooms)";
    const { n } = this.#db.prepare(gone).get() as { readonly n: number };
    if (n > 0) yield { message: `${n} rooms with a chain are gone` };
    for (const [room, seals] of this.#noted)
      if (this.#log.room(room) === undefined)
        yield { room, message: `The room is gone, and ${atMost(seals)} of it was noted` };
  }

  /** Whether a room has a chain. */
  has(name: RoomId): boolean {
    const room = this.#log.room(name);
    const sql = "SELECT 1 FROM chains WHERE room = ?";
    return room !== undefined && this.#db.prepare(sql).get(room.id) !== undefined;
  }

  /** Follows the chain of a room. Throws an `Error` with the first entry that is not what was sealed, and where a head that was noted is not in it. */
  room(name: RoomId): ChainEnd | undefined {
    const room = this.#log.room(name);
    const begin = room && this.#reader.start(name, room.floor);
    if (room === undefined || begin === undefined) return undefined;
    const chain = this.#db
      .prepare('SELECT "after", seq, last FROM chains WHERE room = ?')
      .get(room.id) as ChainRow | undefined;
    if (chain !== undefined && (begin.start.chain?.after ?? 0) > chain.after)
      throw new Error(
        `The log begins after entry ${room.floor}, and its chain after ${chain.after}`,
      );
    const check = new ChainCheck(begin.start);
    const noted = new Map(this.#noted.get(name));
    const meet = (): void => {
      const { seq, seal } = check;
      if (seq !== undefined && noted.get(seq) === seal) noted.delete(seq);
    };
    meet();
    for (let { note } = begin, seq = room.floor; seq < room.head;) {
      const page = this.#reader.page(name, seq, note);
      if (page === undefined) break;
      for (const row of page.rows) this.#sealedWhereOn(row);
      for (const line of linesOf(name, page, seq, room.head)) {
        if ("note" in line) check.note(line);
        else check.entry(line);
        if (noted.size > 0) meet();
      }
      ({ note, last: seq } = page);
    }
    const end = check.end();
    if (chain !== undefined && (end.seq !== chain.seq || end.seal !== base64(chain.last)))
      throw new Error(`The chain ends at entry ${end.seq}, and should end at ${chain.seq}`);
    const [unproven] = end.unproven;
    if (unproven !== undefined)
      throw new Error(
        `Entry ${unproven} is not what was sealed, and the chain has no erasing of what it says`,
      );
    for (const seq of noted.keys()) throw new Error(missing(seq, chain, end));
    return chain === undefined ? undefined : end;
  }

  /** Rows that were written while the chain was on have seals. */
  #sealedWhereOn({ id, sealed, first }: ReadPage["rows"][number]): void {
    if (sealed !== undefined) return;
    const state = this.#db
      .prepare("SELECT chain FROM chain_switches WHERE row < ? ORDER BY row DESC LIMIT 1")
      .get(id);
    if (Number(state?.["chain"] ?? 0) === 1)
      throw new Error(`Entry ${first} has no seal, and was written while the chain was on`);
  }
}

function atMost(seals: ReadonlyMap<Seq, string>): string {
  return `the seal of entry ${Math.max(...seals.keys())}`;
}

function missing(seq: Seq, chain: ChainRow | undefined, end: ChainEnd): string {
  if (chain === undefined) return `There is no chain, and the seal of entry ${seq} was noted`;
  if (seq > end.seq) return `The chain ends at entry ${end.seq}, and the seal of ${seq} was noted`;
  return seq < chain.after
    ? `Entry ${seq}, whose seal was noted, is not kept any more: nothing can be said of it`
    : `Entry ${seq} has another seal than the one that was noted`;
}
