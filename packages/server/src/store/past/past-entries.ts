import {
  type Entry,
  isToldTo,
  type OpsByKey,
  type PastChange,
  pastChange,
  type Rights,
  type Seq,
} from "@alongside/core/engine";
import { commitText } from "../../room/down.ts";
import { mayRead } from "../../room/rights.ts";
import { decodeRow, type ReadRow } from "../row.ts";
import type { FoundEntries, PastChangeParts, WantedEntries } from "./wanted.ts";

/** One question looks at so many entries, and finds so many characters of JSON, about. */
const MOST_LOOKED_AT = 2000;
const MOST_CHARACTERS = 256 * 1024;

/** Ops of one piece. */
const PIECE = 200;

const NOBODY: ReadonlyMap<string, string> = new Map();

/** Finds entries in rows of a log, which are given in their order. Those that were refused, and names of moments, change nothing, and are left out. */
export class EntryFinder {
  readonly texts: string[] = [];
  readonly #wanted: WantedEntries;
  readonly #rights: Rights;
  #last: Seq;
  #count = 0;
  #characters = 0;
  #lookedAt = 0;

  constructor(wanted: WantedEntries) {
    this.#wanted = wanted;
    this.#rights = { read: wanted.keys, write: [] };
    this.#last = wanted.after;
  }

  /** The last entry that was looked at. */
  get last(): Seq {
    return this.#last;
  }

  /** Whether all there was to look at was, or one question finds no more. */
  get isDone(): boolean {
    return (
      this.#last >= this.#wanted.until ||
      this.#count >= this.#wanted.limit ||
      this.#characters >= MOST_CHARACTERS ||
      this.#lookedAt >= MOST_LOOKED_AT
    );
  }

  /** Looks through the next row. */
  take(row: ReadRow): void {
    for (const entry of decodeRow(row)) {
      if (entry.seq <= this.#last) continue;
      if (this.isDone) return;
      this.#last = entry.seq;
      this.#lookedAt += 1;
      if (!isWanted(entry, this.#wanted, this.#rights)) continue;
      this.#count += 1;
      for (const text of textsOf(entry, this.#wanted.as, this.#rights)) {
        this.texts.push(text);
        this.#characters += text.length;
      }
    }
  }

  /** Nothing that is wanted stands before the entry after this one. */
  pass(seq: Seq): void {
    this.#last = Math.max(this.#last, Math.min(seq, this.#wanted.until));
  }

  found(): FoundEntries {
    const { texts } = this;
    return this.#last < this.#wanted.until ? { texts, next: this.#last } : { texts };
  }
}

function isWanted(entry: Entry, { by, part }: WantedEntries, rights: Rights): boolean {
  if (entry.kind === "outcome" || entry.kind === "version") return false;
  if (by !== undefined && !("actor" in entry && entry.actor === by)) return false;
  if (entry.kind === "prune") return part === undefined || entry.ids.includes(part);
  if (!("ops" in entry)) return part === undefined;
  if (entry.kind === "change" && part === undefined && isToldTo(entry.mutation, rights))
    return true;
  return isIn(entry.ops, part, rights);
}

/** Whether some of the ops that a reader may see are of that part. */
function isIn(ops: OpsByKey, part: string | undefined, rights: Rights): boolean {
  for (const key in ops) {
    if (!mayRead(rights, key)) continue;
    if (part === undefined || part === key) return true;
    if (ops[key]?.some(({ id }) => id === part)) return true;
  }
  return false;
}

function* textsOf(entry: Entry, as: WantedEntries["as"], rights: Rights): Generator<string> {
  if (as === "changes") {
    const change = changeOf(entry, rights);
    if (change !== undefined) yield JSON.stringify(changeParts(change));
  } else if (as === "pieces" && "ops" in entry) {
    for (const [i, ops] of [...piecesOf(entry.ops)].entries()) {
      const piece = { ...entry, ops };
      // Its arguments are told once.
      if (i > 0 && "mutation" in piece) delete piece.mutation;
      yield commitText(piece, rights);
    }
  } else yield commitText(entry, rights);
}

function changeOf(entry: Entry, rights: Rights): PastChange | undefined {
  const { seq, at } = entry;
  if (entry.kind === "prune") return pastChange({ pruned: entry.ids, seq, at }, NOBODY);
  if (!("ops" in entry)) return undefined;
  const ops = Object.fromEntries(Object.entries(entry.ops).filter(([key]) => mayRead(rights, key)));
  if (entry.kind === "migration")
    return pastChange({ migrated: entry.version, seq, at, ops }, NOBODY);
  const { mutation, ...rest } = entry;
  // As in `commitText`: arguments may hold what was written to keys that the reader may not see.
  const isTold = mutation !== undefined && (rights.read === true || isToldTo(mutation, rights));
  return pastChange({ ...rest, ops, ...(isTold && { mutation }) }, NOBODY);
}

function changeParts({ seq, at, by, words, keys, mutation }: PastChange): PastChangeParts {
  const parts = [seq, at.getTime(), by?.id ?? null, words, keys] as const;
  return mutation === undefined ? parts : [...parts, mutation];
}

/** A change that a store found, whoever is named. */
export function readChange([seq, at, by, words, keys, mutation]: PastChangeParts): PastChange {
  const user = by === null ? undefined : { id: by };
  const change = { seq, at: new Date(at), by: user, words, keys };
  return mutation === undefined ? change : { ...change, mutation };
}

function* piecesOf(ops: OpsByKey): Generator<OpsByKey> {
  const groups = Object.entries(ops);
  if (groups.every(([, list]) => list.length <= PIECE)) return yield ops;
  for (const [key, list] of groups)
    for (let at = 0; at < list.length; at += PIECE) yield { [key]: list.slice(at, at + PIECE) };
}
