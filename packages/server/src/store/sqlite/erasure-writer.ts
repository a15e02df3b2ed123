import type { RoomId } from "@alongside/core/engine";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { PendingErasure } from "../erasing/erasing.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { truncate } from "./checkpoint.ts";
import { inTransaction } from "./transaction.ts";

/** So many free pages are given back to the disk in one go. */
const PAGES = 256;

/** What the writer does to forget a person. Each step is a transaction of its own. */
export class ErasureWriter {
  readonly #db: DatabaseSync;

  readonly #chain: ChainWriter;

  constructor(db: DatabaseSync, chain: ChainWriter) {
    this.#db = db;
    this.#chain = chain;
  }

  /** Where a row says that its authors stand in an earlier one, that one is rewritten too. */
  rewriteRow(room: RoomId, id: number, authors: string, body: string | Uint8Array): void {
    inTransaction(this.#db, () =>
      this.#chain.rewriting(id, room, () =>
        this.#run(
          "UPDATE log SET body = ?, author = CASE typeof(author) WHEN 'text' THEN ? ELSE author END WHERE id = ? AND room = (SELECT id FROM rooms WHERE name = ?)",
          body,
          authors,
          id,
          room,
        ),
      ),
    );
  }

  /** The room's generation grows, and what is kept of its words for followers goes, at once. */
  roomErased(name: RoomId, person: string): void {
    inTransaction(this.#db, () => {
      const room = "(SELECT id FROM rooms WHERE name = ?)";
      this.#run(
        `INSERT INTO generations (room, generation, people) SELECT id, 1, ? || ':1' FROM rooms WHERE name = ?
          ON CONFLICT (room) DO UPDATE SET
            generation = generation + 1, people = people || ' ' || ? || ':' || (generation + 1)`,
        person,
        name,
        person,
      );
      this.#run("DELETE FROM kept WHERE room = ? OR target = ?", name, name);
      // What is being written for a snapshot has what the room was before.
      this.#run(
        `INSERT INTO garbage (kind, target, row) SELECT 'snapshot', id, 0 FROM snapshots WHERE complete = 0 AND room = ${room}`,
        name,
      );
      this.#run(`DELETE FROM snapshots WHERE complete = 0 AND room = ${room}`, name);
    });
  }

  begin({ as, user, at }: PendingErasure): void {
    this.#run('INSERT OR REPLACE INTO erasures ("as", user, at) VALUES (?, ?, ?)', as, user, at);
  }

  end(as: string): void {
    this.#run('DELETE FROM erasures WHERE "as" = ?', as);
  }

  /** Gives free pages back, then empties the write-ahead log. Returns whether something is left of that. */
  purge(): boolean {
    const { freelist_count: free } = this.#db.prepare("PRAGMA freelist_count").get() as {
      readonly freelist_count: number;
    };
    if (free === 0) return !truncate(this.#db).isCut;
    // Each step answers a row for a page; they are only made while those are read.
    this.#db.prepare(`PRAGMA incremental_vacuum(${PAGES})`).all();
    return true;
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#db.prepare(sql).run(...values);
  }
}
