import type { Seq } from "../log.ts";
import type { OpsByKey } from "../model/op.ts";
import type { MutationCall } from "./change.ts";
import { type NumbersPart, readNumbers } from "./numbers.ts";
import { decodeOps, encodeOps, type WireOps } from "./ops.ts";
import { trimmed } from "./shape.ts";

/** Somebody else's change: `["c", seq, at, actor, client, n, ops, [mutation, args]?]`. */
export interface Commit {
  readonly seq: Seq;
  readonly at: number;
  readonly actor: string;
  readonly client: string;
  readonly n: number;
  /** Only the keys that the receiver may read. */
  readonly ops: OpsByKey;
  readonly mutation?: MutationCall;
}

/** The receiver's own change is in the log: `["a", n, seq, at, ops?, void?]`, where `n` is `[first, n]` if it ended several numbers. */
export interface Ack {
  readonly ack: number;
  /** The first of the numbers that it ended, where those are several. */
  readonly first?: number;
  readonly seq: Seq;
  readonly at: number;
  /** What was written, where it is not what the receiver asked for. */
  readonly ops?: OpsByKey;
  /** Ops that had nothing left to write to, as [key, index]. Only beside `ops`. */
  readonly void?: readonly (readonly [string, number])[];
}

/** The receiver's own change was refused and changes nothing: `["r", n, seq, at, code, message]`, with `n` as in an `Ack`. */
export interface RefusedEntry {
  readonly refused: number;
  readonly first?: number;
  readonly seq: Seq;
  readonly at: number;
  readonly code: string;
  readonly message: string;
}

/** Records that left the trash for good: `["p", seq, at, ids]`. */
export interface Pruned {
  readonly pruned: readonly string[];
  readonly seq: Seq;
  readonly at: number;
}

/**
 * The room was brought to another version of its definition. Who is here has that version: older pages are not let in.
 * `["m", version, seq, at, ops]`.
 */
export interface Migrated {
  /** The version from here on. */
  readonly migrated: number;
  readonly seq: Seq;
  readonly at: number;
  /** Only the keys that the receiver may read. */
  readonly ops: OpsByKey;
}

/** That many entries hold nothing for the receiver, the last of them of the time `at`: `["s", count, at]`. */
export interface Skip {
  readonly skip: number;
  readonly at: number;
}

/** An entry of a kind that this version does not know. */
export interface UnknownEntry {
  readonly unknown: string;
}

/** One entry, or a run of them, as one receiver sees it. */
export type DownEntry = Commit | Ack | RefusedEntry | Pruned | Migrated | Skip | UnknownEntry;

/**
 * The next entries of a room's log, in order, durable when they are sent. On the wire `["d", seat, list]`, with a 1 behind where
 * they are `cut`.
 */
export interface Entries {
  readonly type: "entries";
  readonly seat: number;
  readonly list: readonly DownEntry[];
  /**
   * What comes from here on is cut to fewer rights than the receiver was let in with, until it is closed: what it then holds is not
   * to be resumed from.
   */
  readonly cut?: true;
}

export type CallParts = readonly [name: string, args: MutationCall["args"]];

/** An entry on the wire. */
export type EntryParts =
  | readonly [
      tag: "c",
      seq: Seq,
      at: number,
      actor: string,
      client: string,
      n: number,
      ops: WireOps,
      call?: CallParts,
    ]
  | readonly [tag: "a", n: NumbersPart, seq: Seq, at: number, ops?: WireOps, gone?: Ack["void"]]
  | readonly [tag: "r", n: NumbersPart, seq: Seq, at: number, code: string, message: string]
  | readonly [tag: "p", seq: Seq, at: number, ids: readonly string[]]
  | readonly [tag: "m", version: number, seq: Seq, at: number, ops: WireOps]
  | readonly [tag: "s", count: number, at: number];

/** Reads an entry that the server sent. */
export function readEntry(parts: EntryParts): DownEntry {
  switch (parts[0]) {
    case "c": {
      const [, seq, at, actor, client, n, ops, call] = parts;
      const commit = { seq, at, actor, client, n, ops: decodeOps(ops) };
      return call === undefined
        ? commit
        : { ...commit, mutation: { name: call[0], args: call[1] } };
    }
    case "a": {
      const [, numbers, seq, at, ops, gone] = parts;
      const { n: ack, ...first } = readNumbers(numbers);
      if (ops === undefined) return { ack, ...first, seq, at };
      const told = { ack, ...first, seq, at, ops: decodeOps(ops) };
      return gone === undefined ? told : { ...told, void: gone };
    }
    case "r": {
      const [, numbers, seq, at, code, message] = parts;
      const { n: refused, ...first } = readNumbers(numbers);
      return { refused, ...first, seq, at, code, message };
    }
    case "p":
      return { pruned: parts[3], seq: parts[1], at: parts[2] };
    case "m":
      return { migrated: parts[1], seq: parts[2], at: parts[3], ops: decodeOps(parts[4]) };
    case "s":
      return { skip: parts[1], at: parts[2] };
    default:
      return { unknown: String((parts as readonly unknown[])[0]) };
  }
}

/** The parts of an entry. */
export function entryParts(entry: Exclude<DownEntry, UnknownEntry>): EntryParts {
  if ("skip" in entry) return ["s", entry.skip, entry.at];
  if ("pruned" in entry) return ["p", entry.seq, entry.at, entry.pruned];
  if ("refused" in entry) {
    const { refused, first, seq, at, code, message } = entry;
    return ["r", first === undefined ? refused : [first, refused], seq, at, code, message];
  }
  if ("migrated" in entry) return ["m", entry.migrated, entry.seq, entry.at, encodeOps(entry.ops)];
  if ("ack" in entry) {
    const ops = entry.ops && encodeOps(entry.ops);
    const n = entry.first === undefined ? entry.ack : [entry.first, entry.ack];
    return trimmed(["a", n, entry.seq, entry.at, ops, entry.void]) as EntryParts;
  }
  const { seq, at, actor, client, n, mutation } = entry;
  const call = mutation && ([mutation.name, mutation.args] as const);
  return trimmed(["c", seq, at, actor, client, n, encodeOps(entry.ops), call]) as EntryParts;
}
