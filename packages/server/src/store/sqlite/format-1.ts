import type { Entry, RoomId, Seq } from "@alongside/core/engine";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { SnapshotFile } from "./snapshot-parts.ts";
import { partId } from "./snapshot-parts.ts";

interface OldRoom {
  readonly id: number;
  readonly name: RoomId;
  readonly head: Seq;
  readonly row: number;
  readonly base: Seq;
}

interface OldRow {
  readonly before: number;
  readonly first: Seq;
  readonly body: string;
}

/**
 * Reads a file of format 1, whose rows were JSON of the entries with all their names. They were found as now: from `rooms.row`, or a
 * segment's last row, by following `before`.
 */
export class Format1 {
  readonly #db: DatabaseSync;
  readonly #segments: StatementSync;
  readonly #row: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#segments = db.prepare(
      "SELECT row FROM segments WHERE room = ? AND last > ? ORDER BY last LIMIT 1",
    );
    this.#row = db.prepare("SELECT before, first, body FROM log WHERE id = ? AND room = ?");
  }

  /** Tells this file from another one. */
  get print(): string {
    const sums = [
      "SELECT max(id) FROM log",
      "SELECT count(*) FROM rooms",
      "SELECT sum(head) FROM rooms",
      "SELECT sum(row) FROM rooms",
    ].map((sql) => Object.values(this.#db.prepare(sql).get() ?? {})[0]);
    return sums.join(" ");
  }

  rooms(): readonly OldRoom[] {
    return this.#db
      .prepare("SELECT id, name, head, row, base FROM rooms ORDER BY id")
      .all() as unknown as OldRoom[];
  }

  /** The entries after `after` as far as their segment goes; none at the head. */
  page({ id, name, head, row }: OldRoom, after: Seq): readonly Entry[] {
    if (after >= head) return [];
    const segment = this.#segments.get(id, after) as { readonly row: number } | undefined;
    const bodies: string[] = [];
    for (let next = segment?.row ?? row; ;) {
      const found = this.#row.get(next, id) as OldRow | undefined;
      if (found === undefined) throw new Error(`the log of ${name} is damaged after ${after}`);
      bodies.push(found.body);
      if (found.first <= after + 1) break;
      next = found.before;
    }
    return bodies
      .toReversed()
      .flatMap((body) => JSON.parse(body) as OldEntry[])
      .filter(({ seq }) => seq > after)
      .map(asNow);
  }

  /** The snapshots of a room in order, those that are whole. */
  *snapshots({ id }: OldRoom): Generator<SnapshotFile & { readonly seq: Seq }> {
    const found = this.#db
      .prepare(
        "SELECT id, seq, parts, layout, digest FROM snapshots WHERE room = ? AND complete = 1 ORDER BY seq",
      )
      .all(id) as unknown as {
      readonly id: number;
      readonly seq: Seq;
      readonly parts: number;
      readonly layout: string;
      readonly digest: string;
    }[];
    const bodies = this.#db.prepare("SELECT body FROM parts WHERE id >= ? AND id < ? ORDER BY id");
    for (const { id: snapshot, seq, parts, layout, digest } of found) {
      const rows = bodies.all(partId(snapshot, 0), partId(snapshot, parts));
      yield { seq, layout, digest, parts: rows.map((row) => row["body"] as Uint8Array) };
    }
  }
}

/** An entry as format 1 wrote it: the number of a change was its client's counter. */
type OldEntry = Entry & { readonly clientSeq?: number };

function asNow({ clientSeq, ...entry }: OldEntry): Entry {
  return (clientSeq === undefined ? entry : { ...entry, n: clientSeq }) as Entry;
}
