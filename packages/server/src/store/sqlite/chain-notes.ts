import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type NoteKind, noteSealOf } from "../chain/seals.ts";
import { IMPORTING } from "./after-imports.ts";

/** Where the chain of a room ends: its last entry, and the last seal. */
export interface Chain {
  readonly seq: Seq;
  readonly last: Uint8Array;
}

/** Writes notes into chains, inside of somebody's transaction. */
export class ChainNotes {
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #grow: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare("SELECT seq, last FROM chains WHERE room = ?");
    this.#insert = db.prepare(
      "INSERT INTO chain_notes (room, n, seq, kind, body, seal) SELECT ?1, coalesce(max(n), 0) + 1, ?2, ?3, ?4, ?5 FROM chain_notes WHERE room = ?1",
    );
    this.#grow = db.prepare("UPDATE chains SET seq = ?, last = ? WHERE room = ?");
  }

  chain(room: number): Chain | undefined {
    return this.#find.get(room) as Chain | undefined;
  }

  /** Writes something right after what the chain has, or after the entry `seq`; nothing for a room without one. */
  note(room: number, name: RoomId, kind: NoteKind, said: object, seq?: Seq): void {
    const chain = this.chain(room);
    if (chain === undefined) return;
    const at = seq ?? chain.seq;
    const body = JSON.stringify(said);
    const seal = noteSealOf(chain.last, roomOf(name), { seq: at, kind, body });
    this.#insert.run(room, at, kind, body, seal);
    this.#grow.run(at, seal, room);
  }
}

/** Under which name a room is sealed: one that is being imported has its own behind that of the import. */
export function roomOf(name: RoomId): RoomId {
  return name.startsWith(IMPORTING) ? name.slice(name.indexOf(" ") + 1) : name;
}
