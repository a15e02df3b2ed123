import type { LedgerLine, RoomId, Seq } from "@alongside/core/engine";
import { createHash } from "node:crypto";
import { Authors, AUTHORS_PART } from "../authors/authors.ts";
import type { WholeSnapshot } from "../whole-snapshot.ts";
import { decodeRow, type EncodedRow, type ReadRow, RowEncoder } from "../row.ts";
import { VERSIONS_PART, versionsIn } from "../versions.ts";
import type { Eraser } from "./eraser.ts";
import { isMentionedIn } from "./post-eraser.ts";

/** A name of a user for one room alone, from which nobody learns who it is. */
export function personIn(room: RoomId, user: string): string {
  return createHash("sha256")
    .update(JSON.stringify([room, user]))
    .digest("base64url");
}

/** Whether a row of the log has entries of a user, or such as mention them. */
export function isNamedIn(row: ReadRow, user: string): boolean {
  const names = JSON.parse(row.authors) as readonly string[];
  if (names.some((name, i) => i % 2 === 1 && name === user)) return true;
  // Names of moments have their author with them.
  const { body } = row;
  const isSaid = typeof body !== "string" || body.includes(JSON.stringify(user));
  if (!isSaid && !body.includes('"version"')) return false;
  return decodeRow(row).some(
    (entry) =>
      ("actor" in entry && entry.actor === user) ||
      ("ops" in entry &&
        Object.values(entry.ops)
          .flat()
          .some((op) => isMentionedIn(op, user))),
  );
}

export function isNamedInSnapshot({ snapshot, parts }: WholeSnapshot, user: string): boolean {
  const ledger = JSON.parse(snapshot.ledger) as readonly LedgerLine[];
  return (
    ledger.some((line) => line[1] === user) ||
    new Authors(parts.get(AUTHORS_PART)).has((one) => one === user) ||
    versionsIn(parts.get(VERSIONS_PART)).some(({ actor }) => actor === user)
  );
}

/**
 * Where the fold of a log begins that has lost its entries up to `floor`: 0, or the `seq` of a snapshot, whose entries before are not folded;
 * undefined where there is none.
 */
export function baseOf(snapshots: readonly Seq[], floor: Seq): Seq | undefined {
  if (floor === 0) return 0;
  return snapshots.filter((seq) => seq >= floor).toSorted((a, b) => a - b)[0];
}

/** Rewrites the rows of a log, in order. */
export class LogEraser {
  readonly #eraser: Eraser;
  readonly #base: Seq;

  /** Entries up to `base` are rewritten without knowing what stood there. */
  constructor(eraser: Eraser, base: Seq | undefined = Infinity) {
    this.#eraser = eraser;
    this.#base = base;
  }

  /** The row as it is to be; undefined where it stays. */
  row(row: ReadRow): EncodedRow | undefined {
    const entries = decodeRow(row);
    let isChanged = false;
    const rewritten = entries.map((entry) => {
      const next = this.#eraser.entry(entry, entry.seq > this.#base);
      isChanged ||= next !== entry;
      return next;
    });
    const [first] = rewritten;
    if (!isChanged || first === undefined) return undefined;
    const encoder = new RowEncoder(first);
    encoder.add(rewritten);
    return encoder.done();
  }
}
