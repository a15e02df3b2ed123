import type { Seq } from "@alongside/core/engine";
import { randomBytes } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { EPOCH_LENGTH } from "../store.ts";
import type { ChainWriter } from "./chain-writer.ts";
import { errcode } from "./file.ts";
import { LAST_ROW } from "./followed.ts";
import { OpenAuthors } from "./open-authors.ts";
import type { PostColumns } from "./posts-batch.ts";
import { PostsWriter } from "./posts-writer.ts";

/** A line of the sparse index comes after rows worth this many bytes; a page of the log is about this long. */
const SEGMENT_COST = 256 * 1024;

/** What a row costs at least, so that a segment has at most 64 of them. */
const ROW_COST = SEGMENT_COST / 64;

/** Rows to append, one each for a room and flush, as columns: they travel between threads by the thousand. */
export interface AppendBatch {
  readonly rooms: readonly string[];
  readonly afters: readonly Seq[];
  readonly lasts: readonly Seq[];
  readonly ats: readonly number[];
  readonly authors: readonly string[];
  readonly bodies: readonly (string | Uint8Array)[];
  /** The log's name from this row on; "" where it keeps the one it has. */
  readonly epochs: readonly string[];
  /** The posts of rows that have some. */
  readonly posts?: ReadonlyMap<number, PostColumns>;
}

/** Row `index` was refused, since its room's head is `head`. */
export type Refusal = readonly [index: number, head: Seq];

/** Nothing of a batch was written, or, where `unknown`, the disk did not say. */
export class BatchFailure extends Error {
  readonly unknown: boolean;

  constructor(cause: unknown, unknown: boolean) {
    super((cause as Error).message, { cause });
    this.unknown = unknown;
  }
}

interface RoomRow {
  readonly id: number;
  readonly head: Seq;
  readonly row: number;
  readonly open: number;
}

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

/** The hot path: appends a batch for many rooms in one transaction. */
export class BatchAppender {
  readonly #db: DatabaseSync;
  readonly #chain: ChainWriter | undefined;
  readonly #find: StatementSync;
  readonly #lastRow: StatementSync;
  readonly #create: StatementSync;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #segment: StatementSync;
  readonly #epoch: StatementSync;
  readonly #name: StatementSync;
  readonly #authors = new OpenAuthors();
  readonly #posts: PostsWriter;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;

  /** Without `chain` nothing is sealed. */
  constructor(db: DatabaseSync, chain?: ChainWriter) {
    this.#db = db;
    this.#chain = chain;
    this.#find = db.prepare("SELECT id, head, row, open FROM rooms WHERE name = ?");
    this.#lastRow = db.prepare(LAST_ROW);
    this.#create = db.prepare(
      "INSERT INTO rooms (name, head, row, open, base) VALUES (?, ?, ?, ?, 0) RETURNING id",
    );
    this.#insert = db.prepare(
      "INSERT INTO log (id, room, back, first, more, at, author, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#update = db.prepare("UPDATE rooms SET head = ?, row = ?, open = ? WHERE id = ?");
    this.#segment = db.prepare("INSERT INTO segments (room, last, row) VALUES (?, ?, ?)");
    this.#epoch = db.prepare("SELECT epoch FROM epochs WHERE room = ? ORDER BY first DESC LIMIT 1");
    this.#name = db.prepare("INSERT INTO epochs (room, first, epoch) VALUES (?, ?, ?)");
    this.#posts = new PostsWriter(db);
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
  }

  /** Appends what follows its room's head, all of it durable on return. Returns what was refused; throws {@link BatchFailure}. */
  append(batch: AppendBatch): readonly Refusal[] {
    const refused: Refusal[] = [];
    let unknown = false;
    try {
      this.#begin.run();
      let row = (this.#lastRow.get() as { readonly id: number | null }).id ?? 0;
      for (let i = 0; i < batch.rooms.length; i++) {
        const head = this.#appendRow(++row, batch, i, refused);
        if (head !== undefined) refused.push([i, head]);
      }
      unknown = true;
      this.#commit.run();
      return refused;
    } catch (error) {
      const code = errcode(error) & 0xff;
      this.rollback();
      throw new BatchFailure(error, unknown && code !== SQLITE_FULL && code !== SQLITE_BUSY);
    }
  }

  /** The head, where it is not what the row follows, or where an earlier row of the room was refused. */
  #appendRow(
    row: number,
    { rooms, afters, lasts, ats, authors, bodies, epochs, posts }: AppendBatch,
    i: number,
    refused: readonly Refusal[],
  ): Seq | undefined {
    const name = rooms[i] as string;
    const after = afters[i] as Seq;
    const last = lasts[i] as Seq;
    const body = bodies[i] as string | Uint8Array;
    const room = this.#find.get(name) as RoomRow | undefined;
    const head = room?.head ?? 0;
    if (head !== after || refused.some(([earlier]) => rooms[earlier] === name)) return head;
    const cost = (room?.open ?? 0) + Math.max(ROW_COST, body.length);
    const closes = cost >= SEGMENT_COST;
    const open = closes ? 0 : cost;
    let id: number;
    if (room) {
      id = room.id;
      this.#update.run(last, row, open, id);
    } else {
      id = (this.#create.get(name, last, row, open) as { readonly id: number }).id;
    }
    const back = room === undefined || room.row === 0 ? 0 : row - room.row;
    const more = last - after - 1;
    const author = this.#authors.of(id, row, authors[i] as string);
    const at = ats[i] as number;
    this.#insert.run(row, id, back, after + 1, more, at, author, body);
    this.#chain?.append(row, id, name, after, { at, authors: authors[i] as string, body });
    if (closes) {
      this.#segment.run(id, last, row);
      this.#authors.close(id);
    }
    const epoch = epochs[i] as string;
    if (!room || epoch !== "") this.#nameLog(id, after + 1, epoch);
    const written = posts?.get(i);
    if (written !== undefined) this.#posts.write(id, after, written);
    return undefined;
  }

  #nameLog(room: number, first: Seq, epoch: string): void {
    const known = this.#epoch.get(room) as { readonly epoch: string } | undefined;
    if (known !== undefined && known.epoch === epoch) return;
    this.#name.run(room, first, epoch === "" ? newEpoch() : epoch);
  }

  /** Rows are moved, or rewritten, by somebody else. */
  forget(): void {
    this.#authors.forget();
  }

  rollback(): void {
    this.forget();
    try {
      this.#db.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself.
    }
  }
}

/** As core's `systemRandom.id` makes them. The threads that read and write rows need nothing else of core, and so never load it. */
function newEpoch(): string {
  return randomBytes(EPOCH_LENGTH).toString("base64url").slice(0, EPOCH_LENGTH);
}
