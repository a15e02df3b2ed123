import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { buried, type Moment, TOMBSTONE_MS } from "../store.ts";
import { obsolete } from "../snapshots.ts";
import { AFTER_IMPORTS } from "./after-imports.ts";
import { type ChainWriter, forgetChain } from "./chain-writer.ts";
import { partId } from "./snapshot-parts.ts";
import { Garbage } from "./garbage.ts";
import { inTransaction } from "./transaction.ts";

/** What the writer does beside appending: snapshots, forgetting. Every step is short, and a transaction of its own. */
export class Keeper {
  readonly #db: DatabaseSync;
  readonly #garbage: Garbage;
  readonly #chain: ChainWriter | undefined;

  /** `now` is a clock in ms. */
  constructor(db: DatabaseSync, now: () => number, chain?: ChainWriter) {
    this.#db = db;
    this.#chain = chain;
    this.#garbage = new Garbage(db, now);
    // What a process that died was still writing.
    inTransaction(this.#db, () => {
      this.#run(
        "INSERT INTO garbage (kind, target, row) SELECT 'snapshot', id, 0 FROM snapshots WHERE complete = 0",
      );
      this.#run("DELETE FROM snapshots WHERE complete = 0");
      const imported = this.#db.prepare("SELECT id FROM rooms WHERE name < ?").all(AFTER_IMPORTS);
      for (const { id } of imported) this.#forgetRoom(id as number);
    });
  }

  /** Makes room for a snapshot that nobody sees before {@link completeSnapshot}. Returns its id. */
  beginSnapshot(name: RoomId, seq: Seq, layout: string, digest: string, parts: number): number {
    return inTransaction(this.#db, () => {
      const room = this.#room(name);
      if (room === undefined) throw new Error(`Snapshot of ${name} at ${seq}: the room is gone`);
      return this.#number(
        "INSERT INTO snapshots (room, seq, complete, parts, layout, digest) VALUES (?, ?, 0, ?, ?, ?) RETURNING id",
        room,
        seq,
        parts,
        layout,
        digest,
      ) as number;
    });
  }

  writePart(snapshot: number, n: number, body: Uint8Array): void {
    inTransaction(this.#db, () =>
      this.#run("INSERT INTO parts (id, body) VALUES (?, ?)", partId(snapshot, n), body),
    );
  }

  /** The snapshot can be seen from here on, and those it makes superfluous are gone. */
  completeSnapshot(snapshot: number): void {
    inTransaction(this.#db, () => {
      const room = this.#number(
        "UPDATE snapshots SET complete = 1 WHERE id = ? RETURNING room",
        snapshot,
      );
      if (room === undefined || !this.#thin(room))
        throw new Error("The room of a snapshot is gone");
      // One that was saved again has other parts.
      this.#forgetSnapshots(
        "room = ? AND id <> ? AND complete = 1 AND seq = (SELECT seq FROM snapshots WHERE id = ?)",
        room,
        snapshot,
        snapshot,
      );
    });
  }

  /** Lets the snapshots go that no rule keeps. Returns false where there is no such room. */
  #thin(room: number): boolean {
    const floor = this.#number("SELECT base FROM rooms WHERE id = ?", room);
    if (floor === undefined) return false;
    const seqs = this.#seqs("SELECT seq FROM snapshots WHERE room = ? AND complete = 1", room);
    const kept = new Set(this.#seqs("SELECT seq FROM moments WHERE room = ?", room));
    for (const seq of obsolete(seqs, floor, kept))
      this.#forgetSnapshots("room = ? AND seq = ? AND complete = 1", room, seq);
    return true;
  }

  #seqs(sql: string, room: number): readonly Seq[] {
    return this.#db
      .prepare(sql)
      .all(room)
      .map((row) => row["seq"] as Seq);
  }

  /** Of the moments after `after` and up to `upTo` those are kept that are given; `isLast` where no more are to come. */
  keepMoments(
    name: RoomId,
    after: Seq,
    upTo: Seq,
    moments: readonly Moment[],
    isLast: boolean,
  ): void {
    inTransaction(this.#db, () => {
      const room = this.#room(name);
      if (room === undefined) return;
      const given = new Set(moments.map(({ seq }) => seq));
      const sql = "SELECT seq FROM moments WHERE room = ? AND seq > ? AND seq <= ?";
      const known = new Set(
        this.#db
          .prepare(sql)
          .all(room, after, upTo)
          .map((row) => row["seq"] as Seq),
      );
      for (const seq of known)
        if (!given.has(seq)) this.#run("DELETE FROM moments WHERE room = ? AND seq = ?", room, seq);
      const insert = this.#db.prepare(
        "INSERT OR REPLACE INTO moments (room, seq, at) VALUES (?, ?, ?)",
      );
      for (const { seq, at } of moments) if (!known.has(seq)) insert.run(room, seq, at);
      if (isLast) this.#thin(room);
    });
  }

  dropSnapshot(snapshot: number): void {
    inTransaction(this.#db, () => this.#forgetSnapshots("id = ?", snapshot));
  }

  dropRows(name: RoomId, upTo: Seq): void {
    inTransaction(this.#db, () => {
      const room = this.#number(
        "UPDATE rooms SET base = ? WHERE name = ? AND base < ? RETURNING id",
        upTo,
        name,
        upTo,
      );
      if (room === undefined) return;
      this.#chain?.drop(room, upTo);
      this.#run("INSERT INTO garbage (kind, target, row) VALUES ('log', ?, 0)", room);
      this.#thin(room);
    });
  }

  /** `now` is remembered for as long as somebody may come back to it. */
  deleteRoom(name: RoomId, now: number): void {
    inTransaction(this.#db, () => {
      const room = this.#room(name);
      if (room === undefined) return;
      this.#run("DELETE FROM tombstones WHERE at < ?", now - TOMBSTONE_MS);
      const epochs = buried(
        this.#epochs("SELECT epoch FROM tombstones WHERE name = ?", name),
        this.#epochs("SELECT epoch FROM epochs WHERE room = ? ORDER BY first", room),
      );
      this.#run(
        "INSERT OR REPLACE INTO tombstones (name, epoch, at) VALUES (?, ?, ?)",
        name,
        epochs.join(" "),
        now,
      );
      this.#run("DELETE FROM cursors WHERE room = ?", name);
      this.#run("DELETE FROM due WHERE room = ?", name);
      this.#forgetRoom(room);
    });
  }

  /** Of a room that never was to be seen nothing is remembered. */
  dropImport(name: RoomId): void {
    inTransaction(this.#db, () => {
      const room = this.#room(name);
      if (room !== undefined) this.#forgetRoom(room);
    });
  }

  #forgetRoom(room: number): void {
    this.#run("DELETE FROM epochs WHERE room = ?", room);
    this.#run("DELETE FROM moments WHERE room = ?", room);
    this.#run("DELETE FROM generations WHERE room = ?", room);
    forgetChain(this.#db, room);
    this.#run("DELETE FROM indexed WHERE room = ?", room);
    this.#run(
      "INSERT INTO garbage (kind, target, row) SELECT 'room', id, row FROM rooms WHERE id = ?",
      room,
    );
    this.#run(
      "INSERT INTO garbage (kind, target, row) SELECT 'posts', id, 0 FROM feeds WHERE room = ?",
      room,
    );
    this.#run("DELETE FROM feeds WHERE room = ?", room);
    this.#run("DELETE FROM rooms WHERE id = ?", room);
    this.#forgetSnapshots("room = ?", room);
  }

  #forgetSnapshots(where: string, ...values: SQLInputValue[]): void {
    const pick = `FROM snapshots WHERE ${where}`;
    this.#run(
      `INSERT INTO garbage (kind, target, row) SELECT 'snapshot', id, 0 ${pick}`,
      ...values,
    );
    this.#run(`DELETE ${pick}`, ...values);
  }

  /** A step of removing what was forgotten, and of giving the room in the file back to the disk. False when nothing is left. */
  sweep(): boolean {
    return inTransaction(this.#db, () => this.#garbage.step());
  }

  #room(name: RoomId): number | undefined {
    return this.#number("SELECT id FROM rooms WHERE name = ?", name);
  }

  /** Epochs that rows hold, one or several with a space between. */
  #epochs(sql: string, of: SQLInputValue): readonly string[] {
    return this.#db
      .prepare(sql)
      .all(of)
      .flatMap((row) => String(row["epoch"]).split(" "));
  }

  #number(sql: string, ...values: SQLInputValue[]): number | undefined {
    const row = this.#db.prepare(sql).get(...values);
    return row === undefined ? undefined : (Object.values(row)[0] as number);
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#db.prepare(sql).run(...values);
  }
}
