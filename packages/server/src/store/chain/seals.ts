import { hash, randomBytes, randomFillSync } from "node:crypto";
import type { RowBody } from "./row-bodies.ts";

// What is hashed is told in docs/audit.md: other programs check it.

/** Bytes of a salt and of a seal. */
const SALT = 16;
const SEAL = 32;
const EACH = SALT + SEAL;

/** The seals of the entries of one row. */
export interface SealedRow {
  /** Of each entry its salt and its seal. */
  readonly bytes: Uint8Array;
  /** JSON of `[i, digest]` for each entry that was rewritten: what it said before, hashed with a salt that is gone. Null for none. */
  readonly erased: string | null;
}

/** The seal of one entry, and what it is made of. */
export interface EntrySeal {
  readonly salt: Uint8Array;
  readonly seal: Uint8Array;
  /** Where what the entry said was erased: the digest of it that the seal has. */
  readonly digest?: Uint8Array;
}

/** Something that the chain says beside its entries. */
export type NoteKind = "gap" | "erased" | "restored";

/** It stands right after the entry `seq`. */
export interface ChainNote {
  readonly seq: number;
  readonly kind: NoteKind;
  /** JSON: see {@link noteBody}. */
  readonly body: string;
  readonly seal: Uint8Array;
}

export function newSeal(): Uint8Array {
  return randomBytes(SEAL);
}

/** Random bytes that are not given out yet: asking for many at a time costs about as much as for a few. */
const pool = new Uint8Array(SALT * 1024);
let used = pool.length;

function newSalt(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  // A copy: the pool is filled anew.
  return pool.slice(used, (used += SALT));
}

function sha256(parts: readonly Uint8Array[]): Uint8Array {
  return hash("sha256", Buffer.concat(parts), "buffer");
}

/** What an entry says, hashed with its salt: nobody who lost the salt can guess it. */
export function digestOf(salt: Uint8Array, body: string): Uint8Array {
  return sha256([salt, Buffer.from(body)]);
}

/** The seal of an entry that follows the one with the seal `before`. */
export function sealOf(
  before: Uint8Array,
  room: string,
  { seq, at, kind, client, n }: Omit<RowBody, "body">,
  digest: Uint8Array,
): Uint8Array {
  const head = JSON.stringify(["entry", room, seq, at, kind, client ?? null, n ?? null]);
  return sha256([before, Buffer.from(head), digest]);
}

/** The seal of a note. */
export function noteSealOf(
  before: Uint8Array,
  room: string,
  { seq, kind, body }: Omit<ChainNote, "seal">,
): Uint8Array {
  const head = JSON.stringify(["note", room, seq, kind]);
  return sha256([before, Buffer.from(head), Buffer.from(body)]);
}

/** Seals the entries of a row, the first of which follows `before`. Returns the last seal too. */
export function sealRow(
  before: Uint8Array,
  room: string,
  entries: readonly RowBody[],
): { readonly bytes: Uint8Array; readonly last: Uint8Array } {
  const bytes = new Uint8Array(EACH * entries.length);
  let last = before;
  for (const [i, entry] of entries.entries()) {
    const salt = newSalt();
    bytes.set(salt, EACH * i);
    last = sealOf(last, room, entry, digestOf(salt, entry.body));
    bytes.set(last, EACH * i + SALT);
  }
  return { bytes, last };
}

/** The seal of entry `i` of a row. */
export function sealIn({ bytes, erased }: SealedRow, i: number): EntrySeal {
  const salt = bytes.subarray(EACH * i, EACH * i + SALT);
  const seal = bytes.subarray(EACH * i + SALT, EACH * (i + 1));
  const digest = erased === null ? undefined : digestsIn(erased).get(i);
  return digest === undefined ? { salt, seal } : { salt, seal, digest };
}

function digestsIn(erased: string): Map<number, Uint8Array> {
  const pairs = JSON.parse(erased) as readonly (readonly [number, string])[];
  return new Map(pairs.map(([i, text]) => [i, Buffer.from(text, "base64url")]));
}

/** What becomes of the seals of a row whose entries are rewritten, and what the note about it says. */
export interface Resealed {
  readonly sealed: SealedRow;
  /** For {@link erasedNote}: the entries, each with the digest of what it says now. */
  readonly digests: readonly (readonly [seq: number, digest: string])[];
}

/**
 * The seals stay; in the place of the salts of what was rewritten come new ones, and digests of what it said. Undefined where every
 * entry says what it did.
 */
export function reseal(
  sealed: SealedRow,
  before: readonly RowBody[],
  after: readonly RowBody[],
): Resealed | undefined {
  const bytes = Uint8Array.from(sealed.bytes);
  const digests = sealed.erased === null ? new Map<number, Uint8Array>() : digestsIn(sealed.erased);
  const noted: [number, string][] = [];
  for (const [i, { seq, body }] of after.entries()) {
    const was = before[i]?.body ?? "";
    if (was === body) continue;
    const { salt, digest } = sealIn(sealed, i);
    digests.set(i, digest ?? digestOf(salt, was));
    const fresh = newSalt();
    bytes.set(fresh, EACH * i);
    noted.push([seq, base64(digestOf(fresh, body))]);
  }
  if (noted.length === 0) return undefined;
  const erased = JSON.stringify(Array.from(digests, ([i, digest]) => [i, base64(digest)]));
  return { sealed: { bytes, erased }, digests: noted };
}

/** As which text of JSON notes have their bytes. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
