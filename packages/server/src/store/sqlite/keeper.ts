import type { RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { buried, type Moment, TOMBSTONE_MS } from "../store.ts";
import { obsolete } from "../snapshots.ts";
import { KEEP_LAST_ROW } from "./followed.ts";
import { AFTER_IMPORTS } from "./after-imports.ts";
import { partId } from "./snapshot-parts.ts";

/** Rows of the journal, or parts of a snapshot, removed in one go. */
const SWEEP_ROWS = 64;
const SWEEP_PARTS = 4;

/** Pages without content that stay in the file for what comes next, and those given back to the disk in one go. */
const SPARE_PAGES = 64;
const SHRINK_PAGES = 64;

interface Garbage {
  readonly id: number;
  readonly kind: "log" | "room" | "snapshot";
  readonly target: number;
  readonly row: number;
}

/** What the writer does beside appending: snapshots, forgetting. Every step is short, and a transaction of its own. */
export class Keeper {
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    // What a process that died was still writing.
    this.#transaction(() => {
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
    return this.#transaction(() => {
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
    this.#transaction(() =>
      this.#run("INSERT INTO parts (id, body) VALUES (?, ?)", partId(snapshot, n), body),
    );
  }

  /** The snapshot can be seen from here on, and those it makes superfluous are gone. */
  completeSnapshot(snapshot: number): void {
    this.#transaction(() => {
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

  keepMoments(name: RoomId, moments: readonly Moment[]): void {
    this.#transaction(() => {
      const room = this.#room(name);
      if (room === undefined) return;
      this.#run("DELETE FROM moments WHERE room = ?", room);
      const insert = this.#db.prepare(
        "INSERT OR REPLACE INTO moments (room, seq, at) VALUES (?, ?, ?)",
      );
      for (const { seq, at } of moments) insert.run(room, seq, at);
      this.#thin(room);
    });
  }

  dropSnapshot(snapshot: number): void {
    this.#transaction(() => this.#forgetSnapshots("id = ?", snapshot));
  }

  dropRows(name: RoomId, upTo: Seq): void {
    this.#transaction(() => {
      const room = this.#number(
        "UPDATE rooms SET base = ? WHERE name = ? AND base < ? RETURNING id",
        upTo,
        name,
        upTo,
      );
      if (room === undefined) return;
      this.#run("INSERT INTO garbage (kind, target, row) VALUES ('log', ?, 0)", room);
      this.#thin(room);
    });
  }

  /** `now` is remembered for as long as somebody may come back to it. */
  deleteRoom(name: RoomId, now: number): void {
    this.#transaction(() => {
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
      this.#forgetRoom(room);
    });
  }

  /** Of a room that never was to be seen nothing is remembered. */
  dropImport(name: RoomId): void {
    this.#transaction(() => {
      const room = this.#room(name);
      if (room !== undefined) this.#forgetRoom(room);
    });
  }

  #forgetRoom(room: number): void {
    this.#run("DELETE FROM epochs WHERE room = ?", room);
    this.#run("DELETE FROM moments WHERE room = ?", room);
    this.#run("DELETE FROM generations WHERE room = ?", room);
    this.#run(
      "INSERT INTO garbage (kind, target, row) SELECT 'room', id, row FROM rooms WHERE id = ?",
      room,
    );
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

  /** Removes one piece of what was forgotten, or gives a piece of the room in the file back to the disk. False when nothing is left. */
  sweep(): boolean {
    const garbage = this.#db
      .prepare("SELECT id, kind, target, row FROM garbage ORDER BY id LIMIT 1")
      .get();
    if (!garbage) return this.#shrink();
    this.#transaction(() => this.#sweepOne(garbage as unknown as Garbage));
    return true;
  }

  #shrink(): boolean {
    const free = this.#number("PRAGMA freelist_count") ?? 0;
    if (free <= SPARE_PAGES) return false;
    // Each step answers a row for a page; they are only made while those are read.
    this.#db
      .prepare(`PRAGMA incremental_vacuum(${Math.min(free - SPARE_PAGES, SHRINK_PAGES)})`)
      .all();
    return true;
  }

  #sweepOne({ id, kind, target, row }: Garbage): void {
    const done = (): void => this.#run("DELETE FROM garbage WHERE id = ?", id);
    if (kind === "snapshot") {
      const [from, to] = [partId(target, 0), partId(target + 1, 0)];
      const doomed = "SELECT id FROM parts WHERE id >= ? AND id < ? ORDER BY id LIMIT ?";
      if (this.#number(doomed, from, to, 1) === undefined) return done();
      return this.#run(`DELETE FROM parts WHERE id IN (${doomed})`, from, to, SWEEP_PARTS);
    }
    // A forgotten room goes whole, from its newest row; of a shortened log go the segments below the base.
    const upTo =
      kind === "room"
        ? Number.MAX_SAFE_INTEGER
        : this.#number("SELECT base FROM rooms WHERE id = ?", target);
    const segment = this.#db
      .prepare("SELECT last, row FROM segments WHERE room = ? AND last <= ? ORDER BY last LIMIT 1")
      .get(target, upTo ?? 0);
    if (segment) {
      this.#removeChain(target, segment["row"] as number);
      return this.#run(
        "DELETE FROM segments WHERE room = ? AND last = ?",
        target,
        segment["last"] as Seq,
      );
    }
    if (kind === "room") this.#removeChain(target, row);
    done();
  }

  /** Removes a row and those before it, as far as they are still there: at most a segment's. */
  #removeChain(room: number, end: number): void {
    this.#run(KEEP_LAST_ROW);
    const remove = this.#db.prepare("DELETE FROM log WHERE id = ? AND room = ? RETURNING back");
    for (let next = end, n = 0; next !== 0 && n <= SWEEP_ROWS; n++) {
      const { back } = (remove.get(next, room) ?? { back: 0 }) as { readonly back: number };
      next = back === 0 ? 0 : next - back;
    }
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

  #transaction<T>(work: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#db.exec("COMMIT");
      return result;
    } catch (error) {
      try {
        this.#db.exec("ROLLBACK");
      } catch {
        // SQLite has rolled back by itself.
      }
      throw error;
    }
  }
}
