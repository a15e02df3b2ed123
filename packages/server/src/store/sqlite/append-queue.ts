import type { Entry, RoomId, Seq } from "@alongside/core/engine";
import { Conflict, type OpsJsons, UnknownResult } from "../store.ts";
import type { PostRow } from "../posts.ts";
import { RowEncoder } from "../row.ts";
import { type AppendBatch, BatchFailure, type Refusal } from "./batch-appender.ts";
import type { PostColumns } from "./posts-batch.ts";
import { RowPosts } from "./row-posts.ts";

/** Appends to one room beyond this become rows of their own. */
const ROW_BYTES = 256 * 1024;

interface Append {
  readonly after: Seq;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Neighbouring appends to one room: one row of the journal. */
interface Row {
  readonly room: RoomId;
  readonly after: Seq;
  last: Seq;
  readonly epoch: string;
  readonly encoder: RowEncoder;
  readonly appends: Append[];
  readonly posts: RowPosts;
}

/**
 * Group commit: what is appended while the disk is busy waits, and goes together once it is free. An idle disk gets what one turn of
 * the event loop appends.
 */
export class AppendQueue {
  readonly #write: (batch: AppendBatch) => Promise<readonly Refusal[]>;
  readonly #onWritten: (bytes: number, rows: number) => void;
  #rows: Row[] = [];
  readonly #lastRows = new Map<RoomId, Row>();
  #state: "idle" | "scheduled" | "writing" = "idle";
  #onIdle: (() => void)[] = [];

  constructor(
    write: (batch: AppendBatch) => Promise<readonly Refusal[]>,
    onWritten: (bytes: number, rows: number) => void = () => {},
  ) {
    this.#write = write;
    this.#onWritten = onWritten;
  }

  /** `entries` are those right after `after`, at least one; `epoch` names the log from there on. */
  append(
    room: RoomId,
    after: Seq,
    entries: readonly Entry[],
    epoch = "",
    opsJson?: OpsJsons,
    posts?: readonly PostRow[],
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const append = { after, resolve, reject };
      const last = after + entries.length;
      const neighbour = this.#lastRows.get(room);
      if (neighbour?.last === after && neighbour.encoder.length < ROW_BYTES && epoch === "") {
        neighbour.encoder.add(entries, opsJson);
        neighbour.posts.add(posts);
        neighbour.last = last;
        neighbour.appends.push(append);
        return;
      }
      const encoder = new RowEncoder(entries[0] as Entry);
      encoder.add(entries, opsJson);
      const row: Row = {
        room,
        after,
        last,
        epoch,
        encoder,
        appends: [append],
        posts: new RowPosts(),
      };
      row.posts.add(posts);
      this.#rows.push(row);
      this.#lastRows.set(room, row);
      if (this.#state === "idle") {
        this.#state = "scheduled";
        setImmediate(() => this.#flush());
      }
    });
  }

  /** Resolves once everything appended so far has ended. */
  idle(): Promise<void> {
    return this.#state === "idle"
      ? Promise.resolve()
      : new Promise((resolve) => this.#onIdle.push(resolve));
  }

  /**
   * The disk is free again. It is left alone for a turn of the event loop, in which those who hear of the last batch answer: fewer,
   * larger batches cost less, and a server that has nothing else to do turns in microseconds.
   */
  #next(): void {
    this.#state = "scheduled";
    setImmediate(() => setImmediate(() => this.#flush()));
  }

  #flush(): void {
    const rows = this.#rows;
    this.#rows = [];
    this.#lastRows.clear();
    if (rows.length > 0) {
      this.#state = "writing";
      void this.#commit(rows);
      return;
    }
    this.#state = "idle";
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  async #commit(rows: readonly Row[]): Promise<void> {
    try {
      const encoded = rows.map(({ encoder }) => encoder.done());
      const refused = await this.#write({
        rooms: rows.map((row) => row.room),
        afters: rows.map((row) => row.after),
        lasts: rows.map((row) => row.last),
        ats: encoded.map(({ at }) => at),
        authors: encoded.map(({ authors }) => authors),
        bodies: encoded.map(({ body }) => body),
        epochs: rows.map((row) => row.epoch),
        ...postsOf(rows),
      });
      const heads = new Map(refused.map(([i, head]) => [(rows[i] as Row).room, head]));
      const behind = this.#takeBehind(heads);
      this.#next();
      const lost = new Set(refused.map(([i]) => rows[i]));
      for (const row of rows) {
        if (lost.has(row)) conflict(row, heads);
        else for (const { resolve } of row.appends) resolve();
      }
      for (const row of behind) conflict(row, heads);
      const bytes = encoded.reduce(
        (sum, { body }, i) => sum + body.length + (rows[i] as Row).posts.length,
        0,
      );
      this.#onWritten(bytes, rows.length);
    } catch (error) {
      const behind = this.#takeBehind(new Set(rows.map(({ room }) => room)));
      this.#next();
      fail(rows, error);
      fail(behind, new Error("what it follows may not be there", { cause: error }));
    }
  }

  /** What waits behind rows that were not written: it must not follow what another owner may have put in their place. */
  #takeBehind(lost: { has(room: RoomId): boolean }): readonly Row[] {
    const behind = this.#rows.filter(({ room }) => lost.has(room));
    if (behind.length > 0) this.#rows = this.#rows.filter(({ room }) => !lost.has(room));
    return behind;
  }
}

function postsOf(rows: readonly Row[]): Pick<AppendBatch, "posts"> {
  const posts = new Map<number, PostColumns>();
  for (let i = 0; i < rows.length; i++) {
    const columns = (rows[i] as Row).posts.done();
    if (columns !== undefined) posts.set(i, columns);
  }
  return posts.size > 0 ? { posts } : {};
}

function conflict({ room, appends }: Row, heads: ReadonlyMap<RoomId, Seq>): void {
  for (const { after, reject } of appends) reject(new Conflict(room, after, heads.get(room) ?? 0));
}

function fail(rows: readonly Row[], cause: unknown): void {
  const unknown = cause instanceof BatchFailure && cause.unknown;
  for (const { room, appends } of rows) {
    const error = unknown
      ? new UnknownResult(room, { cause })
      : new Error(`Append to ${room} failed, nothing was written: ${(cause as Error).message}`, {
          cause,
        });
    for (const { reject } of appends) reject(error);
  }
}
