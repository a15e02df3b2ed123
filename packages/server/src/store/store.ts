import type { Entry, RoomId, Seq, Snapshot } from "@alongside/core/engine";
import type { Erasing } from "./erasing/erasing.ts";
import type { WholeSnapshot } from "./whole-snapshot.ts";
import type { Audited } from "./chain/audited.ts";
import type { Followed } from "./followed.ts";
import { checkPosts, type PostRow, type Posts } from "./posts.ts";
import type { FoundEntries, WantedEntries } from "./past/wanted.ts";
import type { Swept } from "./swept.ts";

/**
 * Where rooms are kept: a linear log for each, and snapshots of it. Everything a store answers is durable; what is still
 * on its way to the disk is seen by nobody. Appends may be pipelined: a second one for the same room may be handed
 * over before the first has resolved. It is refused when the first one was, or failed, or stayed unknown, even where another
 * owner's entries end just where it begins.
 */
export interface Store extends Followed, Erasing, Audited, Posts, Swept {
  /**
   * Waits until this process may use the store, where one at a time can. Rejects with {@link CheckFailed} and `store.in-use` when
   * another one keeps it. `listen` asks for it; whatever else is asked waits for it by itself.
   */
  open?(): Promise<void>;
  /**
   * Appends right after `after`, all or nothing; resolves once durable. Rejects with {@link Conflict} when the head is
   * not `after`, with {@link UnknownResult} when the disk did not say whether it was written, and with another error
   * when it surely was not. `epoch` names the log from here on, where it is not named so already; a log's first append gives it a
   * random one without. `opsJson` has the ops of some entries, by their places, as JSON that was made for readers already, so that
   * the store need not make it again: see {@link OpsJsons}. `posts` are those that the entries made or changed, written with them, or not at
   * all: new where their `seq` is one of them. Of others only those are written that are still there.
   */
  append(
    room: RoomId,
    after: Seq,
    entries: readonly Entry[],
    epoch?: string,
    opsJson?: OpsJsons,
    posts?: readonly PostRow[],
  ): Promise<void>;
  /**
   * The entries after `after` in order, at most `limit`, as they stand when each page is read. Throws {@link Dropped} when
   * the first of them was forgotten.
   */
  read(room: RoomId, after: Seq, limit?: number): AsyncIterable<Entry>;
  /** The `seq` of the last entry; 0 for a room without any. */
  head(room: RoomId): Promise<Seq>;
  /**
   * Folds the previous snapshot and the log up to `seq`, away from the event loop, saves the result, reads it back and
   * checks it. Resolves with what was read back. Beside it stand the parts of the previous snapshot, with `parts` in place of those
   * of the same names; they are opaque to the fold, but for "authors" and "versions", which are its own: `RangeError` where one of these is given.
   */
  saveSnapshot(room: RoomId, seq: Seq, parts?: ReadonlyMap<string, Uint8Array>): Promise<Snapshot>;
  /**
   * The bytes of one part of the snapshot at `seq`; undefined where there is no such snapshot, or no part of that name in it. Rejects
   * where they are not those that were written.
   */
  loadPart(room: RoomId, seq: Seq, name: string): Promise<Uint8Array | undefined>;
  /** The latest snapshot, or the latest at or before `atOrBefore`. One that is not whole is never seen. */
  loadSnapshot(room: RoomId, atOrBefore?: Seq): Promise<Snapshot | undefined>;
  /**
   * What the log came to at `seq`, folded away from the event loop from the latest snapshot before it, and stored nowhere: only of the
   * top-level `keys`, without ledger and parts. Rejects with `RangeError` where there is no such entry, and with {@link Dropped} for a
   * `seq` that only entries which were forgotten lead to.
   */
  stateAt(room: RoomId, seq: Seq, keys: Keys): Promise<Snapshot>;
  /**
   * Entries as those who look at the past get them, as many as one question brings: away from the event loop, however large they are. One
   * user's are found without looking through those of others. Rejects with {@link Dropped} as `read` does.
   */
  pastEntries(room: RoomId, wanted: WantedEntries): Promise<FoundEntries>;
  /** The last entry up to a time, in ms, or what the log begins after where there is none. */
  lastUpTo(room: RoomId, ms: number): Promise<Seq>;
  /** Rooms with at least one entry, ordered by id, after `after`, at most `limit` (1,000). */
  listRooms(after?: RoomId, limit?: number): Promise<readonly RoomId[]>;
  /** Under which names the room's log was written, and what is known of one that was deleted. */
  origin(room: RoomId): Promise<Origin>;
  /** Forgets a room: its log, its snapshots. It may begin again at 0. A {@link Tombstone} stays for 90 days. */
  deleteRoom(room: RoomId): Promise<void>;
  /**
   * Makes a room of what `steps` bring, under the name `epoch`, and a snapshot of its end. Nobody sees anything of it before all of it is
   * there and was read back; where anything fails, a crash too, nothing of it stays. Rejects with what `steps` throws, with
   * {@link Conflict} where the room holds something by then, and with `RangeError` for steps that hold nothing or do not follow each other.
   */
  importRoom(room: RoomId, epoch: string, steps: AsyncIterable<ImportStep>): Promise<void>;
  /** Forgets entries up to `seq`, as far as a snapshot, read and checked once more, covers them. */
  dropBefore(room: RoomId, seq: Seq): Promise<void>;
  /** Which entries of a room lie outside of `bounds`. Looks at no more of the log than it has to, and away from the event loop. */
  outside(room: RoomId, bounds: Bounds): Promise<Outside>;
  /** What a room takes, without what SQLite and such add to it. Looks at every row, away from the event loop. */
  size(room: RoomId): Promise<RoomSize>;
  /**
   * From now on the snapshots at these moments stay, those that are there and those that are to come, whatever entries are forgotten;
   * of what was kept so before, the rest goes, where no other rule keeps it. None for a room that is not there.
   */
  keepMoments(room: RoomId, moments: readonly Moment[]): Promise<void>;
  /** Of what `keepMoments` was told the moments that have a snapshot, by their `seq`. */
  moments(room: RoomId): Promise<readonly Moment[]>;
  /**
   * Finds out whether the store can work: writes a little, durably, of which nothing is seen or stays. Rejects with
   * {@link CheckFailed}, whose code says why it cannot.
   */
  check(): Promise<void>;
  /** Steps in which it removes what was forgotten, between the appends that wait for them; absent where there are none. */
  sweepSteps?(): SweepSteps;
  /** Finishes what was begun, then closes. What is asked afterwards rejects. */
  close(): Promise<void>;
}

/** What of a log is to stay: the last so many entries and bytes, and those since a time, in ms. What is left out bounds nothing. */
export interface Bounds {
  readonly since?: number;
  readonly entries?: number;
  /** Of what is stored of the entries, as rows of it come: one row is kept or not. */
  readonly bytes?: number;
}

/** Where a log ends, and what of it lies outside of bounds. */
export interface Outside {
  readonly head: Seq;
  /** The log begins after this. */
  readonly floor: Seq;
  /** The last entry that lies outside of one of the bounds, or somewhat before it, as entries are written together; at least `floor`. */
  readonly upTo: Seq;
}

/** What a room takes in a store; all of it 0 for a room that is not there. */
export interface RoomSize {
  readonly head: Seq;
  /** The log begins after this. */
  readonly floor: Seq;
  /** Server time of the last entry, in ms. */
  readonly at: number;
  readonly entryBytes: number;
  readonly snapshotBytes: number;
  /** Posts in its feeds, and what they take. */
  readonly posts: number;
  readonly postBytes: number;
}

/** How a store removes what was forgotten. */
export interface SweepSteps {
  /** Since the store was opened. */
  readonly steps: number;
  /** How long the longest of them held up appends since this was last asked, in ms. */
  readonly longestMs: number;
}

/** A moment whose snapshot stays. */
export interface Moment {
  readonly seq: Seq;
  /** Server time of the entry, in ms. */
  readonly at: number;
}

/**
 * A piece of a room that is imported: the snapshot that its log begins after, only as the first one; the next entries; or posts that these
 * made, all of them after the entry that wrote them last.
 */
export type ImportStep = WholeSnapshot | readonly Entry[] | { readonly posts: readonly PostRow[] };

/** Top-level keys of the storage: all of them, or those. */
export type Keys = true | readonly string[];

/** For each entry of an append JSON of what `encodeOps` makes of its `ops`, or undefined where nobody made it. */
export type OpsJsons = readonly (string | undefined)[];

/** A stretch of a log that was written as one: another epoch is another history, though it may have the same numbers. */
export interface Epoch {
  /** Random, given with the first entry. */
  readonly epoch: string;
  /** The `seq` of the first entry of it. */
  readonly from: Seq;
}

/** What is left of a room that was deleted. */
export interface Tombstone {
  /** Under which names its log was written, the newest last: those of what was deleted under this name before stand first. */
  readonly epochs: readonly string[];
  /** When it was last deleted, in ms. */
  readonly at: number;
}

/** Where a room's log comes from. */
export interface Origin {
  /** In order; empty before the first entry. A log has one, until it goes on from a backup. */
  readonly epochs: readonly Epoch[];
  /** The last log of this name that was deleted, for 90 days. */
  readonly deleted?: Tombstone;
  /** How often somebody was erased from the log; left out for 0. */
  readonly generation?: number;
  /** Who was erased from it, as `personIn` names them, and the generation that it had from then on; left out for nobody. */
  readonly erased?: ReadonlyMap<string, number>;
}

/** How long a deleted room is remembered, in ms: as long as a client's line in the ledger. */
export const TOMBSTONE_MS = 90 * 24 * 60 * 60 * 1000;

/** So many epochs of deleted logs are remembered under one name. */
const MOST_EPOCHS = 32;

/** The epochs that a tombstone has once a log with `epochs` is deleted too. */
export function buried(earlier: readonly string[], epochs: readonly string[]): readonly string[] {
  return [...earlier, ...epochs].slice(-MOST_EPOCHS);
}

/** Of a random epoch. */
export const EPOCH_LENGTH = 12;

/** Another owner has appended, or an earlier append failed: the head is not what the caller follows. */
export class Conflict extends Error {
  override readonly name = "Conflict";
  readonly room: RoomId;
  readonly after: Seq;
  /** The head the store has. */
  readonly head: Seq;

  constructor(room: RoomId, after: Seq, head: Seq) {
    super(`Append to ${room} after ${after} refused: its head is ${head}`);
    this.room = room;
    this.after = after;
    this.head = head;
  }
}

/** The disk did not say whether the entries were written. Read the head again before going on. */
export class UnknownResult extends Error {
  override readonly name = "UnknownResult";

  constructor(room: RoomId, options?: { readonly cause?: unknown }) {
    super(`Append to ${room} may or may not have been written`, options);
  }
}

/** The entries asked for were forgotten by `dropBefore`; a snapshot at or after `floor` covers them. */
export class Dropped extends Error {
  override readonly name = "Dropped";
  readonly room: RoomId;
  readonly after: Seq;
  /** The log begins after this. */
  readonly floor: Seq;

  constructor(room: RoomId, after: Seq, floor: Seq) {
    super(`Entries of ${room} after ${after} were dropped up to ${floor}`);
    this.room = room;
    this.after = after;
    this.floor = floor;
  }
}

/**
 * Why a store cannot write: its disk is full, it may not write there, somebody else writes and does not end, another server has the
 * file, or anything else.
 */
export type StoreTrouble =
  | "store.full"
  | "store.read-only"
  | "store.locked"
  | "store.in-use"
  | "store.failed";

/** The store cannot work. The code may be told to anybody; the message may name files. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
  readonly code: StoreTrouble;

  constructor(code: StoreTrouble, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Throws when `entries` cannot follow `after`, or have not written `posts`: the caller's mistake. */
export function checkAppend(
  room: RoomId,
  after: Seq,
  entries: readonly Entry[],
  posts: readonly PostRow[] = [],
): void {
  if (entries.length === 0) throw new RangeError(`Append to ${room} has no entries`);
  for (let i = 0; i < entries.length; i++) {
    const seq = entries[i]?.seq;
    if (seq !== after + 1 + i) {
      throw new RangeError(
        `Append to ${room} after ${after}: entry ${i} has seq ${seq}, expected ${after + 1 + i}`,
      );
    }
  }
  checkPosts(room, after, after + entries.length, posts);
}
